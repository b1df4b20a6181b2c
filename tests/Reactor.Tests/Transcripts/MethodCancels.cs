using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Async methods that are cancelled while they wait; the C# of methodcancels.py.</summary>
internal static class MethodCancels
{
    internal static void CancelAWaitingMethod(Say say)
    {
        var step = new Deferred<string>(_ => say("canceller"));
        var m = Method();
        m.OnValue(say, "skipped");
        m.OnFailure(say, "errback", "recovered");
        say("cancelling");
        m.Cancel();
        say("called", m.Called, "step called", step.Called);
        m.Cancel();
        say.Attempt("late callback of the step", () => step.Callback("late"));
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                say("method waits");
                var got = await step;
                say("never");
                return got;
            }
            finally
            {
                say("finally");
            }
        }
    }

    internal static void CancelIsCaught(Say say)
    {
        var step = new Deferred<string>();
        var m = Method();
        m.Watch(say, "ends");
        m.Cancel();
        say("cancelled");
        say.Attempt("late callback of the step", () => step.Callback("late"));
        say.Attempt("second callback of the step", () => step.Callback("later"));
        m.Cancel();
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                await step;
            }
            catch (Exception e)
            {
                say("caught", e);
            }
            return "instead";
        }
    }

    internal static void CancelIsTurned(Say say)
    {
        var step = new Deferred<string>(deferred => deferred.Errback(new TroubleException("stopped")));
        var m = Method();
        m.Watch(say, "ends");
        m.Cancel();
        say("cancelled");
        m.OnFailure(say, "errback", "recovered");
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                return await step;
            }
            catch (TroubleException e)
            {
                say("caught", e);
                throw new DisasterException("turned");
            }
        }
    }

    internal static void CancelGivesAValue(Say say)
    {
        var step = new Deferred<string>(deferred => deferred.Callback("partial"));
        var other = new Deferred<string>();
        var m = Method();
        m.Watch(say, "ends");
        m.Cancel();
        say("cancelled");
        other.Callback("rest");
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            var got = await step;
            say("method has", got);
            var more = await other;
            say("method has", more);
            return got + " " + more;
        }
    }

    internal static void CancelledMethodGoesOn(Say say)
    {
        var (first, second) = (Step(say, "first canceller"), Step(say, "second canceller"));
        var m = Method();
        m.Watch(say, "ends");
        m.Cancel();
        say("cancelled");
        m.OnValue(say, "callback");
        second.Callback("second");
        say("called", m.Called);
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                await first;
            }
            catch (Exception e)
            {
                say("caught", e);
            }
            say("method goes on");
            var got = await second;
            say("method has", got);
            return got + " after all";
        }
    }

    internal static void CancelledMethodIsItCalled(Say say)
    {
        var (first, second) = (new Deferred<string>(), new Deferred<string>());
        var m = Method();
        say("called", m.Called, "paused", m.Paused);
        m.Cancel();
        say("called", m.Called, "paused", m.Paused);
        second.Callback("second");
        say("called", m.Called, "paused", m.Paused);
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                await first;
            }
            catch (Exception e)
            {
                say("caught", e);
            }
            return await second;
        }
    }

    internal static void CancelTwice(Say say)
    {
        var (first, second) = (Step(say, "canceller of first"), Step(say, "canceller of second"));
        var m = Method();
        m.Watch(say, "ends");
        m.Cancel();
        say("cancelled once");
        m.Cancel();
        say("cancelled twice");
        m.OnFailure(say, "errback", "recovered");
        m.Cancel();
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                await first;
            }
            catch (Exception e)
            {
                say("caught", e);
            }
            try
            {
                return await second;
            }
            catch (Exception e)
            {
                say("caught again", e);
                throw new TroubleException("enough");
            }
            finally
            {
                say("finally");
            }
        }
    }

    internal static void CancelThroughThreeMethods(Say say)
    {
        var step = Step(say, "canceller");
        var m = Level("high", () => Level("middle", () => Level("low", () => step)));
        m.Watch(say, "ends");
        say("cancelling");
        m.Cancel();
        say("cancelled", "called", m.Called);
        m.OnFailure(say, "errback", "recovered");
        m.Watch(say, "at the end");

        async Deferred<string> Level(string name, Func<Deferred<string>> below)
        {
            say(name, "begins");
            try
            {
                var got = await below();
                say(name, "has", got);
                return got;
            }
            catch (Exception e)
            {
                say(name, "sees", e);
                throw;
            }
            finally
            {
                say(name, "finally");
            }
        }
    }

    internal static void CancelIsCaughtInTheMiddle(Say say)
    {
        var (step, other) = (new Deferred<string>(), Step(say, "other canceller, never"));
        var m = High();
        m.Cancel();
        say("cancelled");
        other.Callback("other");
        m.Watch(say, "at the end");

        async Deferred Low()
        {
            await step;
            say("never");
        }

        async Deferred<string> Middle()
        {
            try
            {
                await Low();
            }
            catch (Exception e)
            {
                say("middle sees", e);
            }
            return "middle: " + await other;
        }

        async Deferred<string> High()
        {
            var got = await Middle();
            say("high has", got);
            return got;
        }
    }

    internal static void CancelCleansUpInFinally(Say say)
    {
        var (step, cleanup) = (Step(say, "canceller"), new Deferred<string>());
        var m = Method();
        m.Watch(say, "ends");
        m.Cancel();
        say("cancelled");
        cleanup.Callback("clean");
        say("cleanup is fired");
        m.OnFailure(say, "errback", "recovered");
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                return await step;
            }
            finally
            {
                say("cleaning up");
                var got = await cleanup;
                say("cleaned up", got);
            }
        }
    }

    internal static void CancelAMethodThatIsDone(Say say)
    {
        var step = Step(say, "canceller, never");
        var m = Method();
        step.Callback("done");
        m.Cancel();
        m.Watch(say, "ends");
        m.Cancel();
        var later = Step(say, "canceller of the later one");
        m.AddCallback(_ => later);
        m.Cancel();
        m.Watch(say, "after the later one");
        m.Quiet();

        async Deferred<string> Method() => await step + "!";
    }

    internal static void CancelAMethodWhileItRuns(Say say)
    {
        var first = new Deferred<string>();
        Deferred<string>? self = null;
        var m = self = Method();
        m.Watch(say, "ends");
        first.Callback("go");
        say("called", m.Called);
        m.Quiet();

        async Deferred<string> Method()
        {
            await first;
            say("method cancels itself");
            self?.Cancel();
            say("method goes on");
            return await Deferred.Succeed("ready") + " after all";
        }
    }

    internal static void CancelWhatTheMethodAwaits(Say say)
    {
        var step = Step(say, "canceller");
        var m = Method();
        m.Watch(say, "ends");
        step.Cancel();
        say("cancelled", "called", m.Called);
        m.Cancel();
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                return await step;
            }
            catch (Exception e)
            {
                say("method sees", e);
                return "told";
            }
        }
    }

    internal static void CancelFromInsideTheAwaited(Say say)
    {
        var (step, other) = (new Deferred<string>(), new Deferred<string>());
        var m = Method();
        var c = Canceller();
        m.Watch(say, "ends");
        other.Callback("go");
        c.Watch(say, "canceller ends");
        m.Quiet();

        async Deferred<string> Method()
        {
            var got = await step;
            say("method has", got);
            return got;
        }

        async Deferred Canceller()
        {
            await other;
            say("cancelling the method");
            m.Cancel();
            say("the canceller goes on", "called", m.Called);
        }
    }

    private static Deferred<string> Step(Say say, string canceller) => new(_ => say(canceller));
}
