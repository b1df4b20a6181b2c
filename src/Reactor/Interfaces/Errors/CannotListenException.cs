namespace TwistedSharp.Internet;

/// <summary>A port could not be bound (error.CannotListenError).</summary>
public sealed class CannotListenException : IOException
{
    /// <summary>A port of an IP address could not be bound.</summary>
    /// <param name="interfaceAddress">The local address; empty for all.</param>
    /// <param name="port">The port.</param>
    /// <param name="inner">What the system said.</param>
    public CannotListenException(string interfaceAddress, int port, Exception inner)
        : base($"Cannot listen on {(interfaceAddress.Length == 0 ? "any" : interfaceAddress)}:{port}: {inner.Message}", inner)
    {
        InterfaceAddress = interfaceAddress;
        Port = port;
    }

    /// <summary>A UNIX socket could not be bound.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="inner">What the system said.</param>
    public CannotListenException(string path, Exception inner)
        : base($"Cannot listen on {path.Replace('\0', '@')}: {inner.Message}", inner)
    {
        InterfaceAddress = path;
    }

    /// <summary>The local address, empty for all; a UNIX socket's path.</summary>
    public string InterfaceAddress { get; }

    /// <summary>The port; 0 for a UNIX socket.</summary>
    public int Port { get; }
}
