using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Cancellations at every stage; the C# of cancels.py.</summary>
internal static class Cancels
{
    internal static void CancelWithoutCanceller(Say say)
    {
        var d = new Deferred<string>();
        d.OnValue(say, "skipped");
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "watched");
        say("cancelling");
        d.Cancel();
        say("called", d.Called);
        say.Attempt("late callback", () => d.Callback("late"));
        d.Watch(say, "still");
        say.Attempt("second callback", () => d.Callback("later"));
        say.Attempt("errback", () => d.Errback(new TroubleException("latest")));
        d.Watch(say, "at the end");
    }

    internal static void CancelThenLateErrback(Say say)
    {
        var d = new Deferred<string>();
        d.Cancel();
        say("called", d.Called);
        say.Attempt("late errback", () => d.Errback(new TroubleException("late")));
        d.AddErrback(f => say("errback", f));
        say.Attempt("second errback", () => d.Errback(new TroubleException("later")));
        say.Attempt("callback", () => d.Callback("latest"));
        d.Watch(say, "at the end");
    }

    internal static void CancelManyTimes(Say say)
    {
        var d = new Deferred<string>();
        d.Watch(say, "watched");
        for (var i = 0; i < 3; i++)
        {
            d.Cancel();
            say("cancelled", i + 1);
        }
        d.OnFailure(say, "errback", "recovered");
        d.Cancel();
        say.Attempt("late callback", () => d.Callback("late"));
        say.Attempt("second callback", () => d.Callback("later"));
        d.Cancel();
        say.Attempt("third callback", () => d.Callback("latest"));
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatOnlyStops(Say say)
    {
        Deferred<string>? made = null;
        var d = made = new Deferred<string>(deferred => say("canceller", deferred == made, "called", deferred.Called));
        d.OnFailure(say, "errback", "recovered");
        d.Cancel();
        say("called", d.Called);
        d.Cancel();
        say.Attempt("late callback", () => d.Callback("late"));
        say.Attempt("late errback", () => d.Errback(new TroubleException("late")));
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatGivesAValue(Say say)
    {
        var d = new Deferred<string>(deferred =>
        {
            say("canceller fires");
            deferred.Callback("from the canceller");
            say("canceller ends", "called", deferred.Called);
        });
        d.AddCallback(v => { say("callback", v); return v + "!"; });
        d.OnFailure(say, "skipped");
        d.Cancel();
        say("cancelled");
        say.Attempt("late callback", () => d.Callback("late"));
        d.Cancel();
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatFails(Say say)
    {
        var d = new Deferred<string>(deferred =>
        {
            say("canceller");
            deferred.Errback(new TroubleException("stopped"));
        });
        d.OnValue(say, "skipped");
        d.OnFailure(say, "errback", new DisasterException("on top"));
        d.Watch(say, "watched");
        d.Cancel();
        say.Attempt("late errback", () => d.Errback(new TroubleException("late")));
        d.AddErrback(f => say("taken", f));
        d.Cancel();
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatRaises(Say say)
    {
        var d = new Deferred<string>(_ =>
        {
            say("canceller raises");
            throw new TroubleException("in the canceller");
        });
        d.OnFailure(say, "errback", "recovered");
        say.Attempt("cancelling", d.Cancel);
        say("called", d.Called);
        say.Attempt("late callback", () => d.Callback("late"));
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatCancels(Say say)
    {
        var entered = 0;
        var d = new Deferred<string>(deferred =>
        {
            say("canceller", entered);
            if (entered++ > 0)
                return;
            deferred.Cancel();
            say("cancelled in it", "called", deferred.Called);
        });
        d.OnFailure(say, "errback", "recovered");
        d.Cancel();
        say("called", d.Called);
        say.Attempt("late callback", () => d.Callback("late"));
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatFiresLater(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(deferred =>
        {
            say("canceller will fire");
            clock.CallLater(1, () => say.Attempt("it fires", () => deferred.Callback("late")));
        });
        d.OnFailure(say, "errback", "recovered");
        d.Cancel();
        say("called", d.Called);
        clock.Advance(2);
        d.Watch(say, "at the end");
    }

    internal static void CancellerThatAddsCallbacks(Say say)
    {
        var d = new Deferred<string>(deferred =>
        {
            say("canceller adds");
            deferred.OnFailure(say, "added in the canceller", "from there");
            deferred.OnValue(say, "added too");
        });
        d.Watch(say, "watched");
        d.Cancel();
        say("cancelled");
        d.Watch(say, "at the end");
    }

    internal static void CancelFired(Say say)
    {
        var d = new Deferred<int>(_ => say("canceller, never"));
        d.AddCallback(v => { say("callback", v); return v + 1; });
        d.Callback(1);
        d.Cancel();
        d.Watch(say, "still");
        say.Attempt("second callback", () => d.Callback(2));
        var failed = new Deferred<int>();
        failed.Errback(new TroubleException("first"));
        failed.Cancel();
        say.Attempt("second errback", () => failed.Errback(new TroubleException("second")));
        failed.OnFailure(say, "errback", 0);
        failed.Cancel();
        failed.Watch(say, "at the end");
    }

    internal static void CancelInItsOwnCallback(Say say)
    {
        var d = new Deferred<string>(_ => say("canceller, never"));
        d.AddCallback(v =>
        {
            say("cancelling", v);
            d.Cancel();
            say("goes on");
            return v + "!";
        });
        d.OnValue(say, "then");
        d.Callback("start");
        d.Watch(say, "at the end");
    }

    internal static void CancelWhilePaused(Say say)
    {
        var d = new Deferred<string>(_ => say("canceller"));
        d.OnFailure(say, "errback", "recovered");
        d.Pause();
        d.Cancel();
        say("called", d.Called, "paused", d.Paused);
        d.Cancel();
        d.Watch(say, "watched");
        d.Unpause();
        say.Attempt("late callback", () => d.Callback("late"));
        d.Watch(say, "at the end");
    }

    internal static void CancelWhatWasChained(Say say)
    {
        var (first, second) = (new Deferred<string>(), new Deferred<string>());
        first.ChainDeferred(second);
        second.Watch(say, "second");
        second.Cancel();
        say("cancelled", "called", first.Called, second.Called);
        first.OnFailure(say, "skipped");
        say.Attempt("firing first", () => first.Callback("first"));
        first.Watch(say, "first at the end");
        second.Quiet();
        var (third, fourth) = (new Deferred<string>(_ => say("third's canceller")), new Deferred<string>());
        third.ChainDeferred(fourth);
        fourth.Watch(say, "fourth");
        third.Cancel();
        say("cancelled", "called", third.Called, fourth.Called);
        say.Attempt("firing fourth", () => fourth.Callback("late"));
        third.Watch(say, "third at the end");
        fourth.Quiet();
    }

    internal static void OneCancelsTheOther(Say say)
    {
        var first = new Deferred<string>(_ => say("first's canceller"));
        var second = new Deferred<string>(_ => say("second's canceller"));
        first.AddErrback(f => Cancelling(f, second));
        second.AddErrback(f => Cancelling(f, first));
        first.Watch(say, "first");
        second.Watch(say, "second");
        first.Cancel();
        say("cancelled");
        first.Quiet();
        second.Quiet();

        Failure Cancelling(Failure f, Deferred other)
        {
            say("cancels the other", f);
            other.Cancel();
            say("goes on");
            return f;
        }
    }
}
