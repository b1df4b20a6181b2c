using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClientCreatorTests
{
    private readonly MemoryReactorClock _reactor = new();

    public static IEnumerable<TestCaseData> Roads()
    {
        yield return new TestCaseData(new Road(
            c => c.ConnectTCP("example.com", 1234, TimeSpan.FromSeconds(4321), "1.2.3.4"), r => r.TcpClients[0]))
            .SetArgDisplayNames("TCP");
        yield return new TestCaseData(new Road(
            c => c.ConnectUNIX("/foo/bar", TimeSpan.FromSeconds(4321), true), r => r.UnixClients[0])).SetArgDisplayNames("UNIX");
        yield return new TestCaseData(new Road(
            c => c.ConnectSSL("example.com", 1234, new TlsOptions("example.com")), r => r.SslClients[0])).SetArgDisplayNames("SSL");
    }

    [Test]
    public void ConnectTCP_Arguments_ReachTheReactor()
    {
        Creator().ConnectTCP("example.com", 1234, TimeSpan.FromSeconds(4321), "1.2.3.4");
        var connector = _reactor.TcpClients.Should().ContainSingle().Subject;
        connector.Host.Should().Be("example.com");
        connector.Port.Should().Be(1234);
        connector.Timeout.TotalSeconds.Should().Be(4321);
        connector.BindAddress.Should().Be("1.2.3.4");
    }

    [Test]
    public void ConnectSSL_Arguments_ReachTheReactor()
    {
        var options = new TlsOptions("example.com");
        Creator().ConnectSSL("example.com", 1234, options, TimeSpan.FromSeconds(4321), "1.2.3.4");
        var connector = _reactor.SslClients.Should().ContainSingle().Subject;
        connector.Host.Should().Be("example.com");
        connector.Port.Should().Be(1234);
        connector.TlsOptions.Should().BeSameAs(options);
        connector.Timeout.TotalSeconds.Should().Be(4321);
        connector.BindAddress.Should().Be("1.2.3.4");
    }

    [Test]
    public void ConnectUNIX_Arguments_ReachTheReactor()
    {
        Creator().ConnectUNIX("/foo/bar", TimeSpan.FromSeconds(4321), checkPID: true);
        var connector = _reactor.UnixClients.Should().ContainSingle().Subject;
        connector.Host.Should().Be("/foo/bar");
        connector.CheckPID.Should().BeTrue();
        connector.Timeout.TotalSeconds.Should().Be(4321);
    }

    [TestCaseSource(nameof(Roads))]
    public void Connect_Succeeds_GivesTheProtocolATurnLater(Road road)
    {
        var result = road.Connect(Creator());
        var connector = road.Connector(_reactor);
        connector.Succeed();
        DeferredAssertions.AssertNoResult(result);
        _reactor.Advance(0);
        var protocol = DeferredAssertions.SuccessResultOf(result);
        protocol.Should().BeSameAs(connector.Protocol);
        protocol.Made.Should().Be(1);
    }

    [TestCaseSource(nameof(Roads))]
    public void Connect_Fails_FailsATurnLater(Road road)
    {
        var result = road.Connect(Creator());
        road.Connector(_reactor).Fail(new ConnectionRefusedException("refused"));
        DeferredAssertions.AssertNoResult(result);
        _reactor.Advance(0);
        DeferredAssertions.FailureResultOf<ConnectionRefusedException>(result);
    }

    [TestCaseSource(nameof(Roads))]
    public void Cancel_Connecting_StopsTheAttempt(Road road)
    {
        var result = road.Connect(Creator());
        result.Cancel();
        road.Connector(_reactor).IsConnecting.Should().BeFalse();
        DeferredAssertions.FailureResultOf<CancelledException>(result);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [TestCaseSource(nameof(Roads))]
    public void Cancel_JustConnected_ClosesTheConnection(Road road)
    {
        var result = road.Connect(Creator());
        var transport = road.Connector(_reactor).Succeed();
        result.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(result);
        _reactor.Advance(0);
        transport.Disconnected.Should().BeTrue();
    }

    [TestCaseSource(nameof(Roads))]
    public void Cancel_JustFailed_FailsAsCancelled(Road road)
    {
        var result = road.Connect(Creator());
        road.Connector(_reactor).Fail(new ConnectionRefusedException("refused"));
        result.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(result);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_LostLater_KeepsItsResult()
    {
        var result = Creator().ConnectTCP("example.com", 1);
        _reactor.TcpClients[0].Succeed();
        _reactor.TcpClients[0].Lose();
        _reactor.Advance(0);
        DeferredAssertions.SuccessResultOf(result).ClosedReason.Should().NotBeNull();
    }

    private ClientCreator<AccumulatingProtocol> Creator() => new(_reactor, () => new AccumulatingProtocol());

    public sealed record Road(
        Func<ClientCreator<AccumulatingProtocol>, Deferred<AccumulatingProtocol>> Connect,
        Func<MemoryReactorClock, MemoryConnector> Connector);
}
