namespace TwistedSharp.Internet;

/// <summary>A UNIX socket's address.</summary>
/// <param name="Name">Its path; one that begins with a NUL is in Linux's abstract namespace; null for a socket without a name.</param>
public sealed record UNIXAddress(string? Name) : IAddress
{
    /// <inheritdoc/>
    public override string ToString() => Name is null ? "(unnamed)" : Name.Replace('\0', '@');
}
