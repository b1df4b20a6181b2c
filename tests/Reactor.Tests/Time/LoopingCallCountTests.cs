using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

/// <summary>Expectations of time and count were taken from Twisted 22.4, unless they say that it differs.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoopingCallCountTests
{
    private readonly Clock _clock = new();
    private readonly List<int> _counts = [];

    [TestCase(1, true, new[] { 2.5, 0.5 }, new[] { 1, 2, 1 })]
    [TestCase(1, false, new[] { 1, 3.2 }, new[] { 1, 3 })]
    [TestCase(0.5, true, new[] { 0.51, 1.51, 0 }, new[] { 1, 1, 3 })]
    [TestCase(0.5, true, new[] { 0.51, 0.875, 0.125 }, new[] { 1, 1, 1, 1 })]
    [TestCase(1, true, new[] { 0.999, 0.001, 0.999, 0.001 }, new[] { 1, 1, 1 })]
    public void Count_IsOfTheIntervalsThatHaveEnded(double interval, bool now, double[] steps, int[] counts)
    {
        LoopingCall.WithCount(_clock, _counts.Add).Start(interval, now);
        _clock.Pump(steps);
        _counts.Should().Equal(counts);
    }

    [TestCase(0.1)]
    [TestCase(0.57)]
    [TestCase(1.0 / 3)]
    [TestCase(0.0000001)]
    public void Count_AtTheVeryEndOfEachInterval_IsOne(double interval)
    {
        // Twisted, with seconds in binary, may make the tenth call late and count it then.
        LoopingCall.WithCount(_clock, _counts.Add).Start(interval, now: false);
        for (var i = 0; i < 1000; i++)
            _clock.Advance(interval);
        _counts.Should().HaveCount(1000).And.OnlyContain(n => n == 1);
    }

    [Test]
    public void Count_OneTickBeforeAndAtTheEnd_TurnsOverAtTheTick()
    {
        LoopingCall.WithCount(_clock, _counts.Add).Start(1, now: false);
        _clock.Advance(TimeSpan.FromTicks(39_999_999));
        _counts.Should().Equal(3);
        _clock.Advance(TimeSpan.FromTicks(1));
        _counts.Should().Equal(3, 1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _counts.Should().Equal(3, 1, 2);
    }

    [Test]
    public void Interval_Zero_TheCountIsAlwaysOne()
    {
        LoopingCall? loop = null;
        loop = LoopingCall.WithCount(_clock, n =>
        {
            _counts.Add(n);
            if (_counts.Count > 4)
                loop!.Stop();
        });
        var started = loop.Start(0, now: false);
        _clock.Advance(0);
        started.Called.Should().BeTrue();
        _counts.Should().Equal(1, 1, 1, 1, 1);
    }

    [Test]
    public void Interval_ZeroAndADelay_TheCountIsAlwaysOne()
    {
        LoopingCall? loop = null;
        var pending = new Deferred();
        loop = LoopingCall.WithCount(_clock, n =>
        {
            _counts.Add(n);
            if (_counts.Count > 4)
                loop!.Stop();
            return _counts.Count == 2 ? pending : null;
        });
        loop.Start(0, now: false);
        _clock.Advance(0);
        _clock.Advance(2);
        _counts.Should().Equal(1, 1);
        pending.Callback();
        _clock.Advance(0);
        _counts.Should().Equal(1, 1, 1, 1, 1);
    }

    [Test]
    public void Interval_ZeroThenTwo_CountsFromTheLastCall()
    {
        var pending = new Deferred();
        var loop = LoopingCall.WithCount(_clock, n =>
        {
            _counts.Add(n);
            return _counts.Count == 2 ? pending : null;
        });
        loop.Start(0, now: false);
        _clock.Advance(10);
        loop.Interval = TimeSpan.FromSeconds(2);
        pending.Callback();
        _clock.Advance(7);
        _counts.Should().Equal(1, 1, 3);
        _clock.Advance(2);
        _clock.Advance(4);
        _counts.Should().Equal(1, 1, 3, 1, 2);
    }

    [Test]
    public void Function_DeferredPendingOverSeveralIntervals_TheyAreCounted()
    {
        var pending = new Deferred();
        LoopingCall.WithCount(_clock, n =>
        {
            _counts.Add(n);
            return _counts.Count == 1 ? pending : null;
        }).Start(0.2, now: false);
        _clock.Pump(0.2, 0.4);
        _counts.Should().Equal(1);
        pending.Callback();
        _clock.Advance(0.2);
        _counts.Should().Equal(1, 3);
    }

    [Test]
    public void Reset_BetweenCalls_CountsFromThere()
    {
        var loop = LoopingCall.WithCount(_clock, _counts.Add);
        loop.Start(1);
        _clock.Advance(0.5);
        loop.Reset();
        _clock.Pump(0.5, 0.5, 1);
        _counts.Should().Equal(1, 1, 1);
    }

    [Test]
    public void Reset_BeforeTheFirstCall_CountsFromThere()
    {
        var loop = LoopingCall.WithCount(_clock, _counts.Add);
        loop.Start(1, now: false);
        _clock.Advance(0.75);
        loop.Reset();
        _clock.Pump(0.75, 0.25, 2.5);
        _counts.Should().Equal(1, 2);
    }

    [Test]
    public void Interval_ChangedWhileWaiting_CountsInTheNewOne()
    {
        var loop = LoopingCall.WithCount(_clock, _counts.Add);
        loop.Start(1);
        _clock.Pump(2.5, 0.5);
        loop.Interval = TimeSpan.FromSeconds(0.25);
        _clock.Pump(1, 0.25, 1.1);
        _counts.Should().Equal(1, 2, 1, 4, 1, 4);
    }

    [Test]
    public void Interval_LongerThanBefore_ACallThatCountsNothingIsSkipped()
    {
        var loop = LoopingCall.WithCount(_clock, _counts.Add);
        loop.Start(1);
        _clock.Advance(1);
        loop.Interval = TimeSpan.FromSeconds(4);
        _clock.Advance(1);
        _counts.Should().Equal([1, 1], "the call that was waited for comes inside an interval");
        _clock.Advance(2);
        _counts.Should().Equal(1, 1, 1);
    }

    [Test]
    public void Start_Again_CountsAnew()
    {
        // Twisted counts the time that it was stopped: 98 and 101.
        var loop = LoopingCall.WithCount(_clock, _counts.Add);
        loop.Start(1);
        _clock.Advance(1);
        loop.Stop();
        _clock.Advance(98);
        loop.Start(1);
        _clock.Advance(1);
        _counts.Should().Equal(1, 1, 1, 1);
        loop.Stop();
        _clock.Advance(100);
        loop.Start(1, now: false);
        _clock.Advance(1);
        _counts.Should().Equal(1, 1, 1, 1, 1);
    }

    [Test]
    public void Count_BeyondAnInt_IsTheLargest()
    {
        LoopingCall.WithCount(_clock, _counts.Add).Start(TimeSpan.FromTicks(1), now: false);
        _clock.Advance(TimeSpan.FromHours(1));
        _counts.Should().Equal(int.MaxValue);
    }

    [Test]
    public void Throws_WithCount_FailsTheDeferred()
    {
        Exception? seen = null;
        LoopingCall.WithCount(_clock, (int _) => throw new FormatException()).Start(1).AddErrback(f => { seen = f.Value; });
        seen.Should().BeOfType<FormatException>();
    }
}
