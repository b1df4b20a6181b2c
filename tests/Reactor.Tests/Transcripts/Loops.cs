using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>LoopingCall: when it calls, and how it ends; the C# of loops.py.</summary>
internal static class Loops
{
    /// <summary>Says how the loop ended.</summary>
    internal static void Ends(this Deferred<LoopingCall> d, Say say, LoopingCall loop, string name = "loop") =>
        d.AddCallbacks(ended => say(name, "ends", ended == loop, "running", loop.Running), f => say(name + " fails", f));

    internal static void LoopKeepsItsTimes(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, () => say("call at", clock.Seconds()));
        loop.Start(1).Ends(say, loop);
        say("started", "running", loop.Running);
        foreach (var step in new[] { 1, 0.5, 0.5, 2.5, 0.5, 0.25, 0.75 })
        {
            clock.Advance(step);
            say("at", clock.Seconds());
        }
        loop.Stop();
        say("running", loop.Running, "left", clock.Pending());
    }

    internal static void LoopSkipsWhatItMissed(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, () => say("call at", clock.Seconds()));
        clock.Advance(0.25);
        loop.Start(2).Ends(say, loop);
        clock.Advance(7);
        say("next at", clock.Next());
        clock.Advance(1);
        say("next at", clock.Next());
        clock.Advance(20);
        say("next at", clock.Next());
        loop.Stop();
    }

    internal static void LoopStartsLater(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, () => say("call at", clock.Seconds()));
        loop.Start(2, now: false).Ends(say, loop);
        say("started");
        clock.Advance(1.5);
        say("at", clock.Seconds());
        clock.Advance(0.5);
        clock.Advance(2);
        loop.Stop();
        clock.Advance(4);
        say("at", clock.Seconds());
        loop.Start(1, now: false).Ends(say, loop, "again");
        loop.Stop();
        say("left", clock.Pending());
    }

    internal static void LoopStopsInside(Say say)
    {
        var clock = new Clock();
        var calls = 0;
        LoopingCall? self = null;
        var loop = self = new LoopingCall(clock, () =>
        {
            say("call", ++calls);
            if (calls < 3)
                return;
            self?.Stop();
            say("stopped inside", "running", self?.Running);
        });
        loop.Start(1).Ends(say, loop);
        for (var i = 0; i < 4; i++)
        {
            clock.Advance(1);
            say("at", clock.Seconds(), "left", clock.Pending());
        }
    }

    internal static void LoopStopsInTheFirstCall(Say say)
    {
        var clock = new Clock();
        LoopingCall? self = null;
        var loop = self = new LoopingCall(clock, () =>
        {
            say("call", "running", self?.Running);
            self?.Stop();
            say("stopped", "running", self?.Running);
        });
        var d = loop.Start(1);
        say("called", d.Called);
        d.Ends(say, loop);
        say("left", clock.Pending());
    }

    internal static void LoopFails(Say say)
    {
        var clock = new Clock();
        var calls = 0;
        LoopingCall? self = null;
        var loop = self = new LoopingCall(clock, void () =>
        {
            say("call", ++calls, "running", self?.Running);
            if (calls == 2)
                throw new TroubleException("in the call");
        });
        loop.Start(1).Ends(say, loop);
        clock.Advance(1);
        say("running", loop.Running, "left", clock.Pending());
        clock.Advance(5);
        say.Attempt("stopping", loop.Stop);
        calls = 0;
        loop.Start(1).Ends(say, loop, "again");
        say("running", loop.Running);
        loop.Stop();
    }

    internal static void LoopFailsAtOnce(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, void () =>
        {
            say("call");
            throw new TroubleException("at once");
        });
        var d = loop.Start(1);
        say("called", d.Called, "running", loop.Running);
        d.Ends(say, loop);
        say("left", clock.Pending());
        LoopingCall? self = null;
        loop = self = new LoopingCall(clock, void () =>
        {
            say("stops and raises");
            self?.Stop();
            throw new TroubleException("after the stop");
        });
        loop.Start(1).Ends(say, loop);
        say("running", loop.Running, "left", clock.Pending());
    }

    internal static void LoopWaits(Say say)
    {
        var clock = new Clock();
        var steps = new List<Deferred>();
        var loop = new LoopingCall(clock, () =>
        {
            say("call at", clock.Seconds());
            steps.Add(new Deferred());
            return steps[^1];
        });
        loop.Start(1).Ends(say, loop);
        clock.Advance(2.5);
        say("at", clock.Seconds(), "left", clock.Pending());
        steps[0].Callback();
        say("next at", clock.Next());
        clock.Advance(0.5);
        steps[1].Callback();
        say("next at", clock.Next());
        clock.Advance(1);
        steps[2].Errback(new TroubleException("of the step"));
        say("running", loop.Running, "left", clock.Pending());
    }

    internal static void LoopStopsWhileItWaits(Say say)
    {
        var clock = new Clock();
        var step = new Deferred(_ => say("the step's canceller, never"));
        var loop = new LoopingCall(clock, () => step);
        var d = loop.Start(1);
        d.Ends(say, loop);
        loop.Stop();
        say("stopped", "called", d.Called, "running", loop.Running);
        say.Attempt("stopping again", loop.Stop);
        clock.Advance(3);
        step.Callback();
        say("fired", "left", clock.Pending());
        var failing = new Deferred();
        loop = new LoopingCall(clock, () => failing);
        loop.Start(1).Ends(say, loop);
        loop.Stop();
        failing.Errback(new TroubleException("after the stop"));
        say("running", loop.Running);
    }

    internal static void LoopIsReset(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, () => say("call at", clock.Seconds()));
        loop.Start(2).Ends(say, loop);
        clock.Advance(1.5);
        loop.Reset();
        say("reset at", clock.Seconds());
        clock.Advance(1);
        say("at", clock.Seconds());
        clock.Advance(1);
        clock.Advance(2);
        loop.Reset();
        clock.Advance(5);
        say("next at", clock.Next());
        loop.Stop();
        say.Attempt("resetting", loop.Reset);
    }

    internal static void LoopIsResetInside(Say say)
    {
        var clock = new Clock();
        var steps = new List<Deferred>();
        LoopingCall? self = null;
        var loop = self = new LoopingCall(clock, Deferred? () =>
        {
            say("call at", clock.Seconds());
            self?.Reset();
            say("reset inside", "left", clock.Pending());
            if (clock.Seconds() < 3)
                return null;
            steps.Add(new Deferred());
            return steps[^1];
        });
        loop.Start(1).Ends(say, loop);
        clock.Advance(1.5);
        clock.Advance(1.5);
        loop.Reset();
        say("reset while it waits", "left", clock.Pending());
        clock.Advance(0.25);
        steps[0].Callback();
        say("next at", clock.Next());
        loop.Stop();
    }

    internal static void LoopMisuse(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, () => say("call at", clock.Seconds()));
        say.Attempt("stopping", loop.Stop);
        say.Attempt("resetting", loop.Reset);
        say.Attempt("a bad interval", () => loop.Start(-1));
        say("running", loop.Running);
        loop.Start(1).Ends(say, loop);
        say.Attempt("starting again", () => loop.Start(1));
        clock.Advance(1);
        loop.Stop();
        say.Attempt("stopping again", loop.Stop);
    }

    internal static void LoopStartsAgain(Say say)
    {
        var clock = new Clock();
        var loop = new LoopingCall(clock, () => say("call at", clock.Seconds()));
        loop.Start(1).AddCallback(_ =>
        {
            say("again at", clock.Seconds(), "running", loop.Running);
            loop.Start(2).Ends(say, loop, "second");
            say("started again");
        });
        clock.Advance(1);
        clock.Advance(0.5);
        loop.Stop();
        clock.Advance(2);
        say("at", clock.Seconds());
        loop.Stop();
        say("left", clock.Pending());
    }

    internal static void TwoLoops(Say say)
    {
        var clock = new Clock();
        var a = new LoopingCall(clock, () => say("a at", clock.Seconds()));
        var b = new LoopingCall(clock, () => say("b at", clock.Seconds()));
        LoopingCall? self = null;
        var c = self = new LoopingCall(clock, () =>
        {
            say("c at", clock.Seconds());
            if (clock.Seconds() < 4)
                return;
            a.Stop();
            self?.Stop();
        });
        a.Start(1).Ends(say, a, "a");
        b.Start(1.5, now: false).Ends(say, b, "b");
        c.Start(2).Ends(say, c, "c");
        for (var i = 0; i < 9; i++)
            clock.Advance(0.5);
        b.Stop();
        say("left", clock.Pending());
    }

    /// <summary>When the only call is due.</summary>
    internal static double Next(this Clock clock) => clock.GetDelayedCalls().Single().GetTime();
}
