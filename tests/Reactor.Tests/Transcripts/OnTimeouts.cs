using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>What a timeout becomes when its owner decides; the C# of ontimeouts.py.</summary>
internal static class OnTimeouts
{
    internal static void OnTimeoutCancelCalled(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(_ => say("canceller"));
        d.Watch(say, "before it");
        d.AddTimeout(2, clock, (outcome, timeout) =>
        {
            say("on timeout", outcome.Failure, "after", timeout.TotalSeconds);
            return "instead";
        });
        d.Watch(say, "after it");
        clock.Advance(1);
        say("one second");
        clock.Advance(1);
        say("two seconds", "pending", clock.Pending());
        d.Watch(say, "at the end");
    }

    internal static void OnTimeoutCancelRaises(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.AddTimeout(1, clock, (outcome, _) =>
        {
            say("on timeout", outcome.Failure);
            throw new DisasterException("too slow");
        });
        d.Watch(say, "after it");
        clock.Advance(1);
        say("pending", clock.Pending());
        say.Attempt("late callback", () => d.Callback("late"));
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void OnTimeoutCancelNotCalled(Say say)
    {
        var clock = new Clock();
        var (inTime, failing, cancelled) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        foreach (var (d, name) in new[] { (inTime, "in time"), (failing, "failing"), (cancelled, "cancelled") })
        {
            d.AddTimeout(2, clock, (outcome, _) =>
            {
                say("never", outcome);
                return outcome;
            });
            d.Watch(say, name);
        }
        say("pending", clock.Pending());
        inTime.Callback("value");
        failing.Errback(new TroubleException("early"));
        cancelled.Cancel();
        say("pending", clock.Pending());
        clock.Advance(3);
        failing.Quiet();
        cancelled.Quiet();
    }

    internal static void OnTimeoutCancelWithValues(Say say)
    {
        var clock = new Clock();
        var giving = new Deferred<string>(deferred => deferred.Callback("partial"));
        giving.AddTimeout(1, clock, OnTimeout);
        giving.Watch(say, "giving");
        var recovering = new Deferred<string>();
        recovering.OnFailure(say, "recovers before", "recovered");
        recovering.AddTimeout(2, clock, OnTimeout);
        recovering.Watch(say, "recovering");
        var failing = new Deferred<string>(deferred => deferred.Errback(new TroubleException("stopped")));
        failing.AddTimeout(3, clock, OnTimeout);
        failing.Watch(say, "failing");
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(1);
            say("second", i + 1);
        }
        failing.Quiet();

        Outcome<string> OnTimeout(Outcome<string> outcome, TimeSpan timeout)
        {
            say("on timeout", outcome.IsSuccess ? outcome.Value : outcome.Failure, "after", timeout.TotalSeconds);
            return outcome;
        }
    }

    internal static void OnTimeoutCancelOfTwo(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.AddTimeout(1, clock, (outcome, timeout) => OnTimeout("first", outcome, timeout));
        d.AddTimeout(1, clock, (outcome, timeout) => OnTimeout("second", outcome, timeout));
        d.Watch(say, "after both");
        clock.Advance(1);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");

        Outcome<string> OnTimeout(string name, Outcome<string> outcome, TimeSpan timeout)
        {
            say(name, outcome.Failure, "after", timeout.TotalSeconds);
            return outcome;
        }
    }
}
