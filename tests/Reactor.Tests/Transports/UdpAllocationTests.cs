using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class UdpAllocationTests
{
    private const int Datagrams = 10_000;

    [Test]
    public void EPollReactor_EchoPingPong_AllocatesNothingPerDatagram()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        var reactor = new EPollReactor();
        var ping = new Ping(reactor);
        reactor.CallWhenRunning(() =>
        {
            var echo = reactor.ListenUDP(0, new Echo(), "127.0.0.1");
            reactor.ListenUDP(0, ping, "127.0.0.1");
            ping.Transport.Write("ping"u8, echo.GetHost());
        });
        var failSafe = reactor.CallLater(20, reactor.Stop);
        reactor.Run(installSignalHandlers: false);
        failSafe.Active.Should().BeTrue("the ping-pong ends by itself");
        // Not one object a datagram, in any of: poll, receive, deliver, send, on both ends.
        ping.Allocated.Should().BeLessThan(Datagrams);
    }

    private sealed class Echo : DatagramProtocol
    {
        public override void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address) => Transport.Write(datagram, address);
    }

    private sealed class Ping(IReactor reactor) : DatagramProtocol
    {
        private int _count;
        private long _before;

        internal long Allocated { get; private set; } = long.MaxValue;

        public override void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address)
        {
            if (++_count == Datagrams)
                _before = GC.GetAllocatedBytesForCurrentThread();
            if (_count < 2 * Datagrams)
            {
                Transport.Write(datagram, address);
                return;
            }
            Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
            reactor.Stop();
        }
    }
}
