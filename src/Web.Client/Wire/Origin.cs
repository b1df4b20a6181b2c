namespace TwistedSharp.Web.Client;

/// <summary>
/// Where a request goes: scheme and host in lower case, and the port. Two are equal when all three are, char by char (RFC 6454).
/// </summary>
/// <param name="Scheme">The scheme, lower case.</param>
/// <param name="Host">The host, lower-case ASCII; an IPv6 address without brackets.</param>
/// <param name="Port">The port, 1 to 65535; 0 when the scheme has no known default and the URI named none.</param>
public readonly record struct Origin(string Scheme, string Host, int Port)
{
    /// <summary>The origin as text, its port always spelled out: <c>https://a:443</c>.</summary>
    public override string ToString() =>
        Host is not null && Host.Contains(':') ? $"{Scheme}://[{Host}]:{Port}" : $"{Scheme}://{Host}:{Port}";
}
