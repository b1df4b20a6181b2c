namespace TwistedSharp.Internet;

/// <summary>A port could not be bound (error.CannotListenError).</summary>
/// <param name="interfaceAddress">The local address; empty for all.</param>
/// <param name="port">The port.</param>
/// <param name="inner">What the system said.</param>
public sealed class CannotListenException(string interfaceAddress, int port, Exception inner)
    : IOException($"Cannot listen on {(interfaceAddress.Length == 0 ? "any" : interfaceAddress)}:{port}: {inner.Message}", inner)
{
    /// <summary>The local address; empty for all.</summary>
    public string InterfaceAddress { get; } = interfaceAddress;

    /// <summary>The port.</summary>
    public int Port { get; } = port;
}
