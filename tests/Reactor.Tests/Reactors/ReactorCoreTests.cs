using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

public sealed class ReactorCoreTests(Type kind) : ReactorContract(kind)
{
    [Test]
    public void Stop_NotRunning_Throws()
    {
        FluentActions.Invoking(Reactor.Stop).Should().Throw<ReactorNotRunningException>();
        Run(Reactor.Stop);
        FluentActions.Invoking(Reactor.Stop).Should().Throw<ReactorNotRunningException>();
    }

    [Test]
    public void Stop_Twice_Throws()
    {
        Exception? thrown = null;
        Run(() =>
        {
            Reactor.Stop();
            thrown = Capture(Reactor.Stop);
        });
        thrown.Should().BeOfType<ReactorNotRunningException>();
    }

    [Test]
    public void Run_WhileRunning_Throws()
    {
        Exception? thrown = null;
        Run(() =>
        {
            thrown = Capture(() => Reactor.Run(installSignalHandlers: false));
            Reactor.Stop();
        });
        thrown.Should().BeOfType<ReactorAlreadyRunningException>();
    }

    [Test]
    public void Run_AfterStop_Throws()
    {
        Run(Reactor.Stop);
        FluentActions.Invoking(() => Reactor.Run()).Should().Throw<ReactorNotRestartableException>();
        FluentActions.Invoking(() => Reactor.ListenTCP(0, Factory.ForProtocol(() => null!), interfaceAddress: "127.0.0.1"))
            .Should().Throw<InvalidOperationException>().WithMessage("*Ended*");
    }

    [Test]
    public void ToString_EachState_SaysIt()
    {
        Reactor.ToString().Should().Contain("New");
        Run(() =>
        {
            Reactor.ToString().Should().Contain("Running").And.Contain("0 sockets").And.Contain("1 timed calls");
            Reactor.Stop();
        });
        Reactor.ToString().Should().Contain("Ended");
    }

    [Test]
    public void CallWhenRunning_BeforeAndAfterTheStart_RunsInOrder()
    {
        var order = new List<string>();
        Reactor.CallWhenRunning(() => order.Add("first"));
        Reactor.CallWhenRunning(() =>
        {
            Reactor.CallWhenRunning(() => order.Add("second, at once"));
            order.Add("third");
        });
        Run(Reactor.Stop);
        order.Should().Equal("first", "second, at once", "third");
    }

    [Test]
    public void Running_EachPhase_IsTrueFromDuringStartupToDuringShutdown()
    {
        var seen = new List<string>();
        void Note(TriggerPhase phase, string name) => Reactor.AddSystemEventTrigger(phase, name, () =>
        {
            seen.Add($"{phase} {name} {Reactor.Running}");
            return null;
        });
        foreach (var name in new[] { "shutdown", "startup" })
        {
            Note(TriggerPhase.After, name);
            Note(TriggerPhase.During, name);
            Note(TriggerPhase.Before, name);
        }
        Run(Reactor.Stop);
        seen.Should().Equal(
            "Before startup False", "During startup True", "After startup True",
            "Before shutdown True", "During shutdown False", "After shutdown False");
    }

