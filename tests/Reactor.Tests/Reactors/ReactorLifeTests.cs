using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

/// <summary>Unusual ways to start, turn and end the loop.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReactorLifeTests(Type kind) : ReactorContract(kind)
{
    private readonly List<string> _seen = [];

    [Test]
    public void CallWhenRunning_Running_CallsAtOnceAndGivesNull()
    {
        var isNull = false;
        Run(() =>
        {
            isNull = Reactor.CallWhenRunning(() => _seen.Add("now")) is null;
            _seen.Add("then");
            Reactor.Stop();
        });
        isNull.Should().BeTrue();
        _seen.Should().Equal("now", "then");
    }

    [Test]
    public void Stop_BeforeStartup_StartupHappensAndThenShutdown()
    {
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () =>
        {
            Reactor.Stop();
            _seen.Add($"stopped, {Reactor.Running}");
        });
        NoteAll();
        Run();
        _seen.Should().Equal(
            "stopped, False", "Before startup False", "During startup True", "After startup True",
            "Before shutdown True", "During shutdown False", "After shutdown False");
    }

    [Test]
    public void Stop_WhileStartupWaits_ShutdownHappensAndStartupNever()
    {
        var never = new Deferred();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () => never);
        Reactor.CallFromThread(Reactor.Stop);
        NoteAll();
        Run();
        never.Callback();
        _seen.Should().Equal("Before startup False", "Before shutdown False", "During shutdown False", "After shutdown False");
        Reactor.Running.Should().BeFalse();
    }

    [Test]
    public void BeforeStartup_DeferredCallbackStops_RunReturns()
    {
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () =>
        {
            _seen.Add("trigger");
            var pending = new Deferred();
            pending.AddCallback(() =>
            {
                _seen.Add("callback");
                Reactor.Stop();
            });
            Reactor.CallLater(0, pending.Callback);
            return pending;
        });
        Run();
        _seen.Should().Equal("trigger", "callback");
    }

    [Test]
    public void Stop_ReturnsBeforeAnyShutdownTrigger()
    {
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => _seen.Add("before shutdown"));
        Run(() =>
        {
            Reactor.Stop();
            _seen.Add("stopped");
        });
        _seen.Should().Equal("stopped", "before shutdown");
    }

    [Test]
    public void Run_InAfterShutdown_Throws()
    {
        Exception? thrown = null;
        Reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () => thrown = Threading.Thrown(() => Reactor.Run()));
        Run(Reactor.Stop);
        thrown.Should().BeOfType<ReactorNotRestartableException>();
    }

    [Test]
    public void Crash_Running_EndsWithoutShutdownAndMayRunAgain()
    {
        NoteAll();
        Run(() => Reactor.CallLater(0, Reactor.Crash));
        Reactor.Running.Should().BeFalse();
        Reactor.ToString().Should().Contain("Crashed");
        _seen.Should().Equal("Before startup False", "During startup True", "After startup True");
        _seen.Clear();

        Run(() =>
        {
            _seen.Add($"again, {Reactor.Running}");
            Reactor.Stop();
        });
        _seen.Should().Equal("again, True", "Before shutdown True", "During shutdown False", "After shutdown False");
    }

    [Test]
    public void Crash_InATimedCall_LaterCallsWaitForTheNextRun()
    {
        Run(() => Reactor.CallLater(0, () =>
        {
            Reactor.Crash();
            Reactor.CallLater(0, () => _seen.Add("later"));
        }));
        _seen.Should().BeEmpty();
        Run(() => Reactor.CallLater(0, Reactor.Stop));
        _seen.Should().Equal("later");
    }

    [Test]
    public void Crash_ConnectionsAreOpenInTheNextRun()
    {
        var port = Reactor.ListenTCP(0, Factory.ForProtocol(() => null!), interfaceAddress: "127.0.0.1");
        Run(Reactor.Crash);
        Reactor.RegistrationCount.Should().Be(1);
        Run(() => port.StopListening()!.AddBoth(_ => Reactor.Stop()));
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void Crash_BeforeStartup_LeavesStartupForTheNextRun()
    {
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", Reactor.Crash);
        Run(() => _seen.Add($"running, {Reactor.Running}"));
        _seen.Should().BeEmpty();
        Run(Reactor.Stop);
        _seen.Should().Equal("running, True");
    }

    [Test]
    public void Crash_AfterStop_EndsForGood()
    {
        NoteAll();
        Run(() =>
        {
            Reactor.Stop();
            Reactor.Crash();
        });
        _seen.Should().NotContain(s => s.Contains("shutdown"));
        Reactor.Invoking(r => r.Run()).Should().Throw<ReactorNotRestartableException>();
    }

    [Test]
    public void Crash_AfterStop_ClosesWhatNoOtherRunCanUse()
    {
        var port = Reactor.ListenTCP(0, Factory.ForProtocol(() => null!), interfaceAddress: "127.0.0.1");
        Run(() =>
        {
            Reactor.Stop();
            Reactor.Crash();
        });
        Reactor.RegistrationCount.Should().Be(0);
        port.ToString().Should().Contain("Closed");
    }

    [Test]
    public void Crash_NotRunning_DoesNothing()
    {
        Reactor.Crash();
        Run(Reactor.Stop);
    }

    [Test]
    public void Stop_AfterCrash_Throws()
    {
        Run(Reactor.Crash);
        Reactor.Invoking(r => r.Stop()).Should().Throw<ReactorNotRunningException>().WithMessage("*Crashed*");
    }

    [Test]
    public void FireSystemEvent_ShutdownWhileRunning_EndsTheLoopInTheNextTurn()
    {
        NoteAll();
        Run(() => Reactor.CallLater(0, () =>
        {
            _seen.Clear();
            Reactor.FireSystemEvent("shutdown");
            _seen.Add("fired");
        }));
        _seen.Should().Equal("Before shutdown True", "fired", "During shutdown False", "After shutdown False");
    }

    [Test]
    public void FireSystemEvent_OwnWhileRunning_HappensInsideTheCall()
    {
        Reactor.AddSystemEventTrigger(TriggerPhase.After, "own", () => _seen.Add("own"));
        Run(() =>
        {
            Reactor.FireSystemEvent("own");
            _seen.Add("fired");
            Reactor.Stop();
        });
        _seen.Should().Equal("own", "fired");
    }

    [Test]
    public void Iterate_WithoutRun_MakesWhatIsDueAndDoesNotBlock()
    {
        Reactor.CallFromThread(() => _seen.Add($"from thread, {Reactor.IsInReactorThread}"));
        Reactor.CallLater(0, () => _seen.Add($"timed, {Reactor.Running}"));
        var far = Reactor.CallLater(3600, () => _seen.Add("far"));
        Reactor.Iterate();
        _seen.Should().Equal("from thread, True", "timed, False");
        Reactor.IsInReactorThread.Should().BeFalse();
        SynchronizationContext.Current.Should().NotBeAssignableTo<ReactorSynchronizationContext>();
        far.Cancel();
    }

    [Test]
    public void Iterate_WithoutRun_ServesSockets()
    {
        var accepted = false;
        var port = Reactor.ListenTCP(0, Factory.ForProtocol(() => new Noting(() => accepted = true)), interfaceAddress: "127.0.0.1");
        var address = (IPv4Address)port.GetHost();
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", address.Port);
        for (var turn = 0; turn < 100 && !accepted; turn++)
            Reactor.Iterate(0.1);
        accepted.Should().BeTrue();
        Run(Reactor.Stop);
    }

    [Test]
    public void Iterate_InsideACall_KeepsTheOrderOfCalls()
    {
        Run(() =>
        {
            Reactor.CallFromThread(() =>
            {
                _seen.Add("1 begins");
                Reactor.CallFromThread(() => _seen.Add("3"));
                Reactor.Iterate();
                _seen.Add("1 ends");
            });
            Reactor.CallFromThread(() => _seen.Add("2"));
            Reactor.CallLater(0, Reactor.Stop);
        });
        _seen.Should().Equal("1 begins", "2", "3", "1 ends");
    }

    [Test]
    public void Iterate_InsideATimedCall_MakesTheOthersDue()
    {
        Run(() =>
        {
            Reactor.CallLater(0, () =>
            {
                _seen.Add("1 begins");
                Reactor.Iterate();
                _seen.Add("1 ends");
                Reactor.Stop();
            });
            Reactor.CallLater(0, () => _seen.Add("2"));
        });
        _seen.Should().Equal("1 begins", "2", "1 ends");
    }

    [Test]
    public void Iterate_InsideAFlush_FlushesTheOthersOnce()
    {
        ITransportLoop loop = Reactor;
        Run(() =>
        {
            loop.Enlist(new Flushable(() =>
            {
                _seen.Add("1 begins");
                Reactor.Iterate();
                _seen.Add("1 ends");
                Reactor.Stop();
            }));
            loop.Enlist(new Flushable(() => _seen.Add("2")));
        });
        _seen.Should().Equal("1 begins", "2", "1 ends");
    }

    [Test]
    public void Iterate_InsideACallback_LeavesItsBytesAlone()
    {
        ITransportLoop loop = Reactor;
        byte[]? inside = null;
        byte[]? outside = null;
        Run(() =>
        {
            outside = loop.ReceiveBuffer;
            Reactor.CallLater(0, () => inside = loop.ReceiveBuffer);
            Reactor.Iterate();
            loop.ReceiveBuffer.Should().BeSameAs(outside);
            Reactor.Stop();
        });
        inside.Should().NotBeNull().And.NotBeSameAs(outside);
    }

    [Test]
    public void Iterate_AfterTheEnd_Throws()
    {
        Run(Reactor.Stop);
        Reactor.Invoking(r => r.Iterate()).Should().Throw<InvalidOperationException>().WithMessage("*Ended*");
        Reactor.Invoking(r => r.Iterate(-1.0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Shutdown_ATriggerDuringItUsesThePool_IsWaitedFor()
    {
        Reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () => Reactor.CallInThread(() => _seen.Add("work")));
        Reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () => _seen.Add("after"));
        Run(Reactor.Stop);
        _seen.Should().Equal("work", "after");
    }

    private void NoteAll()
    {
        foreach (var name in new[] { "startup", "shutdown" })
        {
            foreach (var phase in Enum.GetValues<TriggerPhase>())
                Reactor.AddSystemEventTrigger(phase, name, () => _seen.Add($"{phase} {name} {Reactor.Running}"));
        }
    }

    private sealed class Flushable(Action flush) : IFlushable
    {
        public void Flush() => flush();
    }

    private sealed class Noting(Action made) : Protocol
    {
        public override void ConnectionMade() => made();
    }
}
