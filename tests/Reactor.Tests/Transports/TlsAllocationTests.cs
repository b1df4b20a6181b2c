using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TlsAllocationTests
{
    private const int Messages = 10_000;

    [Test]
    public void EPollReactor_PingPongOverTls_AllocatesNothingPerMessage()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        var reactor = new EPollReactor();
        var allocated = long.MaxValue;
        var count = 0;
        var before = 0L;
        var client = new CountingProtocol(p =>
        {
            if (++count == Messages)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (count < 2 * Messages)
            {
                p.Transport.Write("ping"u8);
                return;
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            reactor.Stop();
        });
        reactor.CallWhenRunning(() =>
        {
            var port = reactor.ListenSSL(0, Factory.ForProtocol(() => new CountingProtocol(static p => p.Transport.Write("pong"u8))),
                new TlsServerOptions(TestCertificates.Server), interfaceAddress: "127.0.0.1");
            var number = ((IPv4Address)port.GetHost()).Port;
            reactor.ConnectSSL("127.0.0.1", number, new RecordingFactory(() => client), TlsPair.Options("127.0.0.1"));
        });
        var failSafe = reactor.CallLater(30, reactor.Stop);
        reactor.Run(installSignalHandlers: false);
        failSafe.Active.Should().BeTrue("the ping-pong ends by itself");
        // Not one object a message, in either SslStream or what is around it.
        allocated.Should().BeLessThan(Messages);
    }

    private sealed class CountingProtocol(Action<CountingProtocol> heard) : Protocol
    {
        public override void ConnectionMade() => Transport.Write("first"u8);

        public override void DataReceived(ReadOnlySpan<byte> data) => heard(this);
    }
}