    [Test]
    public void BeforeShutdown_DeferredPending_TheLoopRunsOnUntilItFires()
    {
        var order = new List<string>();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () =>
        {
            var pending = new Deferred();
            Reactor.CallLater(0.01, () =>
            {
                order.Add($"fires, {Reactor.Running}");
                pending.Callback();
            });
            return pending;
        });
        Reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () =>
        {
            order.Add("during");
            return null;
        });
        Run(Reactor.Stop);
        order.Should().Equal("fires, True", "during");
    }

    [Test]
    public void BeforeStartup_DeferredPending_TheLoopTurnsButDoesNotRunYet()
    {
        var order = new List<string>();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () =>
        {
            var pending = new Deferred();
            Reactor.CallLater(0, () =>
            {
                order.Add($"turned, {Reactor.Running}");
                pending.Callback();
            });
            return pending;
        });
        Run(() =>
        {
            order.Add($"started, {Reactor.Running}");
            Reactor.Stop();
        });
        order.Should().Equal("turned, False", "started, True");
    }

    [Test]
    public void Triggers_ThrowOrFail_AreLoggedAndTheRestRuns()
    {
        var order = new List<string>();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => throw new InvalidOperationException("before"));
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => Deferred.Fail(new InvalidOperationException("deferred")));
        Reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () => throw new InvalidOperationException("during"));
        Reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () =>
        {
            order.Add("after");
            return null;
        });
        Run(Reactor.Stop);
        order.Should().Equal("after");
        TakeErrors().Select(e => e.Failure!.Value.Message).Should().Equal("before", "deferred", "during");
    }

    [Test]
    public void Triggers_BadPhaseOrEvent_Throw()
    {
        FluentActions.Invoking(() => Reactor.AddSystemEventTrigger((TriggerPhase)7, "shutdown", () => null))
            .Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.AddSystemEventTrigger(TriggerPhase.Before, "", () => null))
            .Should().Throw<ArgumentException>();
    }

    [Test]
    public void RemoveSystemEventTrigger_Added_DoesNotRunAndCannotBeRemovedTwice()
    {
        var ran = false;
        var trigger = Reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () =>
        {
            ran = true;
            return null;
        });
        Reactor.RemoveSystemEventTrigger(trigger);
        FluentActions.Invoking(() => Reactor.RemoveSystemEventTrigger(trigger)).Should().Throw<ArgumentException>();
        Run(Reactor.Stop);
        ran.Should().BeFalse();
    }

    [Test]
    public void SynchronizationContext_InsideAndAfterRun_IsTheReactorsThenTheOld()
    {
        var old = new SynchronizationContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(old);
        try
        {
            SynchronizationContext? inside = null;
            Run(() =>
            {
                inside = SynchronizationContext.Current;
                Reactor.Stop();
            });
            inside.Should().NotBeNull().And.NotBeSameAs(old);
            inside!.Equals(inside.CreateCopy()).Should().BeTrue();
            inside.Equals(old).Should().BeFalse();
            inside.GetHashCode().Should().Be(inside.CreateCopy().GetHashCode());
            SynchronizationContext.Current.Should().BeSameAs(old);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Test]
    public void Await_OfATaskThatEndsElsewhere_ComesHomeToTheReactorsThread()
    {
        var thread = 0;
        Run(() =>
        {
            async Deferred Work()
            {
                await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                thread = Environment.CurrentManagedThreadId;
                Reactor.Stop();
            }
            _ = Work();
        });
        thread.Should().Be(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void Send_FromAnotherThread_RunsOnTheReactorsAndBringsTheExceptionBack()
    {
        var threads = new List<int>();
        Exception? brought = null;
        Run(() =>
        {
            var context = SynchronizationContext.Current!;
            context.Send(_ => threads.Add(Environment.CurrentManagedThreadId), null);
            Reactor.CallInThread(() =>
            {
                context.Send(_ => threads.Add(Environment.CurrentManagedThreadId), null);
                brought = Capture(() => context.Send(_ => throw new InvalidOperationException("sent"), null));
                Reactor.CallFromThread(Reactor.Stop);
            });
        });
        threads.Should().Equal(Environment.CurrentManagedThreadId, Environment.CurrentManagedThreadId);
        brought!.Message.Should().Be("sent");
    }

    private static Exception? Capture(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    [Test]
    public void Shutdown_DeferredFiresInATimedCall_HappensWhenThatCallIsOver()
    {
        var order = new List<string>();
        var pending = new Deferred();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => pending);
        Reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () =>
        {
            order.Add("shutdown");
            return null;
        });
        Run(() =>
        {
            Reactor.Stop();
            Reactor.CallLater(0, () =>
            {
                pending.Callback();
                order.Add("call over");
            });
        });
        order.Should().Equal("call over", "shutdown");
    }
}
