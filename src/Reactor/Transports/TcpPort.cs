using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>A listening TCP port (twisted.internet.tcp.Port).</summary>
internal sealed class TcpPort : StreamPort
{
    private const int AdoptedBacklog = 50;

    private readonly IPEndPoint _endPoint;
    private readonly string _interfaceAddress;

    internal TcpPort(ITransportLoop loop, int port, IFactory factory, int backlog, string interfaceAddress)
        : base(loop, factory, backlog, adopted: null)
    {
        _interfaceAddress = interfaceAddress;
        if (interfaceAddress.Length == 0)
            _endPoint = new IPEndPoint(IPAddress.Any, port);
        else if (IPLiteral.TryParse(interfaceAddress, out var address))
            _endPoint = new IPEndPoint(address, port);
        else
            throw new ArgumentException($"A port listens on an address literal; '{interfaceAddress}' is none.", nameof(interfaceAddress));
    }

    /// <summary>A port on a socket that is bound already.</summary>
    internal TcpPort(ITransportLoop loop, Socket adopted, IPEndPoint boundTo, IFactory factory)
        : base(loop, factory, AdoptedBacklog, adopted)
    {
        _endPoint = boundTo;
        _interfaceAddress = boundTo.Address.ToString();
    }

    private protected override IAddress Wanted => Addresses.From(_endPoint);

    private protected override Socket Bind()
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(_endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As on the systems Twisted runs on: the IPv6 wildcard takes IPv4 too. SO_REUSEADDR is set by Bind itself on Unix; asking for
            // it by its option would add SO_REUSEPORT, and two servers could then share a port unknowingly.
            if (_endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(_endPoint);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw Refusal(e);
        }
    }

    private protected override IAddress HostOf(Socket socket) => Addresses.From(socket.LocalEndPoint);

    private protected override StreamTransport Accepted(Socket socket) =>
        new TcpTransport(Loop, socket, Addresses.From(socket.RemoteEndPoint), owner: null);

    private protected override CannotListenException Refusal(SocketException e) => new(_interfaceAddress, _endPoint.Port, e);
}
