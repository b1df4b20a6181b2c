namespace TwistedSharp.Internet;

/// <summary>A multicast group could not be joined or left (error.MulticastJoinError).</summary>
/// <param name="group">The group's address.</param>
/// <param name="interfaceAddress">The interface; empty for the system's choice.</param>
/// <param name="inner">What the system said.</param>
public sealed class MulticastJoinException(string group, string interfaceAddress, Exception inner)
    : IOException($"The membership of {group} on {(interfaceAddress.Length == 0 ? "any interface" : interfaceAddress)} "
        + $"could not be changed: {inner.Message}", inner)
{
    /// <summary>The group's address.</summary>
    public string Group { get; } = group;

    /// <summary>The interface; empty for the system's choice.</summary>
    public string InterfaceAddress { get; } = interfaceAddress;
}
