using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Time;

/// <summary>A timeout ends with what it covers: nothing that comes later is cancelled, and what was added before it is asked
/// first.</summary>
[TestFixture]
public sealed class AddTimeoutScopeTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private Clock _clock = null!;

    [SetUp]
    public void Start() => _clock = new Clock();

    [Test]
    public void Chained_CallbackAddedAfterIt_Runs()
    {
        var d = new Deferred<int>();
        var end = d.AddTimeout(Ten, _clock).AddCallback(_ => "done");
        d.Callback(1);
        SuccessResultOf(end).Should().Be("done");
    }

    [Test]
    public void Ended_InTime_AnInnerDeferredOfLaterIsNotCancelled([Values("succeeds", "fails", "is cancelled")] string how)
    {
        var inner = new Deferred<string>();
        var d = new Deferred<string>();
        d.AddTimeout(Ten, _clock);
        Outcome<string> seen = default;
        d.AddBoth(outcome =>
        {
            seen = outcome;
            return inner;
        });
        if (how == "succeeds")
            d.Callback("result");
        else if (how == "fails")
            d.Errback(new FormatException());
        else
            d.Cancel();
        _clock.Advance(15);
        AssertNoResult(inner);
        if (how == "succeeds")
            seen.Value.Should().Be("result");
        else
            seen.Failure!.Type.Should().Be(how == "fails" ? typeof(FormatException) : typeof(CancelledException));
    }

    [Test]
    public void TooLate_EarlierErrbackPassesTheCancellationOn_IsATimeout()
    {
        Failure? seen = null;
        var d = new Deferred<int>();
        d.AddErrback(f => { seen = f; return f; });
        d.AddTimeout(Ten, _clock);
        _clock.Advance(15);
        seen!.Check<CancelledException>().Should().BeTrue();
        FailureResultOf<TimeoutException>(d);
    }

    [Test]
    public void TooLate_EarlierErrbackAnswersTheCancellation_Succeeds()
    {
        Failure? seen = null;
        var d = new Deferred<int>();
        d.AddErrback(f => { seen = f; });
        d.AddTimeout(Ten, _clock);
        _clock.Advance(15);
        seen!.Check<CancelledException>().Should().BeTrue();
        SuccessResultOf(d).Should().Be(0);
    }

    [Test]
    public void TooLate_CancellerFiresIt_TheEarlierCallbackRuns()
    {
        var seen = "";
        var d = new Deferred<string>(x => x.Callback("success"));
        d.AddCallback(s => { seen = s; return s; });
        d.AddTimeout(Ten, _clock);
        _clock.Advance(15);
        seen.Should().Be("success");
        SuccessResultOf(d).Should().Be("success");
    }

    [Test]
    public void Custom_EndedInTimeOrByHand_IsNotAskedAndNothingLaterIsCancelled([Values("succeeds", "fails", "is cancelled")] string how)
    {
        var inner = new Deferred<string>();
        var d = new Deferred<string>();
        d.AddTimeout(Ten, _clock, (_, _) => "overridden");
        Outcome<string> seen = default;
        d.AddBoth(outcome =>
        {
            seen = outcome;
            return inner;
        });
        if (how == "succeeds")
            d.Callback("result");
        else if (how == "fails")
            d.Errback(new FormatException());
        else
            d.Cancel();
        _clock.Advance(15);
        AssertNoResult(inner);
        if (how == "succeeds")
            seen.Value.Should().Be("result");
        else
            seen.Failure!.Type.Should().Be(how == "fails" ? typeof(FormatException) : typeof(CancelledException));
    }

    [Test]
    public void Custom_TooLateAndTheCancellerFails_SeesThatFailure()
    {
        Failure? seen = null;
        var d = new Deferred<string>(x => x.Errback(new FormatException()));
        d.AddTimeout(Ten, _clock, (outcome, _) => { seen = outcome.Failure; return "overridden"; });
        _clock.Advance(15);
        seen!.Check<FormatException>().Should().BeTrue();
        SuccessResultOf(d).Should().Be("overridden");
    }

    [Test]
    public void Custom_TooLateAndAnEarlierErrbackPassesTheCancellationOn_SeesIt()
    {
        var seen = new List<Type?>();
        var d = new Deferred<string>();
        d.AddErrback(f => { seen.Add(f.Type); return f; });
        d.AddTimeout(Ten, _clock, (outcome, _) => { seen.Add(outcome.Failure?.Type); return "overridden"; });
        _clock.Advance(15);
        seen.Should().Equal(typeof(CancelledException), typeof(CancelledException));
        SuccessResultOf(d).Should().Be("overridden");
    }

    [Test]
    public void Custom_TooLateAndAnEarlierErrbackAnswersTheCancellation_SeesTheAnswer()
    {
        var seen = new List<object?>();
        var d = new Deferred<string>();
        d.AddErrback(f => { seen.Add(f.Type); return "answer"; });
        d.AddTimeout(Ten, _clock, (outcome, _) => { seen.Add(outcome.Value); return "overridden"; });
        _clock.Advance(15);
        seen.Should().Equal(typeof(CancelledException), "answer");
        SuccessResultOf(d).Should().Be("overridden");
    }

    [Test]
    public void Custom_TooLateAndTheCancellerFiresIt_SeesWhatTheEarlierCallbackMade()
    {
        var seen = new List<string>();
        var d = new Deferred<string>(x => x.Callback("success"));
        d.AddCallback(s => { seen.Add(s); return s; });
        d.AddTimeout(Ten, _clock, (outcome, _) => { seen.Add(outcome.Value); return "overridden"; });
        _clock.Advance(15);
        seen.Should().Equal("success", "success");
        SuccessResultOf(d).Should().Be("overridden");
    }
}
