using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Time;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CooperatorTurnsTests
{
    private static readonly Func<Func<bool>> OneStepATick = () => () => true;

    private readonly Clock _clock = new();
    private readonly List<string> _log = [];

    [Test]
    public void Step_Throws_EndsThatTaskOnly()
    {
        var cooperator = new Cooperator(_clock);
        var bad = cooperator.Coiterate(Count("bad", 1, then: new FormatException("bad")));
        var good = cooperator.Coiterate(Count("good", 3));
        Tick();
        FailureResultOf<FormatException>(bad).Message.Should().Be("bad");
        SuccessResultOf(good);
        _log.Should().Equal("bad0", "good0", "good1", "good2");
    }

    [Test]
    public void Step_YieldsADeferredThatFailsLater_TheTaskFails()
    {
        var waited = new Deferred();
        var done = new Cooperator(_clock).Coiterate(Yield(waited));
        Tick();
        AssertNoResult(done);
        waited.Errback(new FormatException());
        FailureResultOf<FormatException>(done);
        _log.Should().BeEmpty();
    }

    [Test]
    public void Step_YieldsAFailedDeferred_TheTaskFails()
    {
        var done = new Cooperator(_clock).Coiterate(Yield(Deferred.Fail(new FormatException())));
        Tick();
        FailureResultOf<FormatException>(done);
        _log.Should().BeEmpty();
    }

    [Test]
    public void Step_YieldsADeferred_KeepsItsResultForOthers()
    {
        var waited = new Deferred<int>();
        var cooperator = new Cooperator(_clock);
        var first = cooperator.Coiterate(Yield(waited));
        var second = cooperator.Coiterate(Yield(waited));
        Tick();
        waited.Callback(7);
        SuccessResultOf(waited).Should().Be(7);
        Tick();
        SuccessResultOf(first);
        SuccessResultOf(second);
    }

    [Test]
    public void Step_TwoTasksWaitForOneFailure_BothFail()
    {
        var waited = new Deferred();
        var cooperator = new Cooperator(_clock);
        var first = cooperator.Coiterate(Yield(waited));
        var second = cooperator.Coiterate(Yield(waited));
        Tick();
        waited.Errback(new FormatException());
        FailureResultOf<FormatException>(first);
        FailureResultOf<FormatException>(second);
    }

    [Test]
    public void Tick_EqualTasks_TakeTurns()
    {
        var cooperator = new Cooperator(_clock);
        foreach (var name in new[] { "a", "b", "c" })
            cooperator.Cooperate(Count(name, 3));
        Tick();
        _log.Should().Equal("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2");
    }

    [Test]
    public void Tick_ATaskEnds_TheNextDoesNotMissItsTurn()
    {
        var cooperator = new Cooperator(_clock);
        cooperator.Cooperate(Count("a", 1));
        cooperator.Cooperate(Count("b", 3));
        cooperator.Cooperate(Count("c", 3));
        Tick();
        _log.Should().Equal("a0", "b0", "c0", "b1", "c1", "b2", "c2");
    }

    [Test]
    public void Tick_TasksThatNeverWaitLong_TakeTurnsAndScheduleNothingInBetween()
    {
        var scheduled = 0;
        var cooperator = new Cooperator(() => () => false, tick =>
        {
            scheduled++;
            return _clock.CallLater(1, tick);
        });
        cooperator.Cooperate(Fired("a"));
        cooperator.Cooperate(Count("b", 3));
        _clock.Advance(1);
        _log.Should().Equal("a0", "b0", "a1", "b1", "a2", "b2");
        scheduled.Should().Be(1);

        IEnumerable<Deferred?> Fired(string name)
        {
            for (var i = 0; i < 3; i++)
            {
                _log.Add($"{name}{i}");
                yield return Deferred.Succeed(i);
            }
        }
    }

    [Test]
    public void Tick_TasksWakeEachOther_TheThirdIsNotStarved()
    {
        var cooperator = new Cooperator(_clock);
        var ball = new Deferred();
        var isOver = false;
        cooperator.Cooperate(Play(true));
        cooperator.Cooperate(Play(false));
        cooperator.Cooperate(Third());
        Tick();
        isOver.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty("the players wait, for nobody plays any more");

        IEnumerable<Deferred?> Play(bool serves)
        {
            if (serves)
                yield return null;
            while (!isOver)
            {
                var mine = new Deferred();
                (var theirs, ball) = (ball, mine);
                if (!theirs.Called)
                    theirs.Callback();
                yield return mine;
            }
        }

        IEnumerable<Deferred?> Third()
        {
            for (var i = 0; i < 5; i++)
                yield return null;
            isOver = true;
        }
    }

    [Test]
    public void Cooperate_InARunningTask_TheNewOneGoesToTheEndOfTheLine()
    {
        var cooperator = new Cooperator(_clock, OneStepATick);
        cooperator.Cooperate(Adding());
        cooperator.Cooperate(Count("b", 2));
        for (var i = 0; i < 8; i++)
            Tick();
        _log.Should().Equal("a", "b0", "new0", "b1", "new1");

        IEnumerable<Deferred?> Adding()
        {
            cooperator.Cooperate(Count("new", 2));
            _log.Add("a");
            yield return null;
        }
    }

    [Test]
    public void Coiterate_InACallbackOfOneThatEnds_NeedsNoMoreTicksThanTasks()
    {
        var pending = 0;
        var ticks = 0;
        var cooperator = new Cooperator(OneStepATick, tick =>
        {
            pending.Should().Be(0, "one tick at a time is enough");
            pending++;
            return _clock.CallLater(1, () =>
            {
                pending--;
                ticks++;
                tick();
            });
        });
        Deferred? second = null;
        cooperator.Coiterate([]).AddCallback(() => { second = cooperator.Coiterate([]); });
        while (_clock.GetDelayedCalls().Count > 0)
            _clock.Advance(1);
        second!.Called.Should().BeTrue();
        ticks.Should().Be(2);
    }

    [Test]
    public void Tick_ThePredicateSaysStop_TheRestComesInTheNextTick()
    {
        var isExhausted = false;
        var factoryCalls = 0;
        var cooperator = new Cooperator(_clock, () =>
        {
            factoryCalls++;
            isExhausted = false;
            return () => isExhausted;
        });
        var steps = 0;
        var done = cooperator.Coiterate(new Steps((_, i) =>
        {
            steps++;
            isExhausted = i == 9;
            return i < 20;
        }));
        Tick();
        steps.Should().Be(10);
        AssertNoResult(done);
        Tick();
        SuccessResultOf(done);
        factoryCalls.Should().Be(2);
    }

    [Test]
    public void Tick_ThePredicateThrows_TheOthersStillGetTheirTurn()
    {
        var isBroken = true;
        var cooperator = new Cooperator(_clock, () => () => isBroken ? throw new FormatException() : false);
        cooperator.Cooperate(Count("a", 1));
        cooperator.Cooperate(Count("b", 1));
        FluentActions.Invoking(Tick).Should().Throw<FormatException>();
        isBroken = false;
        Tick();
        _log.Should().Equal("a0", "b0");
    }

    [Test]
    public void Tick_DefaultSlice_IsTenMilliseconds()
    {
        var cooperator = new Cooperator(_clock);
        var steps = 0;
        cooperator.Cooperate(new Steps((_, _) =>
        {
            steps++;
            _clock.Advance(0.004); // This step takes its time.
            return true;
        }));
        Tick();
        steps.Should().Be(3);
        Tick();
        steps.Should().Be(6);
    }

    [Test]
    public void Tick_TaskWithoutEndOnAClockThatStandsStill_ComesBack()
    {
        var isOver = false;
        var done = new Cooperator(_clock).Coiterate(new Steps((_, _) => !isOver));
        Tick();
        AssertNoResult(done);
        isOver = true;
        Tick();
        SuccessResultOf(done);
    }

    [Test]
    public void Schedule_EveryTaskWaits_NothingIsPending()
    {
        var waited = new Deferred();
        var done = new Cooperator(_clock).Coiterate(Yield(waited));
        Tick();
        _clock.GetDelayedCalls().Should().BeEmpty();
        waited.Callback();
        _clock.GetDelayedCalls().Should().HaveCount(1);
        _log.Should().BeEmpty("firing makes no step by itself");
        Tick();
        _log.Should().Equal("after 0");
        SuccessResultOf(done);
    }

    [Test]
    public void Scheduler_CallsAtOnce_Works()
    {
        // No Cooperator should be given such a scheduler, but it must not hang.
        var cooperator = new Cooperator(() => () => false, tick =>
        {
            var call = _clock.CallLater(0, tick);
            _clock.Advance(0);
            return call;
        });
        SuccessResultOf(cooperator.Coiterate(Count("a", 2)));
        SuccessResultOf(cooperator.Coiterate(Count("b", 1)));
        _log.Should().Equal("a0", "a1", "b0");
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
