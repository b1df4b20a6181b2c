using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Testing;

public sealed class MemoryReactorClockTlsTests
{
    private MemoryReactorClock _reactor = null!; // Made in SetUp.

    [SetUp]
    public void MakeReactor() => _reactor = new MemoryReactorClock();

    [Test]
    public void ConnectSSL_IsRecorded_AndTheTestSaysHowItGoes()
    {
        var client = new AccumulatingProtocol();
        var factory = new RecordingFactory(() => client);
        var options = TlsPair.Options();
        var connector = _reactor.ConnectSSL("192.0.2.1", 443, factory, options, TimeSpan.FromSeconds(7), "127.0.0.1");
        var recorded = _reactor.SslClients.Should().ContainSingle().Which;
        recorded.Should().BeSameAs(connector);
        recorded.TlsOptions.Should().BeSameAs(options);
        (recorded.Host, recorded.Port, recorded.Timeout, recorded.BindAddress).Should().Be(("192.0.2.1", 443, TimeSpan.FromSeconds(7), "127.0.0.1"));
        _reactor.TcpClients.Should().BeEmpty();
        recorded.Succeed();
        client.Transport.Write("as it was written"u8);
        recorded.Transport!.ValueString().Should().Be("as it was written");
        _reactor.Run();
        _reactor.Stop();
        client.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void ListenSSL_IsRecorded_AndConnectionsArrive()
    {
        var server = new AccumulatingProtocol();
        var options = new TlsServerOptions(TestCertificates.Server);
        var port = _reactor.ListenSSL(443, Factory.ForProtocol(() => server), options, backlog: 5, interfaceAddress: "127.0.0.1");
        var recorded = _reactor.SslServers.Should().ContainSingle().Which;
        recorded.Should().BeSameAs(port);
        recorded.TlsOptions.Should().BeSameAs(options);
        (recorded.Port, recorded.Backlog, recorded.InterfaceAddress).Should().Be((443, 5, "127.0.0.1"));
        recorded.Accept();
        server.Made.Should().Be(1);
        _reactor.Invoking(r => r.ListenTCP(443, Factory.ForProtocol(() => server), interfaceAddress: "127.0.0.1"))
            .Should().Throw<CannotListenException>();
        _reactor.Invoking(r => r.ListenSSL(443, Factory.ForProtocol(() => server), options, interfaceAddress: "127.0.0.1"))
            .Should().Throw<CannotListenException>();
    }

    [Test]
    public void BadArguments_Throw()
    {
        var factory = new RecordingFactory(() => null);
        _reactor.Invoking(r => r.ConnectSSL("a", 0, factory, TlsPair.Options())).Should().Throw<ArgumentOutOfRangeException>();
        _reactor.Invoking(r => r.ConnectSSL("a", 1, factory, null!)).Should().Throw<ArgumentNullException>();
        _reactor.Invoking(r => r.ListenSSL(1, factory, null!)).Should().Throw<ArgumentNullException>();
        _reactor.SslClients.Should().BeEmpty();
        _reactor.SslServers.Should().BeEmpty();
    }
}
