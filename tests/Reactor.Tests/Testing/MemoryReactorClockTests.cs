using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Testing;

public sealed class MemoryReactorClockTests
{
    private MemoryReactorClock _reactor = null!;
    private IClientFactory _factory = null!;
    private AccumulatingProtocol _protocol = null!;

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _protocol = new AccumulatingProtocol();
        _factory = Substitute.For<IClientFactory>();
        _factory.BuildProtocol(Arg.Any<IAddress>()).Returns(_protocol);
    }

    [Test]
    public void ConnectTCP_Records_AndTellsTheFactory()
    {
        var connector = _reactor.ConnectTCP("example.com", 80, _factory, TimeSpan.FromSeconds(5), "10.0.0.9");
        var client = _reactor.TcpClients.Should().ContainSingle().Subject;
        client.Should().BeSameAs(connector);
        (client.Host, client.Port, client.Timeout, client.BindAddress)
            .Should().Be(("example.com", 80, TimeSpan.FromSeconds(5), "10.0.0.9"));
        connector.GetDestination().Should().Be(new HostnameAddress("example.com", 80));
        _factory.Received(1).StartedConnecting(connector);
        _factory.Received(1).DoStart();
        client.ToString().Should().Be("<MemoryConnector to example.com:80 Connecting>");
    }

    [Test]
    public void Succeed_BuildsConnectsAndTells_InThatOrder()
    {
        var connector = _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        var madeBefore = -1;
        _factory.When(f => f.ClientConnectionMade(Arg.Any<IConnector>(), Arg.Any<IProtocol>())).Do(_ => madeBefore = _protocol.Made);
        var transport = _reactor.TcpClients[0].Succeed();
        madeBefore.Should().Be(1);
        _protocol.Transport.Should().BeSameAs(transport);
        _factory.Received(1).ClientConnectionMade(connector, _protocol);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Succeed_ProtocolClosesItsTransport_IsReportedAtTheNextAdvance()
    {
        var connector = _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        _reactor.TcpClients[0].Succeed().LoseConnection();
        _protocol.ClosedReason.Should().BeNull();
        _reactor.Advance(0);
        _protocol.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _factory.Received(1).ClientConnectionLost(connector, Arg.Is<Failure>(f => f.Value is ConnectionDoneException));
        _factory.Received(1).DoStop();
    }

    [Test]
    public void Succeed_FactoryRefuses_ClosesWithoutClientConnectionMade()
    {
        _factory.BuildProtocol(Arg.Any<IAddress>()).Returns((IProtocol?)null);
        _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        _reactor.TcpClients[0].Succeed().Disconnected.Should().BeTrue();
        _factory.DidNotReceive().ClientConnectionMade(Arg.Any<IConnector>(), Arg.Any<IProtocol>());
        _factory.Received(1).ClientConnectionLost(Arg.Any<IConnector>(), Arg.Any<Failure>());
    }

    [Test]
    public void Abort_WithProducer_StopsItAtTheNextAdvance()
    {
        _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        var transport = _reactor.TcpClients[0].Succeed();
        var producer = Substitute.For<IPushProducer>();
        transport.RegisterProducer(producer, streaming: true);
        transport.AbortConnection();
        _reactor.Advance(0);
        producer.Received(1).StopProducing();
        _protocol.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void Attempt_NotAnswered_TimesOut()
    {
        var connector = _reactor.ConnectTCP("10.1.1.1", 80, _factory, TimeSpan.FromSeconds(5));
        _reactor.Advance(4.9);
        _factory.DidNotReceive().ClientConnectionFailed(Arg.Any<IConnector>(), Arg.Any<Failure>());
        _reactor.Advance(0.1);
        _factory.Received(1).ClientConnectionFailed(connector, Arg.Is<Failure>(f =>
            f.Value is ConnectTimeoutException && f.Value.Message == "Connecting to 10.1.1.1:80 took longer than 5 s."));
    }

    [Test]
    public void StopConnecting_WhileConnecting_FailsAndTwiceThrows()
    {
        var connector = _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        connector.StopConnecting();
        _factory.Received(1).ClientConnectionFailed(connector, Arg.Is<Failure>(f => f.Value is UserConnectException));
        connector.Invoking(c => c.StopConnecting()).Should().Throw<NotConnectingException>();
    }

    [Test]
    public void Connect_AfterAFailure_TriesAgain()
    {
        var connector = _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        _reactor.TcpClients[0].Fail(new ConnectException("no"));
        connector.Connect();
        _reactor.TcpClients[0].Succeed().Connected.Should().BeTrue();
        connector.Invoking(c => c.Connect()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void ListenTCP_Accept_ConnectsAServerProtocol()
    {
        var port = _reactor.ListenTCP(0, _factory, interfaceAddress: "127.0.0.1");
        port.GetHost().Should().Be(new IPv4Address("127.0.0.1", 49152));
        var (protocol, transport) = _reactor.TcpServers[0].Accept()!.Value;
        protocol.Should().BeSameAs(_protocol);
        _protocol.Transport.Should().BeSameAs(transport);
        DeferredAssertions.SuccessResultOf(port.StopListening());
        _reactor.TcpServers[0].Invoking(p => p.Accept()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void ListenTCP_PortInUse_Throws()
    {
        _reactor.ListenTCP(8080, _factory);
        _reactor.Invoking(r => r.ListenTCP(8080, _factory)).Should().Throw<CannotListenException>();
    }

    [Test]
    public void CallFromThread_And_CallInThread_WaitForAdvance()
    {
        var seen = "";
        _reactor.CallFromThread(() => seen += "a");
        _reactor.CallInThread(() => seen += "b");
        seen.Should().BeEmpty();
        _reactor.Advance(0);
        seen.Should().Be("ab");
    }

    [Test]
    public void Run_And_Stop_FireTheTriggersInPhases()
    {
        var seen = new List<string>();
        var gate = new Deferred();
        Deferred? Note(string what)
        {
            seen.Add(what);
            return null;
        }

        _reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () => Note("after"));
        _reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () => Note("during"));
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => gate);
        _reactor.CallWhenRunning(() => Note("running"));
        _reactor.Run();
        _reactor.Running.Should().BeTrue();
        _reactor.CallWhenRunning(() => Note("now"));
        _reactor.Stop();
        seen.Should().Equal("running", "now");
        _reactor.Running.Should().BeTrue("a trigger before shutdown has not fired yet");
        gate.Callback();
        seen.Should().Equal("running", "now", "during", "after");
        _reactor.Running.Should().BeFalse();
        _reactor.Invoking(r => r.Stop()).Should().Throw<ReactorNotRunningException>();
        _reactor.Invoking(r => r.Run()).Should().Throw<ReactorNotRestartableException>();
    }

    [Test]
    public void Triggers_AddedAndRun_AreThoseStillToRun()
    {
        var first = _reactor.AddSystemEventTrigger(TriggerPhase.Before, "own", () => null);
        var second = _reactor.CallWhenRunning(() => { });
        _reactor.Triggers.Should().BeEquivalentTo([first, second]);
        _reactor.Run();
        _reactor.Triggers.Should().Equal(first);
        _reactor.FireSystemEvent("own");
        _reactor.Triggers.Should().BeEmpty();
        _reactor.CallWhenRunning(() => { }).Should().BeNull();
    }

    [Test]
    public void Crash_Running_FiresNothingAndMayRunAgain()
    {
        var seen = new List<string>();
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => seen.Add("shutdown"));
        _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        _reactor.TcpClients[0].Succeed();
        _reactor.Run();
        _reactor.Crash();
        _reactor.Running.Should().BeFalse();
        _protocol.ClosedReason.Should().BeNull();
        _reactor.Invoking(r => r.Stop()).Should().Throw<ReactorNotRunningException>();
        _reactor.CallWhenRunning(() => seen.Add("again"));
        _reactor.Run();
        _reactor.Running.Should().BeTrue();
        _reactor.Stop();
        seen.Should().Equal("again", "shutdown");
        _reactor.Invoking(r => r.Iterate()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Crash_WhileShutdownWaits_EndsForGood()
    {
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => new Deferred());
        _reactor.Run();
        _reactor.Stop();
        _reactor.Crash();
        _reactor.Invoking(r => r.Run()).Should().Throw<ReactorNotRestartableException>();
    }

    [Test]
    public void Stop_WhileStartupWaits_StartupNeverHappens()
    {
        var seen = "";
        var gate = new Deferred();
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () => gate);
        _reactor.CallWhenRunning(() => seen += "running");
        _reactor.Run();
        _reactor.Running.Should().BeFalse();
        _reactor.Stop();
        gate.Callback();
        seen.Should().BeEmpty();
        _reactor.Running.Should().BeFalse();
    }

    [Test]
    public void Iterate_Delay_MovesTheClock()
    {
        var seen = "";
        _reactor.CallLater(2, () => seen += "due");
        _reactor.Iterate();
        seen.Should().BeEmpty();
        _reactor.Iterate(2.0);
        seen.Should().Be("due");
        _reactor.Seconds().Should().Be(2);
    }

    [Test]
    public void DeferToThread_FiresAtAnAdvance()
    {
        _reactor.Run();
        var value = _reactor.DeferToThread(() => 7);
        DeferredAssertions.AssertNoResult(value);
        _reactor.Advance(0);
        _reactor.Advance(0);
        DeferredAssertions.SuccessResultOf(value).Should().Be(7);
        var failed = _reactor.DeferToThread(() => throw new FormatException("in the pool"));
        _reactor.Advance(0);
        _reactor.Advance(0);
        DeferredAssertions.FailureResultOf<FormatException>(failed);
        _reactor.Invoking(r => r.BlockingCallFromThread(() => 1)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void ThreadPool_SizesAndEnd_AreAsARealOnes()
    {
        _reactor.ThreadPoolSize.Should().Be(10);
        _reactor.SuggestThreadPoolSize(3);
        (_reactor.ThreadPoolSize, _reactor.GetThreadPool().Max).Should().Be((3, 3));
        _reactor.Invoking(r => r.SuggestThreadPoolSize(0)).Should().Throw<ArgumentOutOfRangeException>();
        Outcome<int>? told = null;
        _reactor.ThreadPool.CallInThreadWithCallback(outcome => told = outcome, () => 5).Should().BeTrue();
        _reactor.Advance(0);
        told!.Value.Value.Should().Be(5);
        _reactor.ThreadPool.ToString().Should().Be("<MemoryThreadPool of 0 to 3>");
        _reactor.Run();
        _reactor.Stop();
        _reactor.GetThreadPool().CallInThread(() => { }).Should().BeFalse();
        DeferredAssertions.FailureResultOf<ReactorNotRunningException>(_reactor.DeferToThread(() => 1));
    }

    [Test]
    public void ExitSignal_SetByTheTest_IsSeenByTheProgram()
    {
        IReactor reactor = _reactor;
        reactor.ExitSignal.Should().BeNull();
        _reactor.ExitSignal = System.Runtime.InteropServices.PosixSignal.SIGTERM;
        reactor.ExitSignal.Should().Be(System.Runtime.InteropServices.PosixSignal.SIGTERM);
    }

    [Test]
    public void Stop_WithConnections_LosesThem()
    {
        _reactor.Run();
        _reactor.ConnectTCP("10.1.1.1", 80, _factory);
        _reactor.TcpClients[0].Succeed();
        _reactor.Stop();
        _protocol.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void RemoveSystemEventTrigger_Twice_Throws()
    {
        var trigger = _reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () => null);
        _reactor.RemoveSystemEventTrigger(trigger);
        _reactor.Invoking(r => r.RemoveSystemEventTrigger(trigger)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void NameResolver_Default_KnowsWhatItWasTold()
    {
        _reactor.Resolver.Add("example.com", "192.0.2.1", "2001:db8::1");
        var addresses = DeferredAssertions.SuccessResultOf(_reactor.NameResolver.ResolveHostName("example.com"));
        addresses.Select(a => a.ToString()).Should().Equal("192.0.2.1", "2001:db8::1");
        DeferredAssertions.FailureResultOf<DNSLookupException>(_reactor.NameResolver.ResolveHostName("other.example"));
    }
}
