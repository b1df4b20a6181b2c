using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Time;

/// <summary>A timeout ends with what it covers: nothing that comes later is cancelled, and what was added before it is asked first.</summary>
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
}
