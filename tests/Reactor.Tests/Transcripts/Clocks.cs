using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Time that stands still until it is moved; the C# of clocks.py.</summary>
internal static class Clocks
{
    internal static void CallsInOrder(Say say)
    {
        var clock = new Clock();
        foreach (var (name, delay) in new[] { ("c", 3), ("a", 1), ("b", 2), ("a too", 1), ("c too", 3), ("now", 0) })
            clock.CallLater(delay, () => say(name, "at", clock.Seconds()));
        say("made", clock.Pending());
        clock.Advance(0);
        say("at", clock.Seconds());
        clock.Advance(1);
        say("at", clock.Seconds());
        clock.Advance(0.5);
        say("at", clock.Seconds());
        clock.Advance(5);
        say("left", clock.Pending());
    }

    internal static void CallsThatMakeCalls(Say say)
    {
        var clock = new Clock();
        clock.CallLater(1, First);
        clock.CallLater(1, () => say("beside first at", clock.Seconds()));
        clock.CallLater(2, () => say("two at", clock.Seconds()));
        clock.Advance(1);
        say("left", clock.Pending());
        clock.Advance(1);
        say("left", clock.Pending());

        void First()
        {
            say("first at", clock.Seconds());
            clock.CallLater(0, Second);
            clock.CallLater(1, () => say("a second later at", clock.Seconds()));
            say("first ends");
        }

        void Second()
        {
            say("second at", clock.Seconds());
            clock.CallLater(0, () => say("third at", clock.Seconds()));
            say("second ends");
        }
    }

    internal static void TimeJumpsToTheEnd(Say say)
    {
        var clock = new Clock();
        clock.CallLater(1, () => Again(1));
        clock.CallLater(2, () => say("two at", clock.Seconds()));
        clock.Advance(5);
        say("at", clock.Seconds(), "left", clock.Pending());
        clock.Advance(1);
        say("at", clock.Seconds(), "left", clock.Pending());
        clock.Pump(0.25, 0.25, 0.25, 0.25);
        say("at", clock.Seconds(), "left", clock.Pending());
        clock.Pump(1, 1);
        say("at", clock.Seconds(), "left", clock.Pending());

        void Again(int n)
        {
            say("call", n, "at", clock.Seconds());
            if (n < 4)
                clock.CallLater(1, () => Again(n + 1));
        }
    }

    internal static void CancelledCalls(Say say)
    {
        var clock = new Clock();
        var a = clock.CallLater(1, () => say("a, never"));
        var b = clock.CallLater(1, () => say("b"));
        var c = clock.CallLater(2, () => say("c, never"));
        say("active", a.Active, b.Active, c.Active);
        a.Cancel();
        say("active", a.Active, b.Active, c.Active);
        say.Attempt("cancelling it again", a.Cancel);
        say.Attempt("moving it", () => a.Reset(TimeSpan.FromSeconds(5)));
        say.Attempt("delaying it", () => a.Delay(TimeSpan.FromSeconds(5)));
        say("left", clock.Pending());
        clock.CallLater(1, c.Cancel);
        clock.Advance(1);
        say("active", a.Active, b.Active, c.Active);
        say.Attempt("cancelling what was made", b.Cancel);
        say.Attempt("moving what was made", () => b.Reset(TimeSpan.FromSeconds(1)));
        clock.Advance(5);
        say("left", clock.Pending());
    }

    internal static void MovedCalls(Say say)
    {
        var clock = new Clock();
        var a = clock.CallLater(1, () => say("a at", clock.Seconds()));
        var b = clock.CallLater(2, () => say("b at", clock.Seconds()));
        var c = clock.CallLater(3, () => say("c at", clock.Seconds()));
        say("due", a.GetTime(), b.GetTime(), c.GetTime());
        a.Reset(TimeSpan.FromSeconds(2.5));
        say("due", a.GetTime(), b.GetTime(), c.GetTime());
        clock.Advance(0.5);
        c.Reset(TimeSpan.FromSeconds(1));
        say("due", a.GetTime(), b.GetTime(), c.GetTime());
        b.Delay(TimeSpan.FromSeconds(2));
        say("due", a.GetTime(), b.GetTime(), c.GetTime());
        clock.Advance(1);
        say("at", clock.Seconds());
        b.Delay(TimeSpan.FromSeconds(-1.5));
        say("due", b.GetTime());
        clock.Advance(1);
        say("at", clock.Seconds(), "left", clock.Pending());
        clock.Advance(1);
        say("left", clock.Pending());
    }

    internal static void MovedToTheSameTime(Say say)
    {
        var clock = new Clock();
        DelayedCall Make(string name, double delay) => clock.CallLater(delay, () => say(name, "at", clock.Seconds()));
        var (a, b, c, d) = (Make("a", 1), Make("b", 2), Make("c", 3), Make("d", 3));
        a.Reset(TimeSpan.FromSeconds(3));
        b.Delay(TimeSpan.FromSeconds(1));
        d.Reset(TimeSpan.FromSeconds(3));
        Make("e", 3);
        say("due", a.GetTime(), b.GetTime(), c.GetTime(), d.GetTime());
        clock.Advance(3);
        say("left", clock.Pending());
    }

