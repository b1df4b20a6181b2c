using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Timeouts and what they do to callbacks before and after them; the C# of timeouts.py.</summary>
internal static class Timeouts
{
    internal static int Pending(this Clock clock) => clock.GetDelayedCalls().Count;

    internal static void TimeoutFires(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(_ => say("canceller"));
        d.Watch(say, "before it");
        d.AddTimeout(2, clock);
        d.Watch(say, "after it");
        say("pending", clock.Pending());
        clock.Advance(1);
        say("one second", "called", d.Called);
        clock.Advance(1);
        say("two seconds", "called", d.Called, "pending", clock.Pending());
        say.Attempt("late callback", () => d.Callback("late"));
        d.OnFailure(say, "errback", "recovered");
        clock.Advance(5);
        d.Watch(say, "at the end");
    }

    internal static void TimeoutInTime(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(_ => say("canceller, never"));
        d.AddCallback(v => { say("before it", v); return v + "!"; });
        d.AddTimeout(2, clock);
        d.AddCallback(v => { say("after it", v, "pending", clock.Pending()); return v; });
        clock.Advance(1);
        say("pending", clock.Pending());
        d.Callback("in time");
        say("pending", clock.Pending());
        clock.Advance(5);
        d.Watch(say, "at the end");
    }

    internal static void TimeoutAndAFailure(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.Watch(say, "before it");
        d.AddTimeout(2, clock);
        d.Watch(say, "after it");
        clock.Advance(1.5);
        d.Errback(new TroubleException("in time"));
        say("pending", clock.Pending());
        clock.Advance(5);
        d.AddErrback(f => say("errback", f));
        d.Watch(say, "at the end");
    }

