using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet.Native;

namespace TwistedSharp.Internet;

/// <content>Stream sockets that somebody else has made.</content>
public abstract partial class PollReactor
{
    /// <inheritdoc/>
    public IListeningPort AdoptStreamPort(SafeSocketHandle handle, IFactory factory)
    {
        RequireThread();
        ArgumentNullException.ThrowIfNull(factory);
        var socket = Adopt(handle);
        try
        {
            StreamPort port = socket.LocalEndPoint switch
            {
                IPEndPoint { Port: > 0 } bound => new TcpPort(this, socket, bound, factory),
                UnixDomainSocketEndPoint bound when UnixDatagramSockets.ToAddress(bound).Name is { Length: > 0 } path =>
                    new UnixPort(this, socket, path, factory),
                _ => throw new ArgumentException("A port needs a bound socket; this one is not bound.", nameof(handle)),
            };
            port.StartListening();
            return port;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ITransport? AdoptStreamConnection(SafeSocketHandle handle, IFactory factory)
    {
        RequireThread();
        ArgumentNullException.ThrowIfNull(factory);
        var socket = Adopt(handle);
        StreamTransport transport;
        IProtocol? protocol;
        try
        {
            socket.Blocking = false;
            transport = socket.AddressFamily == AddressFamily.Unix
                ? new UnixTransport(
                    this,
                    socket,
                    UnixDatagramSockets.ToAddress(socket.LocalEndPoint),
                    UnixDatagramSockets.ToAddress(Peer(socket)),
                    owner: null)
                : new TcpTransport(this, socket, Addresses.From(Peer(socket)), owner: null);
            protocol = factory.BuildProtocol(transport.GetPeer());
            if (protocol is not null)
                transport.Register(token: null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        if (protocol is null)
        {
            socket.Dispose();
            return null;
        }
        transport.Start(protocol);
        return transport;
    }

    private static EndPoint Peer(Socket socket) => socket.RemoteEndPoint
        ?? throw new ArgumentException("A connection needs a connected socket; this one is not connected.", "handle");

    /// <summary>A socket of our own over what the handle names.</summary>
    private static Socket Adopt(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var socket = new Socket(Descriptors.Duplicate(handle));
        try
        {
            if (socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 or AddressFamily.Unix))
            {
                throw new UnsupportedAddressFamilyException(
                    $"Streams run over IPv4, IPv6 and UNIX sockets; this socket is of family {socket.AddressFamily}.");
            }
            if (socket.SocketType != SocketType.Stream)
                throw new ArgumentException($"This needs a socket for streams; it is one for {socket.SocketType}.", nameof(handle));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
