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
    public void Start_Running_Throws()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(1);
        loop.Invoking(l => l.Start(1)).Should().Throw<InvalidOperationException>().WithMessage("*Waiting* runs already*");
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

    /// <summary>The least of several: the runtime allocates something of its own now and then.</summary>
    private double PerTick() => Enumerable.Range(0, 5).Min(_ => Allocated()) / 1000.0;

    private long Allocated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Note() => _times.Add(_clock.Seconds());
}
