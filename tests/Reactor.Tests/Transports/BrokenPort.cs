using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>A datagram port whose socket is one that listens for TCP connections: it becomes readable, and receiving fails.</summary>
internal sealed class BrokenPort(ITransportLoop loop) : DatagramPort(loop, 100)
{
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal event Action? Ended;

    protected override string Place => "nowhere";

    protected override string ProtocolName => "nobody";

    protected override bool IsConnected => true;

    internal void Provoke() => _client.Connect(Socket.LocalEndPoint!);

    protected override Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(1);
        return socket;
    }

    protected override void Begin() { }

    protected override void Deliver(ReadOnlySpan<byte> datagram, IAddress sender) =>
        throw new NotSupportedException("Nothing arrives here.");

    protected override void TellRefused() => throw new NotSupportedException("Nothing is refused here.");

    protected override void End()
    {
        _client.Dispose();
        Ended?.Invoke();
    }

    protected override IAddress ToAddress(SocketAddress address) => new UNIXAddress(null);
}
