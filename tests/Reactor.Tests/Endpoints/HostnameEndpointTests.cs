using System.Net;
using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

public sealed class HostnameEndpointTests
{
    private MemoryReactorClock _reactor = null!;
    private AccumulatingProtocol _protocol = null!;
    private Factory _factory = null!;

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _reactor.Resolver.Add("one.example", "192.0.2.1");
        _reactor.Resolver.Add("many.example", "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2");
        _reactor.Resolver.Add("none.example");
        _protocol = new AccumulatingProtocol();
        _factory = Factory.ForProtocol(() => _protocol);
    }

    private IEnumerable<string> Tried => _reactor.TcpClients.Select(c => c.Host);

    private Deferred<IProtocol> Connect(string host, IFactory? factory = null) =>
        new HostnameEndpoint(_reactor, host, 443, TimeSpan.FromSeconds(10), "10.0.0.9").Connect(factory ?? _factory);

    private void RequireQuiet()
    {
        _reactor.GetDelayedCalls().Should().BeEmpty();
        _reactor.TcpClients.Should().NotContain(c => c.IsConnecting);
    }

    [Test]
    public void Connect_OneAddress_FiresAfterConnectionMade()
    {
        var deferred = Connect("one.example");
        var client = _reactor.TcpClients.Should().ContainSingle().Subject;
        (client.Host, client.Port, client.BindAddress).Should().Be(("192.0.2.1", 443, "10.0.0.9"));
        _protocol.OnMade = _ => AssertNoResult(deferred);
        var transport = client.Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(_protocol, "nothing is wrapped around the user's protocol");
        _protocol.Transport.Should().BeSameAs(transport);
        _protocol.Made.Should().Be(1);
        RequireQuiet();
    }

    [Test]
    public void Connect_Literal_AsksNoResolver()
    {
        var deferred = Connect("2001:db8::7");
        _reactor.Resolver.Asked.Should().BeEmpty();
        _reactor.TcpClients[0].Host.Should().Be("2001:db8::7");
        _reactor.GetDelayedCalls().Should().ContainSingle("only the connector's own timeout is needed");
        _reactor.TcpClients[0].Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(_protocol);
    }

    [Test]
    public void Connect_ManyAddresses_FamiliesTakeTurnsEvery250Milliseconds()
    {
        var deferred = Connect("many.example");
        Tried.Should().Equal("2001:db8::1");
        _reactor.Advance(0.249);
        Tried.Should().HaveCount(1);
        _reactor.Advance(0.001);
        Tried.Should().Equal("2001:db8::1", "192.0.2.1");
        _reactor.Pump(0.25, 0.25, 0.25, 0.25);
        Tried.Should().Equal("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3");
        AssertNoResult(deferred);
    }

    [Test]
    public void Connect_AttemptFails_NextStartsAtOnceWithItsFullDelay()
    {
        Connect("many.example");
        _reactor.Advance(0.2);
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("refused"));
        Tried.Should().Equal("2001:db8::1", "192.0.2.1");
        _reactor.Advance(0.2);
        Tried.Should().HaveCount(2);
        _reactor.Advance(0.05);
        Tried.Should().HaveCount(3);
    }

    [Test]
    public void Connect_SecondAttemptWins_OthersAreGivenUp()
    {
        var deferred = Connect("many.example");
        _reactor.Pump(0.25, 0.25);
        _reactor.TcpClients[1].Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(_protocol);
        RequireQuiet();
        _reactor.Advance(1);
        Tried.Should().HaveCount(3);
    }

    [Test]
    public void Connect_AllFail_ReportsTheFirstFailureAtOnce()
    {
        var deferred = Connect("many.example");
        for (var i = 0; i < 5; i++)
            _reactor.TcpClients[i].Fail(new ConnectionRefusedException($"refused {i}"));
        FailureResultOf<ConnectionRefusedException>(deferred).Message.Should().Be("refused 0");
        RequireQuiet();
    }

    [Test]
    public void Connect_OneAddressRefused_ReportsAtOnce()
    {
        var deferred = Connect("one.example");
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("refused"));
        FailureResultOf<ConnectionRefusedException>(deferred);
        RequireQuiet();
    }

    [Test]
    public void Connect_NoAddresses_FailsWithDNSLookup()
    {
        FailureResultOf<DNSLookupException>(Connect("none.example")).Message.Should().Be("none.example has no address.");
        RequireQuiet();
    }

    [Test]
    public void Connect_UnknownName_FailsAsTheResolverSays()
    {
        FailureResultOf<DNSLookupException>(Connect("unknown.example"));
        RequireQuiet();
    }

    [Test]
    public void Connect_ResolverThrows_FailsTheDeferred()
    {
        _reactor.NameResolver = Substitute.For<IHostnameResolver>();
        _reactor.NameResolver.ResolveHostName(Arg.Any<string>()).Returns(_ => throw new InvalidOperationException("broken"));
        FailureResultOf<InvalidOperationException>(Connect("one.example"));
        RequireQuiet();
    }

    [Test]
    public void Connect_LookupNeverEnds_TimesOutNamingHostPortAndSeconds()
    {
        var lookup = HoldLookup();
        var deferred = Connect("slow.example");
        _reactor.Advance(10);
        FailureResultOf<ConnectTimeoutException>(deferred).Message
            .Should().Be("Connecting to slow.example:443 took longer than 10 s; the name was still being looked up.");
        lookup().Should().BeTrue("the lookup is cancelled");
        RequireQuiet();
    }

    [Test]
    public void Connect_AttemptsNeverEnd_OneTimeoutCoversLookupAndAttempts()
    {
        var pending = new Deferred<IReadOnlyList<IPAddress>>();
        _reactor.NameResolver = Substitute.For<IHostnameResolver>();
        _reactor.NameResolver.ResolveHostName("slow.example").Returns(pending);
        var deferred = Connect("slow.example");
        _reactor.Advance(6);
        pending.Callback([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")]);
        _reactor.Advance(3.9);
        AssertNoResult(deferred);
        _reactor.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(deferred).Message
            .Should().Be("Connecting to slow.example:443 took longer than 10 s; 2 of 2 addresses were tried.");
        RequireQuiet();
    }

    [Test]
    public void Cancel_WhileResolving_IsConnectingCancelled()
    {
        var lookup = HoldLookup();
        var deferred = Connect("slow.example");
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred).Address.Should().Be(new HostnameAddress("slow.example", 443));
        lookup().Should().BeTrue();
        RequireQuiet();
    }

    [TestCase("many.example")]
    [TestCase("192.0.2.9")]
    public void Cancel_WhileConnecting_StopsEveryAttempt(string host)
    {
        var deferred = Connect(host);
        _reactor.Advance(0.25);
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred);
        RequireQuiet();
        _protocol.Made.Should().Be(0);
    }

    [TestCase("one.example")]
    [TestCase("192.0.2.9")]
    public void Cancel_InsideConnectionMade_ClosesTheConnection(string host)
    {
        var deferred = Connect(host);
        _protocol.OnMade = _ => deferred.Cancel();
        _reactor.TcpClients[0].Succeed().Disconnecting.Should().BeTrue();
        FailureResultOf<ConnectingCancelledException>(deferred);
        _reactor.Advance(0);
        _protocol.ClosedReason.Should().NotBeNull();
    }

    [TestCase("many.example")]
    [TestCase("192.0.2.9")]
    public void Connect_FactoryBuildsNothing_IsNoProtocol(string host)
    {
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Arg.Any<IAddress>()).Returns((IProtocol?)null);
        var deferred = Connect(host, factory);
        _reactor.Advance(0.25);
        _reactor.TcpClients[0].Succeed();
        FailureResultOf<NoProtocolException>(deferred);
        RequireQuiet();
    }

    [Test]
    public void Connect_FactoryThrows_FailsWithThat()
    {
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Arg.Any<IAddress>()).Returns(_ => throw new FormatException("bad factory"));
        var deferred = Connect("one.example", factory);
        _reactor.TcpClients[0].Succeed();
        FailureResultOf<FormatException>(deferred);
        RequireQuiet();
    }

    [Test]
    public void Connect_FactoryIsStartedAndStopped_OncePerAttempt()
    {
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Arg.Any<IAddress>()).Returns(_protocol);
        Connect("many.example", factory);
        _reactor.Advance(0.25);
        _reactor.TcpClients[1].Succeed();
        factory.Received(2).DoStart();
        factory.Received(1).DoStop();
        _reactor.TcpClients[1].Lose();
        factory.Received(2).DoStop();
    }

    [Test]
    public void Connect_ReactorThrows_FailsTheDeferred()
    {
        var reactor = Substitute.For<IReactor>();
        reactor.ConnectTCP("192.0.2.1", 443, Arg.Any<IClientFactory>(), Arg.Any<TimeSpan?>(), null)
            .Returns(_ => throw new FormatException("no"));
        FailureResultOf<FormatException>(new HostnameEndpoint(reactor, "192.0.2.1", 443).Connect(_factory));
    }

    [TestCase("bücher.example", "xn--bcher-kva.example")]
    [TestCase("my_host.example", "my_host.example")]
    public void Constructor_Name_IsAskedForInAscii(string host, string asked)
    {
        Connect(host).AddErrback((Failure _) => { });
        _reactor.Resolver.Asked.Should().Equal(asked);
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("[::1]")]
    [TestCase("host:80")]
    [TestCase("a\r\nb")]
    [TestCase("user@host")]
    public void Constructor_NotAHost_Throws(string host) =>
        FluentActions.Invoking(() => new HostnameEndpoint(_reactor, host, 80)).Should().Throw<ArgumentException>();

    [TestCase(0)]
    [TestCase(65536)]
    public void Constructor_NotAPort_Throws(int port) =>
        FluentActions.Invoking(() => new HostnameEndpoint(_reactor, "a.example", port)).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void ToString_SaysWhere() =>
        new HostnameEndpoint(_reactor, "a.example", 80).ToString().Should().Be("<HostnameEndpoint a.example:80>");

    /// <summary>A lookup that does not end; the function tells whether it was cancelled.</summary>
    private Func<bool> HoldLookup()
    {
        var cancelled = false;
        _reactor.NameResolver = Substitute.For<IHostnameResolver>();
        _reactor.NameResolver.ResolveHostName(Arg.Any<string>()).Returns(new Deferred<IReadOnlyList<IPAddress>>(_ => cancelled = true));
        return () => cancelled;
    }
}
