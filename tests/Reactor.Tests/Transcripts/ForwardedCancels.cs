using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Cancellations of Deferreds that wait for others; the C# of forwardedcancels.py.</summary>
internal static class ForwardedCancels
{
    internal static void CancelIsForwarded(Say say)
    {
        var inner = new Deferred<string>(_ => say("inner's canceller"));
        var outer = new Deferred<string>(_ => say("outer's canceller, never"));
        inner.Watch(say, "inner");
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.OnValue(say, "skipped");
        outer.OnFailure(say, "outer errback", "recovered");
        outer.Callback("start");
        say("cancelling outer");
        outer.Cancel();
        say("cancelled", "inner called", inner.Called, "outer paused", outer.Paused);
        outer.Cancel();
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
        say.Attempt("late callback", () => inner.Callback("late"));
    }

    internal static void CancelIsForwardedThreeLevels(Say say)
    {
        var (low, middle, high) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        high.AddCallback(_ => middle);
        middle.AddCallback(_ => low);
        low.Watch(say, "low");
        middle.Watch(say, "middle");
        high.Watch(say, "high");
        high.Callback("h");
        middle.Callback("m");
        high.OnFailure(say, "high handles it", "settled");
        say("cancelling high");
        high.Cancel();
        say("cancelled", "paused", high.Paused, middle.Paused);
        say.Attempt("late fire of low", () => low.Callback("late"));
        say.Attempt("second fire of low", () => low.Callback("later"));
        say.Attempt("second fire of middle", () => middle.Callback("later"));
        low.Watch(say, "low at the end");
        middle.Watch(say, "middle at the end");
        high.Watch(say, "high at the end");
    }

    internal static void CancelTheMiddleUnfired(Say say)
    {
        var (low, middle, high) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        high.AddCallback(_ => middle);
        middle.AddCallback(v => { say("middle waits, never", v); return low; });
        middle.Watch(say, "middle");
        high.OnFailure(say, "high errback", "settled");
        high.Callback("h");
        high.Cancel();
        say("called", low.Called, middle.Called, high.Called);
        say.Attempt("late fire of middle", () => middle.Callback("late"));
        low.Callback("l");
        low.Watch(say, "low at the end");
        high.Watch(say, "high at the end");
    }

    internal static void InnerRecoversFromTheCancel(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        inner.OnFailure(say, "inner recovers", "instead");
        outer.AddCallback(_ => inner);
        outer.OnFailure(say, "skipped");
        outer.AddCallback(v => { say("outer goes on", v); return v + "!"; });
        outer.Callback("start");
        outer.Cancel();
        say("cancelled");
        say.Attempt("late callback", () => inner.Callback("late"));
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void CancelTheInnerItself(Say say)
    {
        var (inner, outer) = (new Deferred<string>(_ => say("inner's canceller")), new Deferred<string>());
        outer.AddCallback(_ => inner);
        outer.Watch(say, "outer");
        outer.Callback("start");
        inner.OnValue(say, "inner after the handover");
        say("cancelling inner");
        inner.Cancel();
        say("outer paused", outer.Paused);
        outer.OnFailure(say, "outer errback", "recovered");
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void CancelWhatWaitsForAPausedOne(Say say)
    {
        var (inner, outer) = (Deferred.Succeed("inner"), new Deferred<string>(_ => say("never")));
        inner.Pause();
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.Watch(say, "outer");
        outer.Callback("start");
        outer.Cancel();
        say("cancelled", "outer paused", outer.Paused);
        inner.Unpause();
        say("unpaused", "outer paused", outer.Paused);
        outer.Watch(say, "outer at the end");
    }

    internal static void CancelOuterFromInner(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        inner.AddCallback(v =>
        {
            say("inner cancels outer", v);
            outer.Cancel();
            say("inner goes on");
            return v + "!";
        });
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.Watch(say, "outer");
        outer.Callback("start");
        inner.Callback("inner");
        say.Attempt("firing inner again", () => inner.Callback("again"));
        outer.Watch(say, "outer at the end");
    }

    internal static void CancelAfterTheInnerIsDone(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        var later = new Deferred<string>(_ => say("canceller of the second"));
        outer.AddCallback(_ => inner);
        outer.Watch(say, "after the first");
        outer.AddCallback(_ => later);
        outer.Watch(say, "after the second");
        outer.Callback("start");
        inner.Callback("inner");
        outer.Cancel();
        say("cancelled");
        outer.Cancel();
        say.Attempt("firing inner again", () => inner.Callback("again"));
        outer.OnFailure(say, "errback", "recovered");
        outer.Cancel();
        outer.Watch(say, "at the end");
    }

    internal static void ErrbackOfTheCancelWaits(Say say)
    {
        var cleanup = new Deferred<string>(_ => say("cleanup's canceller"));
        var d = new Deferred<string>(_ => say("canceller"));
        d.AddErrback(f => { say("errback cleans up", f); return cleanup; });
        d.Watch(say, "watched");
        d.Cancel();
        say("called", d.Called, "paused", d.Paused);
        d.Cancel();
        say("cancelled again", "paused", d.Paused);
        d.OnFailure(say, "handled", "clean");
        d.Cancel();
        d.Watch(say, "at the end");
    }

    internal static void TwoWaitAndOneIsCancelled(Say say)
    {
        var inner = new Deferred<string>(_ => say("canceller"));
        var (first, second) = (Deferred.Succeed("f"), Deferred.Succeed("s"));
        first.AddCallback(_ => inner);
        second.AddCallback(_ => inner);
        first.Watch(say, "first");
        second.Watch(say, "second");
        say("cancelling the second");
        second.Cancel();
        say("paused", first.Paused, second.Paused);
        first.OnFailure(say, "first errback", "recovered");
        inner.Watch(say, "inner at the end");
        second.Watch(say, "second at the end");
    }
}
