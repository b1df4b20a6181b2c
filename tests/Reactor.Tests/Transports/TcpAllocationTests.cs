using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TcpAllocationTests
{
    private const int Messages = 10_000;

    [Test]
    public void EPollReactor_EchoPingPong_AllocatesNothingPerMessage()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        var reactor = new EPollReactor();
        var factory = new PingFactory(reactor);
        reactor.CallWhenRunning(() =>
        {
            var port = reactor.ListenTCP(0, Factory.ForProtocol(() => new Echo()), interfaceAddress: "127.0.0.1");
            reactor.ConnectTCP("127.0.0.1", ((IPv4Address)port.GetHost()).Port, factory);
        });
        var failSafe = reactor.CallLater(20, reactor.Stop);
        reactor.Run(installSignalHandlers: false);
        failSafe.Active.Should().BeTrue("the ping-pong ends by itself");
        // Not one object a message, in any of: poll, receive, deliver, queue, flush, send, on both ends.
        factory.Allocated.Should().BeLessThan(Messages);
    }

    private sealed class Echo : Protocol
    {
        public override void DataReceived(ReadOnlySpan<byte> data) => Transport.Write(data);
    }

    private sealed class PingFactory(IReactor reactor) : ClientFactory
    {
        internal long Allocated { get; set; } = long.MaxValue;

        public override IProtocol BuildProtocol(IAddress address) => new Ping(this, reactor);
    }

    private sealed class Ping(PingFactory factory, IReactor reactor) : Protocol
    {
        private int _count;
        private long _before;

        public override void ConnectionMade() => Transport.Write("ping"u8);

        public override void DataReceived(ReadOnlySpan<byte> data)
        {
            if (++_count == Messages)
                _before = GC.GetAllocatedBytesForCurrentThread();
            if (_count < 2 * Messages)
            {
                Transport.Write(data);
                return;
            }
            factory.Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
            reactor.Stop();
        }
    }
}
