using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>A UNIX datagram port that hears and writes to anybody (twisted.internet.unix.DatagramPort).</summary>
internal sealed class UnixDatagramPort(
    ITransportLoop loop, string? path, IDatagramProtocol protocol, int maxPacketSize, UnixFileMode? mode)
    : DatagramPort(loop, maxPacketSize), IUNIXDatagramTransport
{
    private IAddress? _destination;
    private SocketAddress? _destinationBytes;

    protected override string Place => $"{Host ?? new UNIXAddress(path)}";

    protected override string ProtocolName => protocol.LogPrefix;

    protected override bool IsConnected => false;

    public void Write(ReadOnlySpan<byte> datagram, IAddress? address = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var destination = BytesOf(address);
        try
        {
            Socket.SendTo(datagram, SocketFlags.None, destination);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // The receiver has no room: the datagram is lost, as one over UDP would be.
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            throw Refusal(e, datagram.Length);
        }
    }

    protected override Socket Open() => UnixDatagramSockets.Open(path, mode);

    protected override void Begin() => protocol.MakeConnection(this);

    protected override void Deliver(ReadOnlySpan<byte> datagram, IAddress sender) => protocol.DatagramReceived(datagram, sender);

    protected override void TellRefused() => protocol.ConnectionRefused();

    protected override void End() => protocol.DoStop();

    protected override IAddress ToAddress(SocketAddress address) => UnixDatagramSockets.ToAddress(address);

    private SocketAddress BytesOf(IAddress address)
    {
        if (address is not UNIXAddress { Name: { Length: > 0 } name })
            throw new InvalidAddressException($"{address}", $"UNIX datagrams go to paths; {address} is none.");
        if (BytesOfSender(address) is { } sender)
            return sender;
        if (_destinationBytes is null || !address.Equals(_destination))
        {
            _destinationBytes = new UnixDomainSocketEndPoint(name).Serialize();
            _destination = address;
        }
        return _destinationBytes;
    }
}
