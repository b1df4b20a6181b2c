using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>LoopingCall with a count, or without an interval; the C# of countedloops.py.</summary>
internal static class CountedLoops
{
    internal static void LoopCounts(Say say)
    {
        var clock = new Clock();
        var loop = LoopingCall.WithCount(clock, count => say("count", count, "at", clock.Seconds()));
        loop.Start(1).Ends(say, loop);
        foreach (var step in new[] { 1, 0.5, 2, 0.5, 3.75, 0.25, 10 })
        {
            clock.Advance(step);
            say("at", clock.Seconds());
        }
        loop.Stop();
    }

    internal static void LoopCountsFromLater(Say say)
    {
        var clock = new Clock();
        clock.Advance(0.5);
        var loop = LoopingCall.WithCount(clock, count => say("count", count, "at", clock.Seconds()));
        loop.Start(1, now: false).Ends(say, loop);
        foreach (var step in new[] { 1, 3.25, 0.75, 2 })
        {
            clock.Advance(step);
            say("at", clock.Seconds());
        }
        loop.Stop();
    }

    internal static void LoopCountsWhileItWaits(Say say)
    {
        var clock = new Clock();
        var steps = new List<Deferred>();
        var loop = LoopingCall.WithCount(clock, count =>
        {
            say("count", count, "at", clock.Seconds());
            steps.Add(new Deferred());
            return steps[^1];
        });
        loop.Start(1).Ends(say, loop);
        clock.Advance(3.5);
        steps[0].Callback();
        clock.Advance(0.5);
        say("at", clock.Seconds());
        clock.Advance(0.25);
        steps[1].Callback();
        clock.Advance(0.75);
        steps[2].Callback();
        loop.Stop();
        say("left", clock.Pending());
    }

    internal static void LoopCountsAndIsReset(Say say)
    {
        var clock = new Clock();
        var loop = LoopingCall.WithCount(clock, count => say("count", count, "at", clock.Seconds()));
        loop.Start(2).Ends(say, loop);
        clock.Advance(3);
        loop.Reset();
        say("reset at", clock.Seconds());
        foreach (var step in new[] { 1, 1, 2, 5 })
        {
            clock.Advance(step);
            say("at", clock.Seconds());
        }
        loop.Stop();
    }

    internal static void LoopWithoutInterval(Say say)
    {
        var clock = new Clock();
        var steps = new List<Deferred>();
        var loop = new LoopingCall(clock, () =>
        {
            say("call at", clock.Seconds());
            steps.Add(new Deferred());
            return steps[^1];
        });
        loop.Start(0).Ends(say, loop);
        for (var i = 0; i < 2; i++)
        {
            clock.Advance(1);
            steps[^1].Callback();
            say("due at", clock.Next());
        }
        clock.Advance(0);
        loop.Stop();
        steps[^1].Callback();
        var counted = LoopingCall.WithCount(clock, count =>
        {
            say("count", count, "at", clock.Seconds());
            return steps[^1];
        });
        steps.Add(new Deferred());
        counted.Start(0).Ends(say, counted, "counting");
        clock.Advance(5);
        var d = steps[^1];
        steps.Add(new Deferred());
        d.Callback();
        clock.Advance(5);
        counted.Stop();
        steps[^1].Callback();
    }
}
