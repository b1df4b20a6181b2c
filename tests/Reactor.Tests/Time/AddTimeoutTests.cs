using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
public sealed class AddTimeoutTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private Clock _clock = null!;

    [SetUp]
    public void Start() => _clock = new Clock();

    [Test]
    public void AddTimeout_ReturnsTheSameDeferred()
    {
        var d = new Deferred<int>();
        d.AddTimeout(Ten, _clock).Should().BeSameAs(d);
        var plain = new Deferred();
        plain.AddTimeout(Ten, _clock).Should().BeSameAs(plain);
    }

    [Test]
    public void Fires_InTime_PassesAndStopsTheTimer()
    {
        var value = 0;
        var d = new Deferred<int>();
        d.AddTimeout(Ten, _clock).AddCallback(n => { value = n; });
        _clock.Advance(9);
        d.Callback(3);
        value.Should().Be(3);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Fails_InTime_PassesAsItIs()
    {
        var d = new Deferred<int>();
        d.AddTimeout(Ten, _clock);
        d.Errback(new FormatException());
        _clock.Advance(11);
        Seen(d).Should().BeOfType<FormatException>();
    }

    [Test]
    public void TooLate_FailsWithTimeoutException()
    {
        var d = new Deferred<int>();
        d.AddTimeout(TimeSpan.FromSeconds(2.5), _clock);
        _clock.Advance(2.5);
        Seen(d).Should().BeOfType<TimeoutException>().Which.Message.Should().Contain("2.5 s");
        d.Callback(1);
        d.Invoking(x => x.Callback(2)).Should().Throw<AlreadyCalledException>();
    }

    [Test]
    public void WithoutValue_TooLate_FailsWithTimeoutException()
    {
        var d = new Deferred();
        d.AddTimeout(Ten, _clock);
        _clock.Advance(10);
        Seen(d).Should().BeOfType<TimeoutException>();
    }

    [Test]
    public void WithoutValue_OnAHandleThatHidesAValue_KeepsTheValue()
    {
        var d = new Deferred<int>();
        ((Deferred)d).AddTimeout(Ten, _clock);
        d.Callback(4);
        d.Chain.Result.Should().Be(4);
    }

    [Test]
    public void UserCancels_StaysCancelledException()
    {
        var d = new Deferred<int>();
        d.AddTimeout(Ten, _clock);
        d.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void TooLate_CancellerGivesAValue_Passes()
    {
        var value = 0;
        var d = new Deferred<int>(x => x.Callback(7));
        d.AddTimeout(Ten, _clock).AddCallback(n => { value = n; });
        _clock.Advance(10);
        value.Should().Be(7);
    }

    [Test]
    public void TooLate_CancellerFailsOtherwise_PassesThatFailure()
    {
        var d = new Deferred<int>(x => x.Errback(new FormatException()));
        d.AddTimeout(Ten, _clock);
        _clock.Advance(10);
        Seen(d).Should().BeOfType<FormatException>();
    }

    [Test]
    public void TooLate_EarlierErrbackTurnsItIntoAValue_Passes()
    {
        var value = 0;
        var d = new Deferred<int>();
        d.AddErrback(_ => 5);
        d.AddTimeout(Ten, _clock).AddCallback(n => { value = n; });
        _clock.Advance(10);
        value.Should().Be(5);
    }

    [Test]
    public void Time_CoversOnlyWhatWasAddedBefore()
    {
        var before = new Deferred<int>();
        var after = new Deferred<int>();
        var d = Deferred.Succeed(0);
        d.AddCallback(_ => before);
        d.AddTimeout(Ten, _clock);
        d.AddCallback(_ => after);
        before.Callback(1);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _clock.Advance(20);
        after.Called.Should().BeFalse();
    }

    [Test]
    public void TooLate_WaitingForAnother_CancelsThatOne()
    {
        var asked = 0;
        var inner = new Deferred<int>(_ => asked++);
        var d = Deferred.Succeed(0).AddCallback(_ => inner).AddTimeout(Ten, _clock);
        _clock.Advance(10);
        asked.Should().Be(1);
        Seen(d).Should().BeOfType<TimeoutException>();
    }

    [Test]
    public void FiredAlready_LeavesNoTimer()
    {
        Deferred.Succeed(1).AddTimeout(Ten, _clock);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void TwoTimeouts_TheShorterOneCounts()
    {
        var d = new Deferred<int>();
        d.AddTimeout(TimeSpan.FromSeconds(5), _clock).AddTimeout(Ten, _clock);
        _clock.Advance(5);
        _clock.GetDelayedCalls().Should().BeEmpty();
        Seen(d).Should().BeOfType<TimeoutException>().Which.Message.Should().Contain("5 s");
    }

    [Test]
    public void BadArguments_Throw()
    {
        var d = new Deferred<int>();
        d.Invoking(x => x.AddTimeout(TimeSpan.FromSeconds(-1), _clock)).Should().Throw<ArgumentOutOfRangeException>();
        d.Invoking(x => x.AddTimeout(-1.0, _clock)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("timeout");
        d.Invoking(x => x.AddTimeout(Ten, null!)).Should().Throw<ArgumentNullException>();
    }

    [TestCase(0.57)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(1e300)]
    public void Seconds_AreTheDelayThatCallLaterMakesOfThem(double seconds)
    {
        var (typed, plain) = (new Deferred<int>(), new Deferred());
        typed.AddTimeout(seconds, _clock);
        plain.AddTimeout(seconds, _clock);
        _clock.CallLater(seconds, () => { });
        _clock.GetDelayedCalls().Select(c => c.GetTime()).Distinct().Should().ContainSingle();
        typed.Callback(1);
        plain.Callback();
        _clock.GetDelayedCalls().Should().ContainSingle();
    }

    [Test]
    public void Seconds_NegativeOrNoNumber_Throw([Values(-1, double.NaN)] double seconds)
    {
        FluentActions.Invoking(() => new Deferred<int>().AddTimeout(seconds, _clock)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Deferred().AddTimeout(seconds, _clock)).Should().Throw<ArgumentOutOfRangeException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void OnTimeoutCancel_TimedOut_TakesTheOutcomeAndReturnsTheNext()
    {
        var seen = new List<string>();
        var d = new Deferred<string>();
        d.AddTimeout(Ten, _clock, (outcome, timeout) =>
        {
            seen.Add($"{outcome.Failure!.Type.Name} {timeout.TotalSeconds}");
            return "none";
        }).AddCallback(seen.Add);
        _clock.Advance(10);
        seen.Should().Equal("CancelledException 10", "none");
    }

    [Test]
    public void OnTimeoutCancel_TheCancellerFiredAValue_SeesTheValue()
    {
        var seen = "";
        var d = new Deferred<string>(x => x.Callback("from the canceller"));
        d.AddTimeout(Ten, _clock, (outcome, _) => outcome.Value + ", seen").AddCallback(s => { seen = s; });
        _clock.Advance(10);
        seen.Should().Be("from the canceller, seen");
    }

    [Test]
    public void OnTimeoutCancel_CancelledByHand_IsNotCalled()
    {
        var d = new Deferred<string>();
        d.AddTimeout(Ten, _clock, (_, _) => "called");
        d.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
    }

    [Test]
    public void OnTimeoutCancel_InTime_IsNotCalled()
    {
        var seen = "";
        var d = new Deferred<string>();
        d.AddTimeout(10.0, _clock, (_, _) => "called").AddCallback(s => { seen = s; });
        d.Callback("in time");
        _clock.Advance(20);
        seen.Should().Be("in time");
    }

    [Test]
    public void OnTimeoutCancel_Throws_FailsOnWithThat()
    {
        var d = new Deferred<string>();
        d.AddTimeout(Ten, _clock, (_, _) => throw new NotSupportedException());
        _clock.Advance(10);
        Seen(d).Should().BeOfType<NotSupportedException>();
    }

    [Test]
    public void OnTimeoutCancel_WithoutValue_DecidesTheOutcome()
    {
        var ended = new Deferred();
        var hasEnded = false;
        ended.AddTimeout(10.0, _clock, (_, _) => Outcome.Success).AddCallback(() => { hasEnded = true; });
        var failed = new Deferred();
        failed.AddTimeout(Ten, _clock, (_, _) => new Failure(new NotSupportedException()));
        _clock.Advance(10);
        hasEnded.Should().BeTrue();
        Seen(failed).Should().BeOfType<NotSupportedException>();
    }

    private static Exception Seen(Deferred d)
    {
        Exception? seen = null;
        d.AddErrback(f => { seen = f.Value; });
        return seen!;
    }
}
