using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

/// <summary>Expectations of time were taken from Twisted 22.4, unless they say that it differs.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoopingCallTests
{
    private readonly Clock _clock = new();
    private readonly List<double> _times = [];

    [Test]
    public void Start_Now_CallsAtOnceAndEveryInterval()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(0.1);
        _times.Should().Equal(0);
        _clock.Pump(0.05, 0.1, 0.1);
        _times.Should().HaveCount(3);
    }

    [Test]
    public void Start_NotNow_WaitsAnInterval()
    {
        new LoopingCall(_clock, Note).Start(TimeSpan.FromSeconds(0.1), now: false);
        _times.Should().BeEmpty();
        _clock.Pump(0.05, 0.1, 0.1);
        _times.Should().HaveCount(2);
    }

    [Test]
    public void Clock_JumpsOverSeveralIntervals_CallsOnceThenAtTheNextMultiple()
    {
        new LoopingCall(_clock, Note).Start(1);
        _clock.Advance(2.5);
        _clock.Advance(0.49);
        _times.Should().Equal(0, 2.5);
        _clock.Advance(0.01);
        _times.Should().Equal(0, 2.5, 3);
    }

    [Test]
    public void Clock_JumpsToAMultiple_NextIsAWholeIntervalLater()
    {
        new LoopingCall(_clock, Note).Start(0.5);
        _clock.Advance(2);
        _clock.Advance(1);
        _clock.Advance(0);
        _times.Should().Equal(0, 2, 3);
    }

    [Test]
    public void Function_TakesLongerThanTheInterval_TheMissedCallsAreSkipped()
    {
        var took = 2.0;
        var loop = new LoopingCall(_clock, () =>
        {
            Note();
            _clock.Advance(took);
        });
        loop.Start(0.5);
        _clock.Seconds().Should().Be(2);
        _clock.Advance(0);
        _times.Should().Equal(0);
        took = 1;
        _clock.Advance(0.5);
        _times.Should().Equal(0, 2.5);
        _clock.Seconds().Should().Be(3.5);
        _clock.Advance(0);
        _times.Should().Equal(0, 2.5);
        took = 0;
        _clock.Advance(0.5);
        _times.Should().Equal(0, 2.5, 4);
    }

    [Test]
    public void Interval_OfOneTick_NeverDrifts()
    {
        _clock.Advance(TimeSpan.FromDays(20000));
        var calls = 0;
        new LoopingCall(_clock, () => calls++).Start(TimeSpan.FromTicks(1), now: false);
        for (var i = 0; i < 10; i++)
            _clock.Advance(TimeSpan.FromTicks(1));
        calls.Should().Be(10);
    }

    [TestCase(0.57)]
    [TestCase(0.29)]
    [TestCase(1.1)]
    public void Interval_InSecondsThatHaveNoBinaryForm_IsRoundedToTheTick(double seconds)
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(seconds, now: false);
        loop.Interval.Ticks.Should().Be((long)(decimal.Parse(seconds.ToString("R")) * 10_000_000));
        for (var i = 0; i < 100; i++)
            _clock.Advance(seconds);
        _times.Should().HaveCount(100);
    }

    [Test]
    public void Interval_Zero_CallsInEveryTurnUntilStopped()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            Note();
            if (_times.Count > 5)
                loop!.Stop();
        });
        var ended = Watch(loop.Start(0));
        _times.Should().HaveCount(1);
        _clock.Advance(0);
        _times.Should().HaveCount(6);
        ended.Should().Equal(loop);
    }

    [TestCase(0)]
    [TestCase(10)]
    public void Stop_BeforeTheFirstCall_FiresAtOnceAndLeavesNothing(double seconds)
    {
        var loop = new LoopingCall(_clock, Note);
        var ended = Watch(loop.Start(seconds, now: false));
        loop.Stop();
        ended.Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _clock.Advance(20);
        _times.Should().BeEmpty();
    }

    [Test]
    public void Stop_InTheFunction_FiresWhenItReturns()
    {
        var called = true;
        LoopingCall? loop = null;
        Deferred<LoopingCall>? started = null;
        loop = new LoopingCall(_clock, () =>
        {
            if (started is null)
                return;
            loop!.Stop();
            called = started.Called;
        });
        started = loop.Start(1);
        _clock.Advance(1);
        called.Should().BeFalse();
        Watch(started).Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stop_InTheVeryFirstCall_TheDeferredHasFired()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () => loop!.Stop());
        Watch(loop.Start(1)).Should().Equal(loop);
    }

    [Test]
    public void Stop_WhileTheFunctionsDeferredIsPending_FiresWithIt()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        var ended = Watch(loop.Start(1));
        loop.Stop();
        loop.Running.Should().BeFalse();
        ended.Should().BeEmpty();
        pending.Callback();
        ended.Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stop_InACallbackOfTheFunctionsDeferred_EndsTheLoop()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            var d = new Deferred();
            d.AddCallback(() => loop!.Stop());
            _clock.CallLater(1, d.Callback);
            return d;
        });
        var ended = Watch(loop.Start(0.2));
        _clock.Pump(0.2, 0.8);
        _clock.GetDelayedCalls().Should().BeEmpty();
        ended.Should().Equal(loop);
    }

    [Test]
    public void Stop_FromAnotherTimedCall_PreventsTheNext()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(1, now: false);
        _clock.CallLater(1, () => _clock.CallLater(0, Note));
        _clock.CallLater(0.5, loop.Stop);
        _clock.Advance(5);
        _times.Should().Equal(5);
    }

    [Test]
    public void Function_ReturnsADeferred_TheNextMultipleAfterItFires()
    {
        var pending = new Deferred<string>();
        var loop = new LoopingCall(_clock, () =>
        {
            Note();
            return pending;
        });
        loop.Start(1);
        _clock.Advance(2.25);
        _times.Should().Equal(0);
        _clock.GetDelayedCalls().Should().BeEmpty();
        pending.Callback("done");
        _clock.GetDelayedCalls().Should().ContainSingle().Which.GetTime().Should().Be(3);
        pending = new Deferred<string>();
        _clock.Advance(0.75);
        pending.Callback("done");
        _clock.GetDelayedCalls().Should().ContainSingle().Which.GetTime().Should().Be(4);
    }

    [Test]
    public void Function_Throws_EndsTheLoopAndFailsTheDeferred()
    {
        LoopingCall? loop = null;
        var running = true;
        loop = new LoopingCall(_clock, () =>
        {
            if (_clock.Seconds() > 0)
                throw new FormatException();
        });
        var error = loop.Start(1).AddErrback(_ => { running = loop.Running; }).AddErrback(_ => { });
        running.Should().BeTrue();
        _clock.Advance(1);
        running.Should().BeFalse("it has ended before anyone is told");
        _clock.GetDelayedCalls().Should().BeEmpty();
        error.Called.Should().BeTrue();
    }

    [Test]
    public void Function_ThrowsInTheFirstCall_StartReturnsTheFailure()
    {
        var loop = new LoopingCall(_clock, () => throw new FormatException());
        Seen(loop.Start(1)).Should().BeOfType<FormatException>();
        loop.Running.Should().BeFalse();
    }

    [Test]
    public void Function_StopsAndThrows_Fails()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            loop!.Stop();
            throw new FormatException();
        });
        Seen(loop.Start(0.1)).Should().BeOfType<FormatException>();
    }

    [Test]
    public void Function_DeferredFails_EndsTheLoopAndFailsTheDeferred()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        var started = loop.Start(1);
        _clock.Advance(0.3);
        pending.Errback(new FormatException());
        Seen(started).Should().BeOfType<FormatException>();
        loop.Running.Should().BeFalse();
        _clock.GetDelayedCalls().Should().BeEmpty();
        Seen(pending).Should().BeNull("the loop has taken the failure over");
    }

    [Test]
    public void Function_DeferredFailsAfterStop_FailsTheDeferred()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        var started = loop.Start(1);
        loop.Stop();
        pending.Errback(new FormatException());
        Seen(started).Should().BeOfType<FormatException>();
    }

    [Test]
    public void Function_TaskFailsOrIsCancelled_EndsTheLoop()
    {
        Seen(new LoopingCall(_clock, () => Task.FromException(new FormatException())).Start(1)).Should().BeOfType<FormatException>();
        Seen(new LoopingCall(_clock, () => Task.FromCanceled(new CancellationToken(true))).Start(1))
            .Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Start_AfterStop_RunsAnew()
    {
        var loop = new LoopingCall(_clock, Note);
        var first = loop.Start(1);
        loop.Stop();
        _clock.Advance(0.25);
        var second = loop.Start(2);
        _clock.Advance(2);
        _times.Should().Equal(0, 0.25, 2.25);
        loop.StartTime.Should().Be(0.25);
        loop.Interval.Should().Be(TimeSpan.FromSeconds(2));
        first.Called.Should().BeTrue();
        second.Called.Should().BeFalse();
    }

    [Test]
    public void Start_AfterAFailure_RunsAnew()
    {
        var fail = true;
        var loop = new LoopingCall(_clock, () =>
        {
            Note();
            if (fail)
                throw new FormatException();
        });
        Seen(loop.Start(1));
        fail = false;
        loop.Start(1);
        _clock.Advance(1);
        _times.Should().Equal(0, 0, 1);
    }

    [Test]
    public void StopAndStart_InTheFunction_EachRunIsOnItsOwn()
    {
        // Twisted makes two loops of it, and the first Deferred never fires.
        LoopingCall? loop = null;
        var second = new List<LoopingCall>();
        loop = new LoopingCall(_clock, () =>
        {
            Note();
            if (_times.Count != 2)
                return;
            loop!.Stop();
            second = Watch(loop.Start(2, now: false));
        });
        var first = Watch(loop.Start(1));
        _clock.Pump(1, 1, 1, 1, 1, 1);
        _times.Should().Equal(0, 1, 3, 5);
        first.Should().Equal(loop);
        second.Should().BeEmpty();
        loop.Stop();
        second.Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Start_WhileTheLastRunsDeferredIsPending_ThatRunEndsWithIt()
    {
        var pending = new List<Deferred>();
        var loop = new LoopingCall(_clock, () =>
        {
            Note();
            pending.Add(new Deferred());
            return pending[^1];
        });
        var first = loop.Start(1);
        loop.Stop();
        var second = loop.Start(1);
        _times.Should().HaveCount(2);
        pending[0].Errback(new FormatException());
        Seen(first).Should().BeOfType<FormatException>();
        loop.Running.Should().BeTrue();
        pending[1].Callback();
        _clock.Advance(1);
        _times.Should().HaveCount(3);
        second.Called.Should().BeFalse();
    }

    [Test]
    public void Reset_Waiting_SkipsTheCallAndCountsFromNow()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(2, now: false);
        _clock.Advance(1);
        loop.Reset();
        loop.StartTime.Should().Be(1);
        _clock.Advance(1);
        _times.Should().BeEmpty();
        _clock.Advance(1);
        _clock.Advance(2);
        _times.Should().Equal(3, 5);
    }

    [Test]
    public void Reset_InTheFunction_DoesNothing()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            Note();
            if (_times.Count != 2)
                return;
            _clock.Advance(0.4);
            loop!.Reset();
        });
        loop.Start(1);
        _clock.Pump(1, 0.6);
        _times.Should().Equal(0, 1, 2);
        loop.StartTime.Should().Be(0);
    }

    [Test]
    public void Interval_ChangedWhileWaiting_CountsFromTheNextCallOn()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(1);
        loop.Interval = TimeSpan.FromSeconds(0.25);
        _clock.Pump(0.5, 0.5, 0.25, 0.25);
        _times.Should().Equal(0, 1, 1.25, 1.5);
    }

    [Test]
    public void StartsDeferred_Cancelled_TheLoopGoesOn()
    {
        var loop = new LoopingCall(_clock, Note);
        var started = loop.Start(1);
        started.Cancel();
        Seen(started).Should().BeOfType<CancelledException>();
        _clock.Advance(1);
        _times.Should().HaveCount(2);
        loop.Invoking(l => l.Stop()).Should().NotThrow();
    }

    [Test]
    public void Start_Running_Throws()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(1);
        loop.Invoking(l => l.Start(1)).Should().Throw<InvalidOperationException>().WithMessage("*Waiting* runs already*");
    }

    [Test]
    public void StopAndReset_NotRunning_Throw()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Invoking(l => l.Stop()).Should().Throw<InvalidOperationException>().WithMessage("*does not run*");
        loop.Invoking(l => l.Reset()).Should().Throw<InvalidOperationException>().WithMessage("*does not run*");
    }

    [Test]
    public void BadArguments_Throw()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Invoking(l => l.Start(-1)).Should().Throw<ArgumentOutOfRangeException>();
        loop.Invoking(l => l.Start(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        loop.Invoking(l => l.Start(TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();
        loop.Invoking(l => l.Interval = TimeSpan.FromTicks(-1)).Should().Throw<ArgumentOutOfRangeException>();
        loop.Running.Should().BeFalse();
        FluentActions.Invoking(() => new LoopingCall(null!, Note)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new LoopingCall(_clock, (Action)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => LoopingCall.WithCount(_clock, (Action<int>)null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void Start_NeverEndingInterval_IsNeverNotThePast()
    {
        new LoopingCall(_clock, Note).Start(double.PositiveInfinity);
        _clock.Advance(TimeSpan.FromDays(36500));
        _times.Should().Equal(0);
    }

    [Test]
    public void ToString_EachState_SaysIt()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        loop.ToString().Should().Be("<LoopingCall a lambda in LoopingCallTests.ToString_EachState_SaysIt every 0s Stopped>");
        loop = new LoopingCall(_clock, Note);
        loop.Start(0.0000001, now: false);
        loop.ToString().Should().Be("<LoopingCall LoopingCallTests.Note every 0.0000001s Waiting>");
        loop.Stop();
        loop.ToString().Should().Be("<LoopingCall LoopingCallTests.Note every 0.0000001s Stopped>");
        loop = new LoopingCall(_clock, Wait);
        loop.Start(1.5);
        loop.ToString().Should().Be("<LoopingCall LoopingCallTests.Wait every 1.5s Calling>");
        new LoopingCall(_clock, new List<int>().Clear).ToString().Should().StartWith("<LoopingCall List`1.Clear every");

        Deferred Wait() => pending;
    }

    [Test]
    public void Tick_OfAnAction_TakesTheTimedCallOnly()
    {
        // 64 bytes for the DelayedCall on a 64-bit system, with some room.
        new LoopingCall(_clock, static () => { }).Start(1);
        _clock.Advance(1);
        PerTick().Should().BeLessThanOrEqualTo(72);
    }

    [Test]
    public void Tick_OfAFiredDeferred_TakesTheTimedCallOnly()
    {
        var fired = Deferred.Succeed();
        new LoopingCall(_clock, () => fired).Start(1);
        _clock.Advance(1);
        PerTick().Should().BeLessThanOrEqualTo(72);
    }

    [Test]
    public void Tick_WithCountOfACompletedTask_TakesTheTimedCallOnly()
    {
        LoopingCall.WithCount(_clock, static _ => Task.CompletedTask).Start(1);
        _clock.Advance(1);
        PerTick().Should().BeLessThanOrEqualTo(72);
    }

    private static List<LoopingCall> Watch(Deferred<LoopingCall> started)
    {
        var seen = new List<LoopingCall>();
        started.AddCallback(seen.Add);
        return seen;
    }

    private static Exception? Seen(Deferred d)
    {
        Exception? seen = null;
        d.AddErrback(f => { seen = f.Value; });
        return seen;
    }

    private double PerTick()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;
    }

    private void Note() => _times.Add(_clock.Seconds());
}
