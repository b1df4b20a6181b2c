using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Callbacks that are held back; the C# of pauses.py.</summary>
internal static class Pauses
{
    internal static void PauseAndUnpause(Say say)
    {
        var d = new Deferred<int>();
        d.AddCallback(v => { say("first", v); return v + 1; });
        d.Pause();
        d.Pause();
        say("paused", d.Paused);
        d.Callback(1);
        say("called", d.Called);
        d.AddCallback(v => { say("second", v); return v + 1; });
        d.Unpause();
        say("paused", d.Paused);
        d.AddCallback(v => { say("third", v); return v + 1; });
        d.Unpause();
        say("paused", d.Paused);
        d.Pause();
        d.AddCallback(v => { say("fourth", v); return v + 1; });
        say("nothing yet");
        d.Unpause();
        d.Watch(say, "at the end");
    }

    internal static void PauseBeforeFailing(Say say)
    {
        var d = new Deferred<string>();
        d.Pause();
        d.Errback(new TroubleException("held"));
        d.OnValue(say, "skipped");
        d.OnFailure(say, "errback", "taken");
        say("called", d.Called, "paused", d.Paused);
        d.Unpause();
        say("paused", d.Paused);
        var other = new Deferred<string>();
        other.Pause();
        other.Watch(say, "other");
        other.Unpause();
        say("unpaused before it is fired");
        other.Callback("other");
    }

    internal static void PausedInner(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        inner.Watch(say, "inner");
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.Watch(say, "outer then");
        inner.Pause();
        outer.Callback("start");
        inner.Callback("inner");
        say("inner called", inner.Called, "outer paused", outer.Paused);
        inner.OnValue(say, "inner after the handover");
        inner.Unpause();
        say("outer paused", outer.Paused);
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void ReturnPausedFired(Say say)
    {
        var (inner, outer) = (Deferred.Succeed("inner"), new Deferred<string>());
        inner.Pause();
        inner.Watch(say, "inner");
        outer.AddCallback(v => { say("outer returns it", v); return inner; });
        outer.Watch(say, "outer then");
        outer.Callback("start");
        say("outer paused", outer.Paused, "inner paused", inner.Paused);
        inner.Unpause();
        say("outer paused", outer.Paused, "inner paused", inner.Paused);
        inner.Watch(say, "inner at the end");
    }

    internal static void PauseOuterWhileItWaits(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.Watch(say, "outer then");
        outer.Callback("start");
        outer.Pause();
        say("outer paused", outer.Paused);
        inner.AddCallback(v => { say("inner", v); return v + "!"; });
        inner.Callback("inner");
        say("outer paused", outer.Paused);
        outer.Unpause();
        say("outer paused", outer.Paused);
        outer.Watch(say, "outer at the end");
    }

    internal static void PauseOuterForgetsInner(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.Watch(say, "outer then");
        outer.Callback("start");
        inner.OnValue(say, "inner after the handover");
        outer.Pause();
        inner.Callback("inner");
        say("fired");
        outer.Unpause();
        say("unpaused");
        inner.Watch(say, "inner at the end");
    }

    internal static void PauseInsideCallback(Say say)
    {
        var d = new Deferred<string>();
        d.AddCallback(v =>
        {
            say("pausing", v);
            d.Pause();
            return v;
        });
        d.OnValue(say, "after the pause");
        d.Callback("start");
        say("fired", "paused", d.Paused);
        d.OnValue(say, "added while paused");
        d.Unpause();
        say("paused", d.Paused);
        d.Watch(say, "at the end");
    }

    internal static void UnpauseInsideCallback(Say say)
    {
        var d = new Deferred<string>();
        d.AddCallback(v =>
        {
            say("pausing", v);
            d.Pause();
            d.OnValue(say, "added while paused");
            d.Unpause();
            say("unpaused");
            return v + "!";
        });
        d.Watch(say, "after both");
        d.Callback("start");
        say("fired");
        d.Watch(say, "at the end");
    }

    internal static void UnpauseFromAnother(Say say)
    {
        var (held, other) = (new Deferred<int>(), new Deferred<int>());
        held.Pause();
        held.AddCallback(v => { say("held", v); return v + 1; });
        held.Callback(1);
        other.AddCallback(v =>
        {
            say("releasing");
            held.Unpause();
            say("released");
            return v;
        });
        other.OnValue(say, "other then");
        other.Callback(0);
        held.Watch(say, "held at the end");
    }
}
