using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>A UNIX datagram port with one other end (twisted.internet.unix.ConnectedDatagramPort).</summary>
internal sealed class UnixConnectedDatagramPort(
    ITransportLoop loop, string path, IConnectedDatagramProtocol protocol, int maxPacketSize, UnixFileMode? mode, string? bindAddress)
    : DatagramPort(loop, maxPacketSize), IUNIXDatagramConnectedTransport
{
    private readonly UNIXAddress _peer = new(path);
    private readonly UnixDomainSocketEndPoint _peerEndPoint = new(path);

    protected override string Place => $"{Host ?? new UNIXAddress(bindAddress)} to {_peer}";

    protected override string ProtocolName => protocol.LogPrefix;

    protected override bool IsConnected => true;

    public override void StartListening()
    {
        try
        {
            base.StartListening();
        }
        catch (Exception e) when (!IsOpen)
        {
            protocol.ConnectionFailed(new Failure(e));
        }
    }

    public IAddress GetPeer() => _peer;

    public void Write(ReadOnlySpan<byte> datagram)
    {
        Socket.Send(datagram, SocketFlags.None, out var error);
        switch (error)
        {
            // The receiver has no room: the datagram is lost, as one over UDP would be.
            case SocketError.Success or SocketError.WouldBlock:
                return;
            // Linux says the first to the first datagram after the receiver is gone, and the second to the others.
            case SocketError.ConnectionRefused or SocketError.NotConnected:
                Refused();
                return;
            default:
                throw Refusal(new SocketException((int)error), datagram.Length);
        }
    }

    protected override Socket Open()
    {
        var socket = UnixDatagramSockets.Open(bindAddress, mode);
        try
        {
            socket.Connect(_peerEndPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    protected override void Begin() => protocol.MakeConnection(this);

    protected override void Deliver(ReadOnlySpan<byte> datagram, IAddress sender) => protocol.DatagramReceived(datagram);

    protected override void TellRefused() => protocol.ConnectionRefused();

    protected override void End() => protocol.DoStop();

    protected override IAddress ToAddress(SocketAddress address) => UnixDatagramSockets.ToAddress(address);
}
