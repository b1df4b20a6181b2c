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
    public void Connect_AllFail_TellsOfThemAllAtOnce()
    {
        var deferred = Connect("many.example");
        for (var i = 0; i < 5; i++)
            _reactor.TcpClients[i].Fail(new ConnectionRefusedException($"refused {i}."));
        var error = FailureResultOf<ConnectionRefusedException>(deferred);
        error.Message.Should().Be("None of the 5 addresses of many.example:443 could be connected to: 2001:db8::1: refused 0. "
            + "192.0.2.1: refused 1. 2001:db8::2: refused 2. 192.0.2.2: refused 3. 2001:db8::3: refused 4.");
        error.InnerException.Should().BeOfType<AggregateException>().Which.InnerExceptions.Select(e => e.Message)
            .Should().Equal("refused 0.", "refused 1.", "refused 2.", "refused 3.", "refused 4.");
        RequireQuiet();
    }

    private static IEnumerable<TestCaseData> MixedFailures()
    {
        yield return new TestCaseData(new NoRouteException("a"), new ConnectionRefusedException("b"), typeof(ConnectionRefusedException));
        yield return new TestCaseData(new ConnectionRefusedException("a"), new NoRouteException("b"), typeof(ConnectionRefusedException));
        yield return new TestCaseData(new NoRouteException("a"), new TCPTimedOutException("b"), typeof(TCPTimedOutException));
        yield return new TestCaseData(new ConnectTimeoutException("a"), new ConnectBindException("b"), typeof(ConnectTimeoutException));
        yield return new TestCaseData(new NoRouteException("a"), new UnknownHostException("b"), typeof(NoRouteException));
        yield return new TestCaseData(new ConnectException("a"), new UnknownHostException("b"), typeof(UnknownHostException));
        yield return new TestCaseData(new ConnectException("a"), new ConnectBindException("b"), typeof(ConnectBindException));
        yield return new TestCaseData(new ConnectException("a"), new ConnectException("b"), typeof(ConnectException));
    }

    [TestCaseSource(nameof(MixedFailures))]
    public void Connect_AllFailDifferently_IsOfTheKindThatGotFurthest(Exception first, Exception second, Type expected)
    {
        _reactor.Resolver.Add("two.example", "2001:db8::1", "192.0.2.1");
        var deferred = Connect("two.example");
        _reactor.TcpClients[0].Fail(first);
        _reactor.TcpClients[1].Fail(second);
        var error = FailureResultOf(deferred).Value;
        error.Should().BeOfType(expected);
        error.Message.Should().Be("None of the 2 addresses of two.example:443 could be connected to: 2001:db8::1: a 192.0.2.1: b");
    }

    [Test]
    public void Connect_FailsInAWayOfItsOwn_IsThatFailure()
    {
        var error = new FormatException("odd");
        var deferred = Connect("many.example");
        for (var i = 0; i < 5; i++)
            _reactor.TcpClients[i].Fail(i == 2 ? error : new ConnectionRefusedException("refused"));
        FailureResultOf<FormatException>(deferred).Should().BeSameAs(error);
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

    [Test]
    public void Cancel_ByALosersFactory_ClosesTheWinnerToo()
    {
        var factory = new StoppingFactory(() => _protocol);
        var deferred = Connect("many.example", factory);
        _reactor.Pump(0.25, 0.25);
        factory.OnStop = deferred.Cancel;
        _reactor.TcpClients[1].Succeed();
        FailureResultOf<ConnectingCancelledException>(deferred);
        _reactor.Advance(0);
        _protocol.Made.Should().Be(0);
        RequireQuiet();
    }

    [Test]
    public void Cancel_ByALosersFactoryWhileItTimesOut_IsConnectingCancelled()
    {
        var factory = new StoppingFactory(() => _protocol);
        var deferred = Connect("many.example", factory);
        _reactor.Advance(0.25);
        factory.OnStop = deferred.Cancel;
        _reactor.Advance(9.75);
        FailureResultOf<ConnectingCancelledException>(deferred);
        RequireQuiet();
    }

    [TestCase("many.example")]
    [TestCase("192.0.2.9")]
    public void Cancel_WhileTheFactoryBuilds_ConnectsNoProtocol(string host)
    {
        Deferred<IProtocol>? deferred = null;
        deferred = Connect(host, Factory.ForProtocol(() =>
        {
            deferred!.Cancel(); // Built later than connected.
            return _protocol;
        }));
        _reactor.TcpClients[0].Succeed().Connected.Should().BeFalse();
        _reactor.Advance(0);
        FailureResultOf<ConnectingCancelledException>(deferred);
        _protocol.Made.Should().Be(0);
        RequireQuiet();
    }

    [Test]
    public void Cancel_WhileAFactoryStarts_StopsThatAttempt()
    {
        Deferred<IProtocol>? deferred = null;
        var factory = new StoppingFactory(() => _protocol) { OnStart = () => deferred?.Cancel() };
        deferred = Connect("many.example", factory);
        _reactor.Advance(0.25);
        FailureResultOf<ConnectingCancelledException>(deferred);
        RequireQuiet();
    }

    [Test]
    public void Connect_Literal_FailsAsTheAttemptDoes()
    {
        var deferred = Connect("192.0.2.9");
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("refused"));
        FailureResultOf<ConnectionRefusedException>(deferred).Message.Should().Be("refused");
    }

    [Test]
    public void Connect_HalfCloseableProtocol_StandsAtTheTransportItself()
    {
        var protocol = Substitute.For<IProtocol, IHalfCloseableProtocol, IHandshakeListener>();
        var deferred = Connect("one.example", Factory.ForProtocol(() => protocol));
        _reactor.TcpClients[0].Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(protocol);
        _reactor.TcpClients[0].Protocol.Should().BeSameAs(protocol, "so every role it has is seen there");
    }

    /// <summary>A lookup that does not end; the function tells whether it was cancelled.</summary>
    private Func<bool> HoldLookup()
    {
        var cancelled = false;
        _reactor.NameResolver = Substitute.For<IHostnameResolver>();
        _reactor.NameResolver.ResolveHostName(Arg.Any<string>()).Returns(new Deferred<IReadOnlyList<IPAddress>>(_ => cancelled = true));
        return () => cancelled;
    }

    /// <summary>A factory that does something at every start and stop; <see cref="Factory"/> counts, and tells of the first and the
    /// last.</summary>
    private sealed class StoppingFactory(Func<IProtocol> make) : IFactory
    {
        internal Action? OnStart { get; set; }

        internal Action? OnStop { get; set; }

        public IProtocol? BuildProtocol(IAddress address) => make();

        public void DoStart() => OnStart?.Invoke();

        public void DoStop() => OnStop?.Invoke();
    }
}
