namespace TwistedSharp.Internet;

/// <summary>A UDP port as its protocol sees it (IUDPTransport).</summary>
public interface IUDPTransport : IDatagramTransport
{
    /// <summary>Sends a datagram.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="host">An IP literal, or "&lt;broadcast&gt;".</param>
    /// <param name="port">1 to 65535.</param>
    /// <exception cref="InvalidAddressException">The host is no literal, or not of this port's family.</exception>
    void Write(ReadOnlySpan<byte> datagram, string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        Write(datagram, host.Contains(':') ? new IPv6Address(host, port) : new IPv4Address(host, port));
    }

    /// <summary>Fixes the other end: datagrams go to it, come only from it, and its refusals are told.</summary>
    /// <param name="host">An IP literal.</param>
    /// <param name="port">1 to 65535.</param>
    /// <exception cref="InvalidAddressException">The host is no literal, or not of this port's family.</exception>
    /// <exception cref="InvalidOperationException">It is connected already, or closed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The system refuses: there is no route.</exception>
    void Connect(string host, int port);

    /// <summary>Lets this port send to a broadcast address; at first it may not.</summary>
    /// <param name="enabled">Whether it may.</param>
    void SetBroadcastAllowed(bool enabled);

    /// <summary>Whether this port may send to a broadcast address.</summary>
    bool GetBroadcastAllowed();
}
