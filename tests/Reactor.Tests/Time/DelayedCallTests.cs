using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
public sealed class DelayedCallTests
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
    public void GetTime_Pending_IsOnTheReactorsClock()
    {
        _clock.Advance(5);
        var call = Later(1.5, "a");
        call.GetTime().Should().Be(6.5);
        call.Delay(TimeSpan.FromSeconds(1));
        call.GetTime().Should().Be(7.5);
        call.Reset(TimeSpan.FromSeconds(1));
        call.GetTime().Should().Be(6);
    }

    [TestCase(0.5, "a", "b")]
    [TestCase(1.5, "b", "a")]
    [TestCase(0, "a", "b")]
    public void Reset_SoonerOrLater_MovesIt(double seconds, params string[] order)
    {
        var a = Later(5, "a");
        Later(1, "b");
        a.Reset(TimeSpan.FromSeconds(seconds));
        _clock.Advance(2);
        _log.Should().Equal(order);
    }

    [Test]
    public void Reset_ToTheTimeOfAnother_ComesAfterItAsIfNew()
    {
        var a = Later(1, "a");
        Later(2, "b");
        a.Reset(TimeSpan.FromSeconds(2));
        _clock.Advance(2);
        _log.Should().Equal("b", "a");
    }

    [Test]
    public void Reset_AnotherInACall_KeepsTheOrder()
    {
        DelayedCall? last = null;
        _clock.CallLater(1, () => { _log.Add("first"); last!.Reset(TimeSpan.FromSeconds(3)); });
        last = Later(2, "last");
        Later(3, "middle");
        _clock.Advance(1);
        _clock.Advance(2);
        _log.Should().Equal("first", "middle");
        _clock.Advance(1);
        _log.Should().Equal("first", "middle", "last");
    }

    [Test]
    public void Delay_NegativePastNow_RunsAtTheNextAdvance()
    {
        var a = Later(5, "a");
        a.Delay(TimeSpan.FromSeconds(-50));
        a.GetTime().Should().Be(-45);
        _clock.Advance(0);
        _log.Should().Equal("a");
    }

    [Test]
    public void Delay_BeyondTheRange_StaysAtItsEnd()
    {
        var a = Later(5, "a");
        a.Delay(TimeSpan.MaxValue);
        a.Delay(TimeSpan.MaxValue);
        a.GetTime().Should().BeGreaterThan(900_000_000_000);
        _clock.Advance(1000);
        a.Reset(TimeSpan.MaxValue);
        a.GetTime().Should().BeGreaterThan(900_000_000_000);
        a.Delay(TimeSpan.MinValue);
        a.Delay(TimeSpan.MinValue);
        a.Delay(TimeSpan.MinValue);
        a.GetTime().Should().BeNegative();
        _clock.Advance(0);
        _log.Should().Equal("a");
    }

    [Test]
    public void ResetAndDelay_InSeconds_MoveIt()
    {
        var a = Later(5, "a");
        a.Reset(0.57);
        a.GetTime().Should().Be(0.57);
        a.Delay(1.5);
        a.Delay(-0.07);
        a.GetTime().Should().Be(2);
        _clock.Advance(2);
        _log.Should().Equal("a");
    }

    [Test]
    public void ResetAndDelay_InSecondsBeyondTheRange_StayAtItsEnd()
    {
        var a = Later(5, "a");
        a.Reset(double.PositiveInfinity);
        a.GetTime().Should().BeGreaterThan(900_000_000_000);
        a.Delay(1e300);
        a.GetTime().Should().BeGreaterThan(900_000_000_000);
        a.Delay(double.NegativeInfinity);
        a.Delay(double.NegativeInfinity);
        a.GetTime().Should().BeLessThan(-900_000_000_000);
    }

    [Test]
    public void ResetAndDelay_SecondsThatAreNone_Throw()
    {
        var a = Later(5, "a");
        a.Invoking(c => c.Reset(-0.1)).Should().Throw<ArgumentOutOfRangeException>();
        a.Invoking(c => c.Reset(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        a.Invoking(c => c.Delay(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        a.GetTime().Should().Be(5);
    }

    [Test]
    public void Reset_Negative_Throws()
    {
        var a = Later(5, "a");
        a.Invoking(c => c.Reset(TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();
        a.GetTime().Should().Be(5);
    }

    [Test]
    public void AnyMove_AfterTheCall_Throws()
    {
        var a = Later(1, "a");
        _clock.Advance(1);
        a.Active.Should().BeFalse();
        RefusesAll(a, "*made already*");
    }

    [Test]
    public void AnyMove_AfterCancel_Throws()
    {
        var a = Later(1, "a");
        a.Cancel();
        RefusesAll(a, "*cancelled already*");
    }

    [Test]
    public void Cancel_OfItselfInTheCall_Throws()
    {
        DelayedCall? self = null;
        self = _clock.CallLater(1, () => self!.Cancel());
        _clock.Invoking(c => c.Advance(1)).Should().Throw<InvalidOperationException>().WithMessage("*made already*");
    }

    [Test]
    public void ToString_EachState_SaysIt()
    {
        var a = _clock.CallLater(1, Named);
        a.ToString().Should().Be("<DelayedCall DelayedCallTests.Named at 1.000s Pending>");
        _clock.Advance(1);
        a.ToString().Should().Be("<DelayedCall released at 1.000s Called>");
        var b = _clock.CallLater(1, Named);
        b.Cancel();
        b.ToString().Should().Be("<DelayedCall released at 2.000s Cancelled>");
    }

    [Test]
    [NonParallelizable]
    public void ToString_Debugging_SaysWhereItWasMade()
    {
        Deferred.Debugging = true;
        try
        {
            var call = _clock.CallLater(12, Named);
            call.ToString().Should().StartWith("<DelayedCall DelayedCallTests.Named at 12.000s Pending>")
                .And.Contain(" made:").And.Contain(nameof(ToString_Debugging_SaysWhereItWasMade));
        }
        finally
        {
            Deferred.Debugging = false;
        }
        _clock.CallLater(12, Named).ToString().Should().NotContain("made:");
    }

    private static void RefusesAll(DelayedCall call, string message)
    {
        call.Invoking(c => c.Cancel()).Should().Throw<InvalidOperationException>().WithMessage(message);
        call.Invoking(c => c.Reset(TimeSpan.Zero)).Should().Throw<InvalidOperationException>().WithMessage(message);
        call.Invoking(c => c.Delay(TimeSpan.Zero)).Should().Throw<InvalidOperationException>().WithMessage(message);
        call.Invoking(c => c.Reset(1.0)).Should().Throw<InvalidOperationException>().WithMessage(message);
        call.Invoking(c => c.Delay(1.0)).Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    private static void Named()
    {
    }

    private DelayedCall Later(double seconds, string name) => _clock.CallLater(seconds, () => _log.Add(name));
}
