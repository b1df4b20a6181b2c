using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>A UDP port, over IPv4 or IPv6 (twisted.internet.udp.Port).</summary>
internal sealed partial class UdpPort : DatagramPort, IMulticastTransport
{
    private readonly IDatagramProtocol _protocol;
    private readonly string _interfaceAddress;
    private readonly IPAddress _interface;
    private readonly int _port;
    private readonly bool _listenMultiple;
    private Socket? _adopted;
    private IAddress? _peer;
    private SocketAddress? _peerBytes;
    private IAddress? _destination;
    private SocketAddress? _destinationBytes;

    internal UdpPort(
        ITransportLoop loop, int port, IDatagramProtocol protocol, string interfaceAddress, int maxPacketSize, bool listenMultiple)
        : base(loop, maxPacketSize)
    {
        _protocol = protocol;
        _interfaceAddress = interfaceAddress;
        _interface = IPLiteral.Interface(interfaceAddress);
        _port = port;
        _listenMultiple = listenMultiple;
    }

    /// <summary>A port on a socket that was bound elsewhere; ours from now on.</summary>
    internal UdpPort(ITransportLoop loop, Socket adopted, IDatagramProtocol protocol, int maxPacketSize)
        : base(loop, maxPacketSize)
    {
        if (adopted.LocalEndPoint is not IPEndPoint bound)
            throw new UnsupportedAddressFamilyException($"A UDP port is IPv4 or IPv6; this socket is {adopted.AddressFamily}.");
        _protocol = protocol;
        _adopted = adopted;
        _interface = bound.Address;
        _interfaceAddress = bound.Address.ToString();
        _port = bound.Port;
    }

    protected override string Place =>
        $"{Host ?? Addresses.From(new IPEndPoint(_interface, _port))}{(_peer is null ? "" : $" to {_peer}")}";

    protected override string ProtocolName => _protocol.LogPrefix;

    protected override bool IsConnected => _peer is not null;

    public void Write(ReadOnlySpan<byte> datagram, IAddress? address = null)
    {
        if (_peer is not null)
            Send(datagram, address);
        else
            SendTo(datagram, address);
    }

    public void Connect(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_peer is not null)
            throw new InvalidOperationException($"{this} is connected already, and stays so.");
        var peer = IPLiteral.Destination(host, port, _interface.AddressFamily);
        Socket.Connect(peer);
        _peer = Addresses.From(peer);
        _peerBytes = peer.Serialize();
        RefreshHost();
    }

    public void SetBroadcastAllowed(bool enabled) => Socket.EnableBroadcast = enabled;

    public bool GetBroadcastAllowed() => Socket.EnableBroadcast;

    protected override Socket Open()
    {
        _peer = null;
        _destination = null;
        if (_adopted is { } adopted)
        {
            _adopted = null;
            return adopted;
        }
        var socket = new Socket(_interface.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // As on the systems Twisted runs on: the IPv6 wildcard takes IPv4 too.
            if (_interface.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            // On Unix the base library sets SO_REUSEPORT with it, as Twisted does.
            if (_listenMultiple)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(_interface, _port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new CannotListenException(_interfaceAddress, _port, e);
        }
    }

    protected override void Begin() => _protocol.MakeConnection(this);

    protected override void Deliver(ReadOnlySpan<byte> datagram, IAddress sender) => _protocol.DatagramReceived(datagram, sender);

    protected override void TellRefused() => _protocol.ConnectionRefused();

    protected override void End() => _protocol.DoStop();

    protected override IAddress ToAddress(SocketAddress address) => Addresses.From(new IPEndPoint(_interface, 0).Create(address));

    private void Send(ReadOnlySpan<byte> datagram, IAddress? address)
    {
        if (address is not null && !address.Equals(_peer) && !BytesOf(address).Equals(_peerBytes))
            throw new ArgumentException($"{this} sends to {_peer} only, not to {address}.", nameof(address));
        Socket.Send(datagram, SocketFlags.None, out var error);
        switch (error)
        {
            case SocketError.Success:
                return;
            case SocketError.ConnectionRefused:
                // It is about an earlier datagram: this one has not gone out, and Twisted does not try again.
                Refused();
                return;
            default:
                throw Refusal(new SocketException((int)error), datagram.Length);
        }
    }

    private void SendTo(ReadOnlySpan<byte> datagram, IAddress? address)
    {
        if (address is null)
            throw new InvalidOperationException($"{this} is not connected: a datagram needs an address.");
        var destination = BytesOf(address);
        try
        {
            Socket.SendTo(datagram, SocketFlags.None, destination);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // About an earlier datagram, nobody knows which.
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            throw Refusal(e, datagram.Length);
        }
    }

    private SocketAddress BytesOf(IAddress address)
    {
        if (BytesOfSender(address) is { } sender)
            return sender;
        if (_destinationBytes is null || !address.Equals(_destination))
        {
            _destinationBytes = IPLiteral.Destination(address, _interface.AddressFamily).Serialize();
            _destination = address;
        }
        return _destinationBytes;
    }
}
