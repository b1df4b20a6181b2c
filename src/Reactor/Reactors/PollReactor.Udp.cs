using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet.Native;

namespace TwistedSharp.Internet;

/// <content>UDP and UNIX datagram ports.</content>
public abstract partial class PollReactor
{
    /// <inheritdoc/>
    public IUDPTransport ListenUDP(int port, IDatagramProtocol protocol, string interfaceAddress = "", int maxPacketSize = 8192)
    {
        RequireThread();
        return ListenMulticast(port, protocol, interfaceAddress, maxPacketSize);
    }

    /// <inheritdoc/>
    public IMulticastTransport ListenMulticast(
        int port, IDatagramProtocol protocol, string interfaceAddress = "", int maxPacketSize = 8192, bool listenMultiple = false)
    {
        RequireThread();
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        var listening = new UdpPort(this, port, protocol, interfaceAddress, maxPacketSize, listenMultiple);
        listening.StartListening();
        return listening;
    }

    /// <inheritdoc/>
    public IUDPTransport AdoptDatagramPort(SafeSocketHandle handle, IDatagramProtocol protocol, int maxPacketSize = 8192)
    {
        RequireThread();
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        var socket = new Socket(Descriptors.Duplicate(handle));
        try
        {
            if (socket.SocketType != SocketType.Dgram)
                throw new ArgumentException($"A datagram port needs a datagram socket; this one is {socket.SocketType}.", nameof(handle));
            var adopted = new UdpPort(this, socket, protocol, maxPacketSize);
            adopted.StartListening();
            return adopted;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IUNIXDatagramTransport ListenUNIXDatagram(
        string? path, IDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null)
    {
        RequireThread();
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        var listening = new UnixDatagramPort(this, path, protocol, maxPacketSize, mode);
        listening.StartListening();
        return listening;
    }

    /// <inheritdoc/>
    public IUNIXDatagramConnectedTransport ConnectUNIXDatagram(
        string path, IConnectedDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null, string? bindAddress = null)
    {
        RequireThread();
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        var connected = new UnixConnectedDatagramPort(this, path, protocol, maxPacketSize, mode, bindAddress);
        connected.StartListening();
        return connected;
    }
}
