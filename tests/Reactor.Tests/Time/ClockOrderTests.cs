using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

/// <summary>A <see cref="Clock"/> does with calls what Twisted's does.</summary>
[TestFixture]
public sealed class ClockOrderTests
{
    private Clock _clock = null!;
    private List<string> _made = null!;

    [SetUp]
    public void Start() => (_clock, _made) = (new Clock(), []);

    [Test]
    public void Seconds_New_IsZeroAndStandsStill()
    {
        _clock.Seconds().Should().Be(0);
        _clock.Seconds().Should().Be(0);
        _clock.Advance(1.5);
        _clock.Seconds().Should().Be(1.5);
    }

    [Test]
    public void CallLater_SameTimeAndOthers_AreKeptAndMadeInOrder()
    {
        Call(2, "two");
        Call(1, "one");
        Call(1, "one again");
        Call(3, "three");
        _clock.Advance(3);
        _made.Should().Equal("one", "one again", "two", "three");
    }

    [Test]
    public void Advance_JustShort_MakesNothing()
    {
        Call(1, "a");
        _clock.Advance(0.75);
        _made.Should().BeEmpty();
        _clock.Advance(0.25);
        _made.Should().Equal("a");
        _clock.Advance(1);
        _made.Should().Equal("a");
    }

    [Test]
    public void Cancel_Pending_AdvanceMakesItNot()
    {
        var call = Call(1, "a");
        call.Active.Should().BeTrue();
        call.Cancel();
        call.Active.Should().BeFalse();
        _clock.Advance(1);
        _made.Should().BeEmpty();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Delay_AddsToTheTimeItWasDue()
    {
        var call = Call(1, "a");
        call.Delay(TimeSpan.FromSeconds(3));
        call.GetTime().Should().Be(4);
        _clock.Advance(3.5);
        _made.Should().BeEmpty();
        _clock.Advance(0.5);
        _made.Should().Equal("a");
    }

    [Test]
    public void Reset_CountsFromNow()
    {
        var later = Call(2, "later");
        var sooner = Call(4, "sooner");
        _clock.Advance(1);
        later.Reset(TimeSpan.FromSeconds(3));
        sooner.Reset(TimeSpan.FromSeconds(1));
        later.GetTime().Should().Be(4);
        sooner.GetTime().Should().Be(2);
        _clock.Advance(1);
        _made.Should().Equal("sooner");
        _clock.Advance(2);
        _made.Should().Equal("sooner", "later");
    }

    [Test]
    public void CallLater_BeforeOneThatWasReset_OrderIsByTheNewTimes()
    {
        var first = Call(1, "first");
        first.Reset(TimeSpan.FromSeconds(3));
        Call(2, "second");
        _clock.Pump(1, 1);
        _made.Should().Equal("second");
        _clock.Advance(1);
        _made.Should().Equal("second", "first");
    }

    [Test]
    public void Reset_BehindAnother_OrderIsByTheNewTimes()
    {
        var first = Call(1, "first");
        Call(2, "second");
        first.Reset(TimeSpan.FromSeconds(3));
        _clock.Advance(3);
        _made.Should().Equal("second", "first");
    }

    [Test]
    public void Reset_InsideACall_OrderIsByTheNewTimes()
    {
        DelayedCall? moved = null;
        _clock.CallLater(1, () => moved!.Reset(TimeSpan.FromSeconds(4)));
        moved = Call(2, "moved");
        Call(3, "stays");
        for (var i = 0; i < 5; i++)
            _clock.Advance(1);
        _made.Should().Equal("stays", "moved");
    }

    [Test]
    public void GetDelayedCalls_ListsWhatIsPending()
    {
        _clock.GetDelayedCalls().Should().BeEmpty();
        var (one, two) = (Call(1, "a"), Call(2, "b"));
        _clock.GetDelayedCalls().Should().BeEquivalentTo([one, two]);
        _clock.Advance(1);
        _clock.GetDelayedCalls().Should().Equal(two);
    }

    [Test]
    public void Clock_IsAReactorsTime() => _clock.Should().BeAssignableTo<IReactorTime>();

    private DelayedCall Call(double seconds, string name) => _clock.CallLater(seconds, () => _made.Add(name));
}
