using System.Net;
using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

/// <summary>Races in which somebody misbehaves: the factory, the resolver, the reactor.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RacingConnectTests
{
    private const string StopError = "the factory's stop throws";

    private readonly MemoryReactorClock _reactor = new();
    private readonly AccumulatingProtocol _protocol = new();
    private readonly LogWatch _log = new();

    [TearDown]
    public void Remove() => _log.Dispose();

    private Deferred<IProtocol> Connect(IFactory? factory = null) =>
        new HostnameEndpoint(_reactor, "host.example", 443, TimeSpan.FromSeconds(10))
            .Connect(factory ?? Factory.ForProtocol(() => _protocol));

    private void RequireQuiet()
    {
        _reactor.GetDelayedCalls().Should().BeEmpty();
        _reactor.TcpClients.Should().NotContain(c => c.IsConnecting);
    }

    [Test]
    public void Cancel_FactoriesStopThrows_GivesEveryAttemptUp()
    {
        var deferred = Connect(ThrowsWhenStopped());
        _reactor.Pump(0.25, 0.25);
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred);
        RequireQuiet();
        _log.Events.Count(e => e.Failure?.Value is FormatException { Message: StopError }).Should().Be(3);
    }

    [Test]
    public void Connect_LosersStopThrows_TheWinnerIsConnected()
    {
        var deferred = Connect(ThrowsWhenStopped());
        _reactor.Pump(0.25, 0.25);
        _reactor.TcpClients[1].Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(_protocol);
        RequireQuiet();
        _log.Events.Count(e => e.Failure?.Value is FormatException { Message: StopError }).Should().Be(2);
    }

    [Test]
    public void TimedOut_SomeHadFailed_TellsWhat()
    {
        _reactor.Resolver.Add("host.example", "192.0.2.1", "192.0.2.2");
        var deferred = Connect();
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("refused."));
        _reactor.Advance(10);
        var error = FailureResultOf<ConnectTimeoutException>(deferred);
        error.Message.Should().Be("Connecting to host.example:443 took longer than 10 s; 2 of 2 addresses were tried. "
            + "Until then: 192.0.2.1: refused.");
        error.InnerException.Should().BeOfType<AggregateException>().Which.InnerExceptions.Should().ContainSingle();
    }

    [Test]
    public void Connect_ManyAddressesFail_TellsOfTheFirstOnly()
    {
        _reactor.NameResolver = Answering(Deferred.Succeed(Many(1000)));
        var deferred = Connect();
        for (var i = 0; i < 1000; i++)
            _reactor.TcpClients[i].Fail(new ConnectionRefusedException("no."));
        var error = FailureResultOf<ConnectionRefusedException>(deferred);
        error.Message.Should()
            .StartWith("None of the 1000 addresses of host.example:443 could be connected to: 10.0.0.0: no. 10.0.0.1: no.")
            .And.EndWith("10.0.0.9: no. And 990 more.");
        error.InnerException.Should().BeOfType<AggregateException>().Which.InnerExceptions.Should().HaveCount(1000);
    }

    [Test]
    public void Connect_ReactorRefusesEveryAddress_NeedsNoDeepStack()
    {
        var reactor = Substitute.For<IReactor>();
        var clock = new Clock();
        reactor.CallLater(Arg.Any<TimeSpan>(), Arg.Any<Action>()).Returns(c => clock.CallLater(c.Arg<TimeSpan>(), c.Arg<Action>()));
        var tried = 0;
        var deepest = 0;
        reactor.ConnectTCP("", 0, null!).ReturnsForAnyArgs(_ =>
        {
            tried++;
            if (tried is 1 or 1000)
                deepest = new System.Diagnostics.StackTrace().FrameCount - deepest;
            throw new ConnectException("no sockets");
        });
        reactor.NameResolver = Answering(Deferred.Succeed(Many(1000)));
        FailureResultOf<ConnectException>(new HostnameEndpoint(reactor, "host.example", 80).Connect(Factory.ForProtocol(() => _protocol)));
        (tried, deepest).Should().Be((1000, 0));
        clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_ResolverGivesNoDeferred_FailsAtOnce()
    {
        _reactor.NameResolver = Answering(null!);
        FailureResultOf<InvalidOperationException>(Connect()).Message.Should().Match("The name resolver * gave null for host.example.");
        RequireQuiet();
    }

    [Test]
    public void Connect_ResolverGivesNoList_FailsAtOnce()
    {
        _reactor.NameResolver = Answering(Deferred.Succeed<IReadOnlyList<IPAddress>>(null!));
        FailureResultOf(Connect());
        RequireQuiet();
    }

    [TestCase("host.example", nameof(IConnectListener.Resolving))]
    [TestCase("host.example", nameof(IConnectListener.Connecting))]
    [TestCase("192.0.2.1", nameof(IConnectListener.Connecting))]
    public void Connect_ListenerThrows_FailsTheDeferred(string host, string told)
    {
        _reactor.Resolver.Add("host.example", "192.0.2.1");
        var factory = Substitute.For<IFactory, IConnectListener>();
        ((IConnectListener)factory).When(f => f.Resolving()).Do(_ => Hear(nameof(IConnectListener.Resolving)));
        ((IConnectListener)factory).When(f => f.Connecting()).Do(_ => Hear(nameof(IConnectListener.Connecting)));
        FailureResultOf<FormatException>(new HostnameEndpoint(_reactor, host, 443).Connect(factory));
        RequireQuiet();

        void Hear(string what)
        {
            if (what == told)
                throw new FormatException("heard");
        }
    }

    [Test]
    public void Resolved_AfterCancel_TriesNothing()
    {
        // Its canceller does nothing, so the answer still comes.
        var lookup = new Deferred<IReadOnlyList<IPAddress>>();
        _reactor.NameResolver = Answering(lookup);
        var deferred = Connect();
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred);
        lookup.Callback([IPAddress.Loopback]);
        _reactor.TcpClients.Should().BeEmpty();
        RequireQuiet();
    }

    [Test]
    public void Cancel_InTheCallbackOfTheResult_DoesNothing()
    {
        _reactor.Resolver.Add("host.example", "192.0.2.1");
        var deferred = Connect();
        deferred.AddCallback(protocol =>
        {
            deferred.Cancel();
            return protocol;
        });
        _reactor.TcpClients[0].Succeed().Disconnecting.Should().BeFalse();
        SuccessResultOf(deferred).Should().BeSameAs(_protocol);
    }

    [Test]
    public void Cancel_InTheErrbackOfACancel_ChangesNothing()
    {
        _reactor.Resolver.Add("host.example", "192.0.2.1", "192.0.2.2");
        var deferred = Connect();
        _reactor.Advance(0.25);
        deferred.AddErrback(failure =>
        {
            deferred.Cancel();
            return Deferred.Fail<IProtocol>(failure);
        });
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred);
        RequireQuiet();
    }

    private static IHostnameResolver Answering(Deferred<IReadOnlyList<IPAddress>> lookup)
    {
        var resolver = Substitute.For<IHostnameResolver>();
        resolver.ResolveHostName(Arg.Any<string>()).Returns(lookup);
        return resolver;
    }

    private static IReadOnlyList<IPAddress> Many(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new IPAddress([10, 0, (byte)(i >> 8), (byte)i]))];

    private IFactory ThrowsWhenStopped()
    {
        _reactor.Resolver.Add("host.example", "192.0.2.1", "192.0.2.2", "192.0.2.3");
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Arg.Any<IAddress>()).Returns(_protocol);
        factory.When(f => f.DoStop()).Do(_ => throw new FormatException(StopError));
        return factory;
    }
}