    internal static void CallsMoveOthers(Say say)
    {
        var clock = new Clock();
        DelayedCall? self = null, later = null, sooner = null, gone = null;
        self = clock.CallLater(1, () =>
        {
            say("mover at", clock.Seconds());
            later?.Reset(TimeSpan.FromSeconds(2));
            sooner?.Reset(TimeSpan.Zero);
            gone?.Cancel();
            say("active", self?.Active);
            say.Attempt("cancelling itself", () => self?.Cancel());
            say.Attempt("moving itself", () => self?.Reset(TimeSpan.FromSeconds(1)));
        });
        later = clock.CallLater(1, () => say("later at", clock.Seconds()));
        gone = clock.CallLater(1, () => say("never"));
        sooner = clock.CallLater(9, () => say("sooner at", clock.Seconds()));
        clock.Advance(1);
        say("left", clock.Pending());
        clock.Advance(1);
        clock.Advance(1);
        say("left", clock.Pending());
    }

    internal static void CallThatRaises(Say say)
    {
        var clock = new Clock();
        clock.CallLater(1, () => say("before it"));
        clock.CallLater(1, () =>
        {
            say("raising at", clock.Seconds());
            throw new TroubleException("in a call");
        });
        clock.CallLater(1, () => say("after it at", clock.Seconds()));
        say.Attempt("advancing", () => clock.Advance(2));
        say("at", clock.Seconds(), "left", clock.Pending());
        say.Attempt("advancing", () => clock.Advance(1));
        say("left", clock.Pending());
    }

    internal static void AdvanceInsideACall(Say say)
    {
        var clock = new Clock();
        clock.CallLater(1, () =>
        {
            say("advancing at", clock.Seconds());
            clock.Advance(2);
            say("goes on at", clock.Seconds());
        });
        clock.CallLater(1, () => say("beside it at", clock.Seconds()));
        clock.CallLater(2, () => say("two at", clock.Seconds()));
        clock.CallLater(4, () => say("four at", clock.Seconds()));
        clock.Advance(1);
        say("at", clock.Seconds(), "left", clock.Pending());
        clock.Advance(1);
        say("at", clock.Seconds(), "left", clock.Pending());
    }

    internal static void CallsAndDeferreds(Say say)
    {
        var clock = new Clock();
        var (first, second) = (new Deferred<string>(), new Deferred<string>());
        first.AddCallback(v => { say("first waits", v); return second; });
        first.AddCallback(v => { say("first goes on with", v, "at", clock.Seconds()); });
        clock.CallLater(1, () => first.Callback("one"));
        clock.CallLater(2, () => second.Callback("two"));
        var timer = clock.CallLater(3, () => say("never"));
        second.AddCallback(v => { timer.Cancel(); return v; });
        clock.Pump(0.5, 0.5);
        say("paused", first.Paused);
        clock.Pump(0.5, 0.5);
        say("left", clock.Pending(), "active", timer.Active);
    }

    internal static void DeferLaterShapes(Say say)
    {
        var clock = new Clock();
        clock.DeferLater(1, () => { say("a", "at", clock.Seconds()); return "a"; }).Watch(say, "a gave");
        clock.DeferLater(3).Watch(say, "nothing gave");
        var failing = clock.DeferLater(2, Raising);
        failing.Watch(say, "raising gave");
        var step = new Deferred<string>();
        clock.DeferLater(2, () => step).Watch(say, "waiting gave");
        say("made", clock.Pending());
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(1);
            say("second", i + 1, "left", clock.Pending());
        }
        step.Callback("step");
        failing.Quiet();

        string Raising()
        {
            say("raising at", clock.Seconds());
            throw new TroubleException("in the call");
        }
    }

    internal static void DeferLaterCancelled(Say say)
    {
        var clock = new Clock();
        var d = clock.DeferLater(1, () => { say("never"); return "never"; });
        d.OnFailure(say, "errback", "recovered");
        say("left", clock.Pending());
        d.Cancel();
        say("left", clock.Pending());
        clock.Advance(2);
        d.Watch(say, "at the end");
        var step = new Deferred<string>(_ => say("the step's canceller"));
        var e = clock.DeferLater(1, () => step);
        clock.Advance(1);
        say("waiting", "paused", e.Paused);
        e.Cancel();
        e.OnFailure(say, "errback", "recovered");
        e.Watch(say, "at the end");
        var f = clock.DeferLater(1, () => "value");
        clock.Advance(1);
        f.Cancel();
        f.Watch(say, "fired before");
    }
}
