using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Time;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CooperatorTests
{
    private static readonly Func<Func<bool>> OneStepATick = () => () => true;

    private readonly Clock _clock = new();
    private readonly List<string> _log = [];

    [Test]
    public void Coiterate_Stopped_FailsAtOnceAndRunsNothing()
    {
        var cooperator = new Cooperator(_clock);
        cooperator.Stop();
        FailureResultOf<SchedulerStoppedException>(cooperator.Coiterate(Count("a", 3)));
        var own = new Deferred<IEnumerator<Deferred?>>();
        cooperator.Coiterate(Count("b", 3), own).Should().BeSameAs(own);
        FailureResultOf<SchedulerStoppedException>(own);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _log.Should().BeEmpty();
    }

    [Test]
    public void Cooperate_Stopped_TheIteratorIsDisposed()
    {
        var cooperator = new Cooperator(_clock);
        cooperator.Stop();
        var steps = new Steps((_, _) => false);
        cooperator.Cooperate(steps).ToString().Should().Be("<CooperativeTask SchedulerStopped>");
        steps.Disposals.Should().Be(1);
    }

    [Test]
    public void Coiterate_ToTheEnd_FiresWithTheIterator()
    {
        var iterator = Count("a", 2).GetEnumerator();
        var done = new Cooperator(_clock).Coiterate(iterator);
        AssertNoResult(done);
        Tick();
        SuccessResultOf(done).Should().BeSameAs(iterator);
        _log.Should().Equal("a0", "a1");
    }

    [Test]
    public void Coiterate_DoneDeferredGiven_FiresThat()
    {
        var own = new Deferred<IEnumerator<Deferred?>>();
        new Cooperator(_clock).Coiterate(Count("a", 1).GetEnumerator(), own).Should().BeSameAs(own);
        Tick();
        SuccessResultOf(own).Should().NotBeNull();
    }

    [Test]
    public void Coiterate_DeferredCancelled_TheTaskRunsOn()
    {
        var done = new Cooperator(_clock).Coiterate(Count("a", 2));
        done.Cancel();
        FailureResultOf<CancelledException>(done);
        Tick();
        _log.Should().Equal("a0", "a1");
    }

    [Test]
    public void Stop_BeforeTheFirstTick_NoStepIsMade()
    {
        var cooperator = new Cooperator(_clock);
        var done = cooperator.Coiterate(Count("a", 3));
        cooperator.Stop();
        FailureResultOf<SchedulerStoppedException>(done);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _log.Should().BeEmpty();
    }

    [Test]
    public void Stop_SeveralTasks_EveryOneIsTold()
    {
        var cooperator = new Cooperator(_clock);
        var done = Enumerable.Range(0, 5).Select(i => cooperator.Coiterate(Count($"{i}", 3))).ToList();
        cooperator.Stop();
        foreach (var each in done)
            FailureResultOf<SchedulerStoppedException>(each);
    }

    [Test]
    public void Stop_WhileATaskWaits_ItIsToldWhenItsDeferredFires()
    {
        var cooperator = new Cooperator(_clock);
        var outstanding = new Deferred<string>();
        var done = cooperator.Coiterate(Yield(outstanding));
        Tick();
        cooperator.Stop();
        AssertNoResult(done);
        outstanding.Callback("arglebargle");
        FailureResultOf<SchedulerStoppedException>(done);
        _log.Should().BeEmpty("no step was made after the Deferred");
    }

    [Test]
    public void Stop_WhileATaskIsPaused_ItIsToldWhenItIsResumed()
    {
        var cooperator = new Cooperator(_clock);
        var task = cooperator.Cooperate(Count("a", 1));
        var done = task.WhenDone();
        task.Pause();
        cooperator.Stop();
        AssertNoResult(done);
        task.Resume();
        FailureResultOf<SchedulerStoppedException>(done);
        task.Invoking(t => t.Pause()).Should().Throw<SchedulerStoppedException>();
    }

    [Test]
    public void Stop_InATasksStep_EndsItAndTheOthers()
    {
        var cooperator = new Cooperator(_clock);
        var steps = new Steps((s, _) =>
        {
            cooperator.Stop();
            s.Disposals.Should().Be(0, "it is still running");
            return true;
        });
        var done = cooperator.Coiterate(steps);
        var other = cooperator.Coiterate(Count("o", 2));
        Tick();
        FailureResultOf<SchedulerStoppedException>(done);
        FailureResultOf<SchedulerStoppedException>(other);
        steps.Disposals.Should().Be(1);
        _log.Should().BeEmpty();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stop_ACallbackStartsAgain_OnlyTheOldTasksEnd()
    {
        var cooperator = new Cooperator(_clock);
        cooperator.Coiterate(Count("a", 1)).AddErrback((Failure _) =>
        {
            cooperator.Start();
            cooperator.Cooperate(Count("new", 1));
        });
        var second = cooperator.Coiterate(Count("b", 1));
        cooperator.Stop();
        FailureResultOf<SchedulerStoppedException>(second);
        Tick();
        _log.Should().Equal("new0");
    }

    [Test]
    public void Stop_TheLastTask_CancelsTheTick()
    {
        var cooperator = new Cooperator(_clock);
        var first = cooperator.Cooperate(Count("a", 2));
        var second = cooperator.Cooperate(Count("b", 2));
        var tick = _clock.GetDelayedCalls().Should().ContainSingle().Subject;
        first.Stop();
        tick.Active.Should().BeTrue();
        second.Stop();
        tick.Active.Should().BeFalse();
        _clock.GetDelayedCalls().Should().BeEmpty();
        cooperator.Cooperate(Count("c", 1));
        _clock.GetDelayedCalls().Should().ContainSingle().Which.Should().NotBeSameAs(tick);
        Tick();
        _log.Should().Equal("c0");
    }

    [Test]
    public void Running_EachState_SaysIt()
    {
        var cooperator = new Cooperator(_clock);
        cooperator.Running.Should().BeTrue();
        cooperator.Stop();
        cooperator.Running.Should().BeFalse();
        var unstarted = new Cooperator(_clock, started: false);
        unstarted.Running.Should().BeFalse();
        unstarted.Start();
        unstarted.Running.Should().BeTrue();
        unstarted.Stop();
        unstarted.Running.Should().BeFalse();
        unstarted.Start();
        unstarted.Running.Should().BeTrue();
    }

    [Test]
    public void Start_TasksWereAddedBefore_TheyRunFromThenOn()
    {
        var cooperator = new Cooperator(_clock, started: false);
        cooperator.Cooperate(Count("a", 1));
        _clock.GetDelayedCalls().Should().BeEmpty();
        cooperator.Start();
        cooperator.Start();
        _clock.GetDelayedCalls().Should().HaveCount(1);
        Tick();
        _log.Should().Equal("a0");
    }

    [Test]
    public void Stop_NeverStarted_TheTasksAreTold()
    {
        var cooperator = new Cooperator(_clock, started: false);
        var done = cooperator.Coiterate(Count("a", 1));
        cooperator.Stop();
        FailureResultOf<SchedulerStoppedException>(done);
    }

    [Test]
    public void Start_AfterStop_TakesTasksAgain()
    {
        var cooperator = new Cooperator(_clock);
        cooperator.Stop();
        cooperator.Start();
        var done = cooperator.Coiterate(Count("a", 1));
        Tick();
        SuccessResultOf(done);
    }

    [Test]
    public void ToString_EachState_SaysIt()
    {
        var cooperator = new Cooperator(_clock, started: false);
        cooperator.ToString().Should().Be("<Cooperator NotStarted, 0 tasks in line>");
        cooperator.Cooperate(Count("a", 1));
        cooperator.Start();
        cooperator.ToString().Should().Be("<Cooperator Started, 1 tasks in line>");
        cooperator.Stop();
        cooperator.ToString().Should().Be("<Cooperator Stopped, 0 tasks in line>");
    }

    [Test]
    public void BadArguments_Throw()
    {
        var cooperator = new Cooperator(_clock);
        FluentActions.Invoking(() => new Cooperator((IReactorTime)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new Cooperator((IReactorTime)null!, OneStepATick)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new Cooperator(OneStepATick, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new Cooperator(null!, tick => _clock.CallLater(1, tick))).Should().Throw<ArgumentNullException>();
        cooperator.Invoking(c => c.Cooperate((IEnumerator<Deferred?>)null!)).Should().Throw<ArgumentNullException>();
        cooperator.Invoking(c => c.Cooperate((IEnumerable<Deferred?>)null!)).Should().Throw<ArgumentNullException>();
        cooperator.Invoking(c => c.Coiterate((IEnumerator<Deferred?>)null!)).Should().Throw<ArgumentNullException>();
        cooperator.Invoking(c => c.Coiterate((IEnumerable<Deferred?>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Cooperator.Of(null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void Of_EachClock_HasOneOfItsOwn()
    {
        Cooperator.Of(_clock).Should().BeSameAs(Cooperator.Of(_clock));
        Cooperator.Of(new Clock()).Should().NotBeSameAs(Cooperator.Of(_clock));
    }

    [Test]
    public void Of_AClockNobodyUsesAnyMore_IsCollected()
    {
        var gone = Leave();
        for (var i = 0; i < 3 && gone.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        gone.IsAlive.Should().BeFalse();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Leave()
        {
            var clock = new Clock();
            clock.Cooperate([null]);
            clock.Advance(1);
            return new WeakReference(clock);
        }
    }

    [Test]
    public void Extensions_OnAClock_UseItsCooperator()
    {
        var task = _clock.Cooperate(Count("a", 2));
        _clock.Cooperate(Count("b", 2).GetEnumerator());
        var done = _clock.Coiterate(Count("c", 1));
        var iterator = Count("d", 1).GetEnumerator();
        var second = _clock.Coiterate(iterator);
        Cooperator.Of(_clock).ToString().Should().Contain("4 tasks");
        _clock.GetDelayedCalls().Should().HaveCount(1);
        Tick();
        _log.Should().Equal("a0", "b0", "c0", "d0", "a1", "b1");
        SuccessResultOf(task.WhenDone());
        SuccessResultOf(done);
        SuccessResultOf(second).Should().BeSameAs(iterator);
    }

    [Test]
    public void Cooperate_FailsAndNobodyAsked_IsLogged()
    {
        using var watch = new LogWatch();
        watch.After(e =>
        {
            new Cooperator(_clock).Cooperate(Count("a", 0, then: e));
            Tick();
        }).Should().ContainSingle();
        watch.After(e =>
        {
            var task = new Cooperator(_clock).Cooperate(Count("a", 0, then: e));
            Tick();
            FailureResultOf<FormatException>(task.WhenDone());
        }).Should().BeEmpty();
    }

    private IEnumerable<Deferred?> Count(string name, int steps, Exception? then = null)
    {
        for (var i = 0; i < steps; i++)
        {
            _log.Add($"{name}{i}");
            yield return null;
        }
        if (then is not null)
            throw then;
    }

    private IEnumerable<Deferred?> Yield(params Deferred[] deferreds)
    {
        for (var i = 0; i < deferreds.Length; i++)
        {
            yield return deferreds[i];
            _log.Add($"after {i}");
        }
    }

    private void Tick() => _clock.Advance(TimeSpan.FromTicks(1));
}
