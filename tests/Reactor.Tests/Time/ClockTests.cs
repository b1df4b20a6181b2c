using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
public sealed class ClockTests
{
    private readonly List<string> _log = [];
    private Clock _clock = null!;

    [SetUp]
    public void Start()
    {
        _clock = new Clock();
        _log.Clear();
    }

    [Test]
    public void Advance_ToTheTime_MakesTheCall()
    {
        Later(1, "a");
        _clock.Advance(0.999);
        _log.Should().BeEmpty();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _log.Should().Equal("a");
        _clock.Seconds().Should().Be(1);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Advance_SeveralDue_InOrderOfTimeThenOfMaking()
    {
        Later(3, "c");
        Later(1, "a1");
        Later(2, "b");
        Later(1, "a2");
        Later(1, "a3");
        _clock.Advance(5);
        _log.Should().Equal("a1", "a2", "a3", "b", "c");
    }

    [Test]
    public void Advance_InsideACall_TheTimeIsTheEnd()
    {
        var seen = 0.0;
        _clock.CallLater(1, () => seen = _clock.Seconds());
        _clock.Advance(10);
        seen.Should().Be(10);
    }

    [Test]
    public void CallLater_InACall_DueByThen_RunsInTheSameAdvance()
    {
        _clock.CallLater(1, () => { _log.Add("outer"); Later(0, "zero"); Later(1, "next"); });
        _clock.Advance(1);
        _log.Should().Equal("outer", "zero");
        _clock.Advance(1);
        _log.Should().Equal("outer", "zero", "next");
    }

    [Test]
    public void Cancel_Pending_IsNotMadeAndLetsGoOfTheFunction()
    {
        var call = Later(1, "a");
        call.Active.Should().BeTrue();
        call.Cancel();
        call.Active.Should().BeFalse();
        _clock.GetDelayedCalls().Should().BeEmpty();
        _clock.Advance(2);
        _log.Should().BeEmpty();
    }

    [Test]
    public void Cancel_AnotherInACall_OfTheSameTime()
    {
        DelayedCall? second = null;
        _clock.CallLater(1, () => { _log.Add("first"); second!.Cancel(); });
        second = Later(1, "second");
        Later(1, "third");
        _clock.Advance(1);
        _log.Should().Equal("first", "third");
    }

    [Test]
    public void Throws_InACall_ComesOutAndTheRestRunsNextTime()
    {
        _clock.CallLater(1, () => throw new FormatException());
        Later(1, "next");
        _clock.Invoking(c => c.Advance(1)).Should().Throw<FormatException>();
        _clock.Seconds().Should().Be(1);
        _log.Should().BeEmpty();
        _clock.Advance(0);
        _log.Should().Equal("next");
    }

    [Test]
    public void Pump_AdvancesEachStep()
    {
        _clock.CallLater(1, () => _log.Add($"at {_clock.Seconds()}"));
        _clock.CallLater(2, () => _log.Add($"at {_clock.Seconds()}"));
        _clock.Pump(0.5, 1, 1);
        _log.Should().Equal("at 1.5", "at 2.5");
    }

    [Test]
    public void Advance_BySecondsThatHaveNoBinaryForm_IsRoundedToTheTick()
    {
        Later(0.57, "a");
        _clock.Advance(0.57);
        _log.Should().Equal("a");
        _clock.Seconds().Should().Be(0.57);
    }

    [Test]
    public void Advance_InACall_ComesOutAtTheLaterTime()
    {
        _clock.CallLater(1, () => _clock.Advance(5));
        Later(3, "inner");
        _clock.Advance(1);
        _log.Should().Equal("inner");
        _clock.Seconds().Should().Be(6);
    }

    [Test]
    public void GetDelayedCalls_Pending_AreAllThere()
    {
        DelayedCall[] calls = [Later(2, "b"), Later(1, "a")];
        _clock.GetDelayedCalls().Should().BeEquivalentTo(calls);
        calls[0].Cancel();
        _clock.GetDelayedCalls().Should().Equal(calls[1]);
    }

    [Test]
    public void GetDelayedCalls_MadeInAnyOrder_AreInTheOrderTheyWillBeMadeIn()
    {
        foreach (var seconds in new double[] { 5, 3, 8000, 1, 900, 2, 7, 1 })
            Later(seconds, $"{seconds}");
        var moved = Later(4, "moved");
        moved.Reset(1.0);
        var calls = _clock.GetDelayedCalls();
        calls.Select(c => c.GetTime()).Should().Equal(1, 1, 1, 2, 3, 5, 7, 900, 8000);
        calls[2].Should().BeSameAs(moved, "it counts as made when it was moved");
    }

    [Test]
    public void Advance_ByAsMuchAsThereIs_WhatIsDueNeverIsNotMade()
    {
        Later(double.PositiveInfinity, "never");
        Later(1e9, "some day");
        var loop = new LoopingCall(_clock, () => _log.Add("loop"));
        loop.Start(1, now: false);
        _clock.Advance(TimeSpan.MaxValue);
        _clock.Advance(double.PositiveInfinity);
        _log.Should().Equal("loop", "some day");
    }

    [Test]
    public void BadArguments_Throw()
    {
        _clock.Invoking(c => c.CallLater(-0.001, () => { })).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.CallLater(double.NaN, () => { })).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.CallLater(TimeSpan.FromTicks(-1), () => { })).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.CallLater(1, null!)).Should().Throw<ArgumentNullException>();
        _clock.Invoking(c => c.Advance(-1)).Should().Throw<ArgumentOutOfRangeException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void CallLater_HugeDelay_IsNeverNotThePast()
    {
        _clock.Advance(1000);
        var calls = new[]
        {
            _clock.CallLater(double.MaxValue, () => _log.Add("x")),
            _clock.CallLater(double.PositiveInfinity, () => _log.Add("x")),
            _clock.CallLater(TimeSpan.MaxValue, () => _log.Add("x")),
        };
        _clock.Advance(TimeSpan.FromDays(36500));
        _log.Should().BeEmpty();
        calls.Should().OnlyContain(c => c.Active);
    }

    private DelayedCall Later(double seconds, string name) => _clock.CallLater(seconds, () => _log.Add(name));
}