    internal static void TimeoutAndAUsersCancel(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(_ => say("canceller"));
        d.AddTimeout(2, clock);
        d.Watch(say, "after it");
        clock.Advance(1);
        d.Cancel();
        say("pending", clock.Pending());
        clock.Advance(5);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutCancellerGivesAValue(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(deferred => deferred.Callback("partial"));
        d.Watch(say, "before it");
        d.AddTimeout(2, clock);
        d.Watch(say, "after it");
        clock.Advance(3);
        say("called", d.Called);
        say.Attempt("late callback", () => d.Callback("late"));
        d.Watch(say, "at the end");
    }

    internal static void TimeoutCancellerFails(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(deferred => deferred.Errback(new TroubleException("stopped")));
        d.Watch(say, "before it");
        d.AddTimeout(2, clock);
        d.Watch(say, "after it");
        clock.Advance(2);
        say("called", d.Called);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutLateFires(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.AddTimeout(1, clock);
        d.OnFailure(say, "errback", "recovered");
        clock.CallLater(2, () => say.Attempt("first late fire", () => d.Callback("late")));
        clock.CallLater(3, () => say.Attempt("second late fire", () => d.Callback("later")));
        for (var i = 0; i < 4; i++)
        {
            clock.Advance(1);
            say("second", i + 1);
        }
        d.Watch(say, "at the end");
    }

    internal static void TimeoutCoversCallbacksBefore(Say say)
    {
        var clock = new Clock();
        var step = new Deferred<string>(_ => say("the step's canceller"));
        var d = new Deferred<string>(_ => say("canceller, never"));
        d.AddCallback(v => { say("waits for a step", v); return step; });
        d.Watch(say, "before it");
        d.AddTimeout(5, clock);
        d.Watch(say, "after it");
        clock.Advance(3);
        d.Callback("start");
        say("pending", clock.Pending());
        clock.Advance(3);
        say("pending", clock.Pending(), "step called", step.Called);
        d.OnFailure(say, "errback", "recovered");
        step.Watch(say, "step at the end");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutLeavesCallbacksAfter(Say say)
    {
        var clock = new Clock();
        var step = new Deferred<string>(_ => say("the step's canceller, never"));
        var d = new Deferred<string>();
        d.AddTimeout(5, clock);
        d.AddCallback(v => { say("waits for a step", v); return step; });
        d.Watch(say, "after the step");
        clock.Advance(3);
        d.Callback("start");
        say("pending", clock.Pending(), "paused", d.Paused);
        clock.Advance(30);
        say("paused", d.Paused);
        step.Callback("slow");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutHandledBefore(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.OnFailure(say, "errback before it", "instead");
        d.AddTimeout(1, clock);
        d.OnFailure(say, "skipped");
        d.AddCallback(v => { say("after it", v); return v + "!"; });
        clock.Advance(2);
        say("pending", clock.Pending());
        d.Watch(say, "at the end");
    }

    internal static void TimeoutTurnedBefore(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.OnFailure(say, "errback before it", new DisasterException("worse"));
        d.AddTimeout(1, clock);
        d.Watch(say, "after it");
        clock.Advance(2);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutErrbackBeforeWaits(Say say)
    {
        var clock = new Clock();
        var cleanup = new Deferred<string>();
        var d = new Deferred<string>();
        d.AddErrback(f => { say("cleans up", f); return cleanup; });
        d.AddTimeout(1, clock);
        d.Watch(say, "after it");
        clock.Advance(2);
        say("paused", d.Paused, "pending", clock.Pending());
        clock.Advance(10);
        cleanup.Errback(new TroubleException("no cleanup"));
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutOnAFiredOne(Say say)
    {
        var clock = new Clock();
        var d = Deferred.Succeed("ready");
        d.AddTimeout(5, clock);
        say("pending", clock.Pending());
        d.Watch(say, "after it");
        var step = new Deferred<string>(_ => say("canceller"));
        d.AddCallback(v => { say("waits", v); return step; });
        d.AddTimeout(5, clock);
        say("pending", clock.Pending());
        clock.Advance(5);
        d.Watch(say, "after the second");
        d.OnFailure(say, "errback", "recovered");
        say("pending", clock.Pending());
    }

    internal static void TwoTimeoutsShortOneLast(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(_ => say("canceller"));
        d.AddTimeout(5, clock);
        d.Watch(say, "after the long one");
        d.AddTimeout(2, clock);
        d.Watch(say, "after the short one");
        say("pending", clock.Pending());
        clock.Advance(2);
        say("pending", clock.Pending());
        clock.Advance(5);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void TwoTimeoutsShortOneFirst(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>(_ => say("canceller"));
        d.AddTimeout(2, clock);
        d.Watch(say, "after the short one");
        d.AddErrback(f =>
        {
            say("errback between", f);
            return new Deferred<string>(_ => say("second canceller"));
        });
        d.AddTimeout(5, clock);
        d.Watch(say, "after the long one");
        clock.Advance(2);
        say("pending", clock.Pending(), "paused", d.Paused);
        clock.Advance(3);
        say("pending", clock.Pending(), "paused", d.Paused);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");
    }

    internal static void TimeoutOfZero(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.AddTimeout(0, clock);
        d.Watch(say, "after it");
        say("called", d.Called, "pending", clock.Pending());
        clock.Advance(0);
        say("called", d.Called, "pending", clock.Pending());
        var other = new Deferred<string>();
        other.AddTimeout(0, clock);
        other.Callback("quick");
        clock.Advance(0);
        other.Watch(say, "other");
        d.Quiet();
    }

    internal static void TimeoutWhilePaused(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.AddTimeout(1, clock);
        d.Watch(say, "after it");
        d.Pause();
        clock.Advance(2);
        say("called", d.Called, "paused", d.Paused);
        d.Unpause();
        d.OnFailure(say, "errback", "recovered");
        var other = new Deferred<string>();
        other.AddTimeout(1, clock);
        other.Watch(say, "other");
        other.Pause();
        other.Callback("held");
        say("pending", clock.Pending());
        clock.Advance(2);
        say("pending", clock.Pending());
        other.Unpause();
        other.Watch(say, "other at the end");
    }

    internal static void TimeoutIsCaught(Say say)
    {
        var clock = new Clock();
        var d = new Deferred<string>();
        d.AddTimeout(1, clock);
        d.AddErrback(Trapping);
        d.Watch(say, "d");
        var other = new Deferred<string>();
        other.AddTimeout(1, clock);
        other.AddErrback(Trapping);
        other.Watch(say, "other");
        other.Cancel();
        clock.Advance(1);
        other.Quiet();

        string Trapping(Failure f)
        {
            f.Trap<TimeoutException>();
            say("trapped", f);
            return "default";
        }
    }

    internal static void TimeoutOfAMethod(Say say)
    {
        var clock = new Clock();
        var step = new Deferred<string>(_ => say("the step's canceller"));
        var d = Method();
        d.AddTimeout(3, clock);
        d.Watch(say, "after it");
        clock.Advance(2);
        say("two seconds");
        clock.Advance(2);
        d.OnFailure(say, "errback", "recovered");
        say("pending", clock.Pending());

        async Deferred<string> Method()
        {
            say("method waits");
            try
            {
                return await step;
            }
            catch (Exception e)
            {
                say("method sees", e);
                throw;
            }
            finally
            {
                say("method ends");
            }
        }
    }

    internal static void TimeoutInsideAMethod(Say say)
    {
        var clock = new Clock();
        Method().Watch(say, "ends");
        for (var i = 0; i < 8; i++)
            clock.Advance(1);
        say("pending", clock.Pending());

        Deferred<string> Ask()
        {
            var answer = new Deferred<string>(_ => say("canceller"));
            clock.CallLater(3, () =>
            {
                if (!answer.Called)
                    answer.Callback("answer");
            });
            return answer;
        }

        async Deferred<string> Method()
        {
            foreach (var seconds in new[] { 1, 2, 4 })
            {
                try
                {
                    var got = await Ask().AddTimeout(seconds, clock);
                    say("got", got, "at", clock.Seconds());
                    return got;
                }
                catch (TimeoutException e)
                {
                    say("try of", seconds, e, "at", clock.Seconds());
                }
            }
            return "nothing";
        }
    }
}
