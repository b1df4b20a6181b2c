using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Time;

/// <summary>One task that counts, one step a tick, until it is told to do something else.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CooperativeTaskTests
{
    private readonly Clock _clock = new();
    private readonly List<int> _work = [];
    private readonly Cooperator _cooperator;
    private readonly Steps _steps;
    private readonly CooperativeTask _task;
    private Func<Steps, bool>? _next;

    public CooperativeTaskTests()
    {
        _cooperator = new Cooperator(_clock, () => () => true);
        _steps = new Steps((steps, i) =>
        {
            if (_next is { } next)
            {
                _next = null;
                return next(steps);
            }
            _work.Add(i);
            return true;
        });
        _task = _cooperator.Cooperate(_steps);
    }

    [Test]
    public void Pause_ThenResume_StopsAndGoesOnWithTheNextTick()
    {
        Tick();
        Tick();
        _work.Should().Equal(0, 1);
        _task.Pause();
        _clock.GetDelayedCalls().Should().BeEmpty();
        Tick();
        _work.Should().Equal(0, 1);
        _task.Resume();
        _work.Should().Equal([0, 1], "resuming makes no step by itself");
        Tick();
        _work.Should().Equal(0, 1, 2);
    }

    [Test]
    public void Pause_Twice_NeedsTwoResumes()
    {
        _task.Pause();
        _task.Pause();
        _task.ToString().Should().Be("<CooperativeTask Ready, paused 2>");
        _task.Resume();
        Tick();
        _work.Should().BeEmpty();
        _task.Resume();
        Tick();
        _work.Should().Equal(0);
    }

    [Test]
    public void Resume_NotPaused_Throws()
    {
        _task.Invoking(t => t.Resume()).Should().Throw<NotPausedException>().WithMessage("*Ready*");
        _task.Pause();
        _task.Resume();
        _task.Invoking(t => t.Resume()).Should().Throw<NotPausedException>();
    }

    [Test]
    public void Pause_InItsOwnStep_HoldsFromTheNextStepOn()
    {
        _next = _ =>
        {
            _task.Pause();
            return true;
        };
        Tick();
        Tick();
        _work.Should().BeEmpty();
        _task.Resume();
        Tick();
        _work.Should().Equal(1);
    }

    [Test]
    public void Resume_InItsOwnStep_TakesOneTurnNotTwo()
    {
        _next = _ =>
        {
            _task.Pause();
            _task.Resume();
            return true;
        };
        Tick();
        _cooperator.ToString().Should().Contain("1 tasks");
        Tick();
        _work.Should().Equal(1);
    }

    [Test]
    public void Pause_InTheStepThatEnds_TheEndIsTold()
    {
        var done = _task.WhenDone();
        _next = _ =>
        {
            _task.Pause();
            return false;
        };
        Tick();
        SuccessResultOf(done);
        _task.Resume();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Pause_WhileItWaits_NeedsTheDeferredAndTheResume()
    {
        var waited = WaitNext();
        Tick();
        _task.ToString().Should().Be("<CooperativeTask Waiting>");
        _task.Pause();
        _task.Resume();
        Tick();
        _work.Should().BeEmpty();
        waited.Callback();
        Tick();
        _work.Should().Equal(1);
    }

    [Test]
    public void Pause_WhileItWaitsAndTheDeferredFires_NeedsTheResume()
    {
        var waited = WaitNext();
        Tick();
        _task.Pause();
        _task.ToString().Should().Be("<CooperativeTask Waiting, paused 1>");
        waited.Callback();
        Tick();
        _work.Should().BeEmpty();
        _task.Resume();
        Tick();
        _work.Should().Equal(1);
    }

    [Test]
    public void Resume_WhileItWaitsUnpaused_Throws()
    {
        var waited = WaitNext();
        Tick();
        _task.Invoking(t => t.Resume()).Should().Throw<NotPausedException>().WithMessage("*Waiting*");
        waited.Callback();
        Tick();
        _work.Should().Equal(1);
    }

    [Test]
    public void WhenDone_EachTime_IsAnotherDeferredWithTheIterator()
    {
        var first = _task.WhenDone();
        var second = _task.WhenDone();
        second.Should().NotBeSameAs(first);
        var seen = new List<object?>();
        first.AddCallback(iterator => { seen.Add(iterator); return 1; }).AddCallback(i => seen.Add(i));
        second.AddCallback(iterator => { seen.Add(iterator); return 2; }).AddCallback(i => seen.Add(i));
        _next = _ => false;
        Tick();
        seen.Should().Equal(_steps, 1, _steps, 2);
    }

    [Test]
    public void WhenDone_AlreadyDone_FiresAtOnce()
    {
        _next = _ => false;
        Tick();
        SuccessResultOf(_task.WhenDone()).Should().BeSameAs(_steps);
        _task.ToString().Should().Be("<CooperativeTask Done>");
    }

    [Test]
    public void WhenDone_TheIteratorThrows_FailsWithThat()
    {
        var done = _task.WhenDone();
        _next = _ => throw new FormatException("died");
        Tick();
        FailureResultOf<FormatException>(done);
        FailureResultOf<FormatException>(_task.WhenDone());
        _task.ToString().Should().StartWith("<CooperativeTask Failed").And.Contain("died");
    }

    [Test]
    public void WhenDone_Stopped_FailsWithTaskStopped()
    {
        var done = _task.WhenDone();
        _task.Stop();
        FailureResultOf<TaskStoppedException>(done);
        FailureResultOf<TaskStoppedException>(_task.WhenDone());
        _task.ToString().Should().Be("<CooperativeTask Stopped>");
    }

    [Test]
    public void WhenDone_Cancelled_TheTaskAndTheOthersGoOn()
    {
        var first = _task.WhenDone();
        var second = _task.WhenDone();
        first.Cancel();
        FailureResultOf<CancelledException>(first);
        Tick();
        _work.Should().Equal(0);
        _next = _ => false;
        Tick();
        SuccessResultOf(second);
    }

    [Test]
    public void Stop_Ready_MakesNoMoreStepsAndRefusesEverything()
    {
        _task.Stop();
        Tick();
        _work.Should().BeEmpty();
        _task.Invoking(t => t.Stop()).Should().Throw<TaskStoppedException>().WithMessage("Stop*Stopped*");
        _task.Invoking(t => t.Pause()).Should().Throw<TaskStoppedException>().WithMessage("Pause*Stopped*");
        _task.Invoking(t => t.Resume()).Should().Throw<NotPausedException>();
        Tick();
        _work.Should().BeEmpty();
    }

    [Test]
    public void Stop_Paused_ResumeDoesNothing()
    {
        _task.Pause();
        _task.Stop();
        _task.Resume();
        Tick();
        _work.Should().BeEmpty();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stop_WhileItWaits_TheDeferredWakesNobodyAndKeepsItsResult()
    {
        var waited = new Deferred<int>();
        _next = steps =>
        {
            steps.Current = waited;
            return true;
        };
        Tick();
        var done = _task.WhenDone();
        _task.Stop();
        FailureResultOf<TaskStoppedException>(done);
        waited.Callback(7);
        Tick();
        SuccessResultOf(waited).Should().Be(7);
        _work.Should().BeEmpty();
    }

    [Test]
    public void Stop_WhileItWaits_AFailureOfTheDeferredIsItsOwn()
    {
        var waited = WaitNext();
        Tick();
        var done = _task.WhenDone();
        _task.Stop();
        waited.Errback(new FormatException());
        FailureResultOf<FormatException>(waited);
        FailureResultOf<TaskStoppedException>(done);
        _task.ToString().Should().Be("<CooperativeTask Stopped>");
    }

    [Test]
    public void Stop_Done_ThrowsTaskDone()
    {
        _next = _ => false;
        Tick();
        _task.Invoking(t => t.Stop()).Should().Throw<TaskDoneException>().Which.Should().BeAssignableTo<TaskFinishedException>()
            .And.BeAssignableTo<SchedulerException>();
    }

    [Test]
    public void Stop_Failed_ThrowsTaskFailedWithTheReason()
    {
        _task.WhenDone().AddErrback((Failure _) => { });
        _next = _ => throw new FormatException("why");
        Tick();
        _task.Invoking(t => t.Stop()).Should().Throw<TaskFailedException>().WithInnerException<FormatException>().WithMessage("why");
    }

    [Test]
    public void Stop_TheCooperatorInACallbackOfWhenDone_TheTaskHasEndedAlready()
    {
        var phases = new List<string>();
        _task.WhenDone().AddCallback(_ =>
        {
            phases.Add("done");
            _cooperator.Stop();
            phases.Add("stopped");
        });
        _next = _ => false;
        Tick();
        phases.Should().Equal("done", "stopped");
        SuccessResultOf(_task.WhenDone());
    }

    [Test]
    public void WhenDone_InACallbackOfWhenDone_FiresAtOnce()
    {
        Deferred? inner = null;
        _task.WhenDone().AddCallback(_ => { inner = _task.WhenDone(); });
        _next = _ => false;
        Tick();
        SuccessResultOf(inner!);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Stop_InItsOwnStep_IsTheEndWhateverTheStepComesTo(bool isMore)
    {
        var done = _task.WhenDone();
        var other = _cooperator.Coiterate([null]);
        var waited = new Deferred();
        _next = steps =>
        {
            _task.Stop();
            steps.Disposals.Should().Be(0, "it is still running");
            FailureResultOf<TaskStoppedException>(done);
            steps.Current = waited;
            return isMore;
        };
        Tick();
        _steps.Disposals.Should().Be(1);
        _task.ToString().Should().Be("<CooperativeTask Stopped>");
        waited.Callback();
        Tick();
        Tick();
        SuccessResultOf(other);
        _work.Should().BeEmpty();
    }

    [Test]
    public void Stop_InItsOwnStepThatThenThrows_ThatIsLogged()
    {
        using var watch = new LogWatch();
        var thrown = new FormatException("after the stop");
        _next = _ =>
        {
            _task.Stop();
            throw thrown;
        };
        Tick();
        watch.Events.Should().Contain(e => e.Failure != null && e.Failure.Value == thrown);
        FailureResultOf<TaskStoppedException>(_task.WhenDone());
        _steps.Disposals.Should().Be(1);
    }

    [Test]
    public void Stop_AnotherInAStep_ItMakesNoMoreSteps()
    {
        var other = new Steps((_, _) => true);
        var task = _cooperator.Cooperate(other);
        _next = _ =>
        {
            task.Stop();
            return true;
        };
        Tick();
        other.Disposals.Should().Be(1);
        _cooperator.ToString().Should().Contain("1 tasks");
        Tick();
        _work.Should().Equal(1);
    }

    [TestCase("done")]
    [TestCase("throws")]
    [TestCase("stopped")]
    [TestCase("cooperator stopped")]
    [TestCase("deferred failed")]
    [TestCase("stopped while waiting")]
    public void End_InWhateverWay_TheIteratorIsDisposedOnceBeforeAnyoneIsTold(string way)
    {
        var disposedWhenTold = -1;
        _task.WhenDone().AddBoth(_ => { disposedWhenTold = _steps.Disposals; });
        switch (way)
        {
            case "done":
                _next = _ => false;
                Tick();
                break;
            case "throws":
                _next = _ => throw new FormatException();
                Tick();
                break;
            case "stopped":
                _task.Stop();
                break;
            case "cooperator stopped":
                _cooperator.Stop();
                break;
            case "deferred failed":
                var failing = WaitNext();
                Tick();
                failing.Errback(new FormatException());
                break;
            default:
                WaitNext();
                Tick();
                _task.Stop();
                break;
        }
        disposedWhenTold.Should().Be(1);
        _steps.Disposals.Should().Be(1);
    }

    [Test]
    public void End_DisposeThrows_IsLoggedAndTheEndIsTold()
    {
        using var watch = new LogWatch();
        var thrown = new FormatException();
        var task = _cooperator.Cooperate(new Steps((_, _) => false) { OnDispose = () => throw thrown });
        var done = task.WhenDone();
        task.Stop();
        FailureResultOf<TaskStoppedException>(done);
        watch.Events.Should().Contain(e => e.Failure != null && e.Failure.Value == thrown);
    }

    [Test]
    public void Stop_AnIteratorMethod_RunsItsFinally()
    {
        var log = new List<string>();
        var task = _cooperator.Cooperate(Work());
        Tick();
        Tick();
        task.Stop();
        log.Should().Equal("step", "finally");

        IEnumerator<Deferred?> Work()
        {
            try
            {
                log.Add("step");
                yield return null;
                log.Add("never");
            }
            finally
            {
                log.Add("finally");
            }
        }
    }

    [Test]
    public void ToString_InAStep_SaysSo()
    {
        var seen = "";
        _next = _ =>
        {
            seen = _task.ToString();
            return true;
        };
        Tick();
        seen.Should().Be("<CooperativeTask Stepping>");
        _task.ToString().Should().Be("<CooperativeTask Ready>");
    }

    private Deferred WaitNext()
    {
        var waited = new Deferred();
        _next = steps =>
        {
            steps.Current = waited;
            return true;
        };
        return waited;
    }

    private void Tick() => _clock.Advance(TimeSpan.FromTicks(1));
}
