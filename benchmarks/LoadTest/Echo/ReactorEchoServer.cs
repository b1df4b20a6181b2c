using TwistedSharp.Internet;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>The echo on our reactor.</summary>
internal static class ReactorEchoServer
{
    internal static void Run(string? poller)
    {
        var reactor = ReactorLoad.MakeReactor(poller);
        var port = reactor.ListenTCP(0, Factory.ForProtocol(() => new EchoProtocol()), ServerOrders.Backlog, "127.0.0.1");
        reactor.CallWhenRunning(() => ServerOrders.Follow(((IPv4Address)port.GetHost()).Port));
        reactor.Run();
    }

    private sealed class EchoProtocol : Protocol
    {
        public override void DataReceived(ReadOnlySpan<byte> data) => Transport.Write(data);
    }
}
