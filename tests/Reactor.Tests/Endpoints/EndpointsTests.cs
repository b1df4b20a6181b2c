using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Endpoints;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EndpointsTests
{
    private readonly MemoryReactorClock _reactor = new();

    [TestCase("some : path \\", "some \\: path \\\\")]
    [TestCase("/tmp/a=b", "/tmp/a\\=b")]
    [TestCase("", "")]
    public void QuoteStringArgument_EscapesWhatMeansSomething(string argument, string expected)
    {
        QuoteStringArgument(argument).Should().Be(expected);
        EndpointArguments.Parse("x:" + QuoteStringArgument(argument)).Positional.Should().Equal(argument);
        EndpointArguments.Parse("x:a=" + QuoteStringArgument(argument)).Named["a"].Should().Be(argument);
    }

    [Test]
    public void RegisterClientType_IsUsedUntilTakenBack()
    {
        var made = Substitute.For<IStreamClientEndpoint>();
        EndpointArguments? given = null;
        using (RegisterClientType("Crazy", (reactor, arguments) =>
        {
            reactor.Should().BeSameAs(_reactor);
            arguments.Declare(1, "a", "b");
            given = arguments;
            return made;
        }))
        {
            ClientFromString(_reactor, "cRAZY:1:b=2").Should().BeSameAs(made);
            (given!.Prefix, given.Text("a"), given.Text("b")).Should().Be(("cRAZY", "1", "2"));
        }
        FluentActions.Invoking(() => ClientFromString(_reactor, "crazy:1")).Should().Throw<ArgumentException>();
    }

    [Test]
    public void RegisterServerType_IsUsedUntilTakenBack()
    {
        var made = Substitute.For<IStreamServerEndpoint>();
        using (RegisterServerType("crazy", (_, _) => made))
            ServerFromString(_reactor, "crazy:1:b=2").Should().BeSameAs(made);
        FluentActions.Invoking(() => ServerFromString(_reactor, "crazy:1")).Should().Throw<ArgumentException>();
    }

    [TestCase("tcp")]
    [TestCase("TCP")]
    [TestCase("a:b")]
    [TestCase("a=b")]
    [TestCase("")]
    public void Register_TakenOrImpossiblePrefix_Throws(string prefix)
    {
        FluentActions.Invoking(() => RegisterClientType(prefix, (_, _) => null!)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => RegisterServerType(prefix, (_, _) => null!)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void Register_TakenBackTwice_LeavesTheNextAlone()
    {
        var first = RegisterClientType("again", (_, _) => Substitute.For<IStreamClientEndpoint>());
        first.Dispose();
        var made = Substitute.For<IStreamClientEndpoint>();
        using var second = RegisterClientType("again", (_, _) => made);
        first.Dispose();
        ClientFromString(_reactor, "again:").Should().BeSameAs(made);
    }

    [Test]
    public void ConnectProtocol_Connects_FiresWithThatProtocol()
    {
        var protocol = new AccumulatingProtocol();
        Deferred<AccumulatingProtocol> deferred = ConnectProtocol(new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80), protocol);
        AssertNoResult(deferred);
        _reactor.TcpClients[0].Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(protocol);
        (protocol.Made, protocol.Factory).Should().Be((1, protocol.Factory));
        protocol.Factory.Should().NotBeNull();
    }

    [Test]
    public void ConnectProtocol_Fails_AsTheEndpointDoes()
    {
        var deferred = ConnectProtocol(new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80), new AccumulatingProtocol());
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("no"));
        FailureResultOf<ConnectionRefusedException>(deferred);
    }

    [Test]
    public void ConnectProtocol_Cancelled_StopsTheEndpoint()
    {
        var deferred = ConnectProtocol(new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80), new AccumulatingProtocol());
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred);
        _reactor.TcpClients[0].IsConnecting.Should().BeFalse();
    }

    [Test]
    public void WrapClientTls_OfOurEndpoint_KeepsItsTimeoutForTheHandshake()
    {
        var deferred = WrapClientTls(new TlsOptions("example.com"), new UNIXClientEndpoint(_reactor, "/run/x", TimeSpan.FromSeconds(10)))
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        _reactor.Advance(6);
        _reactor.UnixClients[0].Succeed();
        _reactor.Advance(3.9);
        AssertNoResult(deferred);
        _reactor.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(deferred).Message.Should()
            .Be("Connecting to example.com (/run/x) over TLS took longer than 10 s; the TLS handshake was under way.");
    }

    [Test]
    public void WrapClientTls_OfAnotherEndpoint_NeedsTheReactor()
    {
        var endpoint = new MemoryEndpoint(Factory.ForProtocol(() => new AccumulatingProtocol()));
        FluentActions.Invoking(() => WrapClientTls(new TlsOptions("example.com"), endpoint)).Should().Throw<ArgumentException>();
        var deferred = WrapClientTls(_reactor, new TlsOptions("example.com"), endpoint, TimeSpan.FromSeconds(2))
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        _reactor.Advance(2);
        FailureResultOf<ConnectTimeoutException>(deferred);
    }

    [Test]
    public void WrapClientTls_Connects_FiresWithTheInnerProtocolOnTls()
    {
        var client = new AccumulatingProtocol();
        var server = new AccumulatingProtocol();
        var wire = new MemoryEndpoint(
            new TlsServerFactory(_reactor, Factory.ForProtocol(() => server), new TlsServerOptions(TestCertificates.Server)));
        var deferred = WrapClientTls(_reactor, TlsPair.Options(), wire).Connect(Factory.ForProtocol(() => client));
        wire.Flush();
        SuccessResultOf(deferred).Should().BeSameAs(client);
        client.Transport.Should().BeAssignableTo<ITlsTransport>();
        client.Transport.Write("hello"u8);
        wire.Flush();
        server.Text.Should().Be("hello");
    }

    [Test]
    public void WrapClientTls_HandshakeListener_IsToldOnce()
    {
        var client = Substitute.For<IProtocol, IHandshakeListener>();
        var wire = new MemoryEndpoint(new TlsServerFactory(
            _reactor, Factory.ForProtocol(() => new AccumulatingProtocol()), new TlsServerOptions(TestCertificates.Server)));
        var deferred = WrapClientTls(_reactor, TlsPair.Options(), wire).Connect(Factory.ForProtocol(() => client));
        wire.Flush();
        SuccessResultOf(deferred).Should().BeSameAs(client);
        ((IHandshakeListener)client).Received(1).HandshakeCompleted();
    }

    [Test]
    public void WrapClientTls_InnerFails_FailsTheSame()
    {
        var deferred = WrapClientTls(new TlsOptions("example.com"), new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80))
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("no"));
        FailureResultOf<ConnectionRefusedException>(deferred);
    }

    [Test]
    public void WrapClientTls_Cancelled_CancelsTheInner()
    {
        var deferred = WrapClientTls(new TlsOptions("example.com"), new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80))
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred).Address.Should().Be(new IPv4Address("192.0.2.1", 80));
        _reactor.TcpClients[0].IsConnecting.Should().BeFalse();
    }
}
