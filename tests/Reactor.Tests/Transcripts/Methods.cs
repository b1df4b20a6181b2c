using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Async methods: where they begin, wait, go on and end; the C# of methods.py.</summary>
internal static class Methods
{
    internal static void MethodThatDoesNotWait(Say say)
    {
        say("calling");
        var d = Method();
        say("called", d.Called);
        d.Watch(say, "ends");

        async Deferred<string> Method()
        {
            say("method begins");
            var first = await Deferred.Succeed("one");
            say("method has", first);
            var second = await Deferred.Succeed("two");
            say("method has", second);
            return first + " " + second;
        }
    }

    internal static void MethodThatWaits(Say say)
    {
        var (first, second) = (new Deferred<string>(), new Deferred<string>());
        var d = Method();
        say("method is called", d.Called);
        d.Watch(say, "ends");
        second.Callback("two");
        say("second is fired");
        first.Callback("one");
        say("first is fired", d.Called);
        d.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            say("method begins");
            var a = await first;
            say("method has", a);
            var b = await second;
            say("method has", b);
            return a + " " + b;
        }
    }

    internal static void MethodResumesBetweenCallbacks(Say say)
    {
        var d = new Deferred<string>();
        d.AddCallback(v => { say("before it", v); return v + "!"; });
        var m = Method();
        m.OnValue(say, "callback of the method");
        say("firing");
        d.Callback("value");
        say("fired");
        m.OnValue(say, "late callback of the method");

        async Deferred<string> Method()
        {
            say("method waits");
            var got = await d;
            say("method has", got);
            return got + " done";
        }
    }

    internal static void MethodThatThrows(Say say)
    {
        var d = new Deferred<string>();
        var first = AtOnce();
        say("called", first.Called);
        first.AddErrback(f => say("first errback", f));
        var second = Later();
        second.OnValue(say, "skipped");
        second.AddErrback(f => say("second errback", f));
        say("firing");
        d.Callback("go");
        say("fired");

#pragma warning disable CS1998 // Nothing to await: it throws before it could.
        async Deferred<string> AtOnce()
#pragma warning restore CS1998
        {
            say("throws at once");
            throw new TroubleException("at once");
        }

        async Deferred<string> Later()
        {
            say("waits");
            await d;
            say("throws later");
            throw new DisasterException("later");
        }
    }

    internal static void MethodTriesAndCatches(Say say)
    {
        Deferred<string>[] steps = [new(), new(), new()];
        var d = Method();
        d.Watch(say, "ends");
        steps[0].Errback(new TroubleException("zero"));
        say("fired zero");
        steps[1].Callback("one");
        say("fired one", d.Called);
        steps[2].Callback("two");
        say("fired two", d.Called);

        async Deferred<string> Method()
        {
            try
            {
                say("try");
                var a = await steps[0];
                say("never", a);
            }
            catch (TroubleException e)
            {
                say("except", e);
                var b = await steps[1];
                say("has", b);
            }
            finally
            {
                say("finally");
                var c = await steps[2];
                say("has", c);
            }
            say("after it all");
            return "end";
        }
    }

    internal static void MethodThrowsInFinally(Say say)
    {
        var d = new Deferred<string>();
        var m = Method();
        m.Watch(say, "ends");
        d.Errback(new TroubleException("first"));
        m.Quiet();
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            try
            {
                try
                {
                    return await d;
                }
                finally
                {
                    say("inner finally");
                    Fail();
                }
            }
            catch (DisasterException e)
            {
                say("except", e);
                throw new TroubleException("in except");
            }
            finally
            {
                say("outer finally");
            }
        }

        static void Fail() => throw new DisasterException("in finally");
    }

    internal static void MethodsCallMethods(Say say)
    {
        var first = new Deferred<int>();
        var d = first;
        var m = High();
        say("waiting", m.Called);
        first.AddCallback(_ => 20);
        m.Watch(say, "ends");
        d = Deferred.Succeed(5);
        say("firing");
        first.Callback(0);
        say("fired");

        async Deferred<int> Low()
        {
            say("low begins");
            var got = await d;
            say("low has", got);
            return got + 1;
        }

        async Deferred<int> Middle()
        {
            say("middle begins");
            var got = await Low();
            say("middle has", got);
            var again = await Low();
            say("middle has again", again);
            return got + again;
        }

        async Deferred<int> High()
        {
            say("high begins");
            var got = await Middle();
            say("high has", got);
            return got * 2;
        }
    }

    internal static void ExceptionThroughThreeMethods(Say say)
    {
        var d = new Deferred<string>();
        var m = High();
        m.Watch(say, "ends");
        say("firing");
        d.Errback(new TroubleException("deep down"));
        say("fired");
        m.OnFailure(say, "errback", "settled");
        m.Watch(say, "at the end");

        async Deferred<string> Low()
        {
            try
            {
                return await d;
            }
            finally
            {
                say("low finally");
            }
        }

        async Deferred<string> Middle()
        {
            try
            {
                var got = await Low();
                say("never");
                return got;
            }
            catch (TroubleException e)
            {
                say("middle sees", e);
                throw;
            }
            finally
            {
                say("middle finally");
            }
        }

        async Deferred<string> High()
        {
            try
            {
                return await Middle();
            }
            catch (DisasterException)
            {
                say("never");
                throw;
            }
            catch (TroubleException e)
            {
                say("high sees", e);
                throw new DisasterException("because of it");
            }
        }
    }

    internal static void MethodWithThousandsOfReadyOnes(Say say)
    {
        Method().Watch(say, "ends");
        Nested(50).Watch(say, "nested");

        async Deferred<int> Method()
        {
            var total = 0;
            for (var i = 0; i < 5000; i++)
            {
                total += await Deferred.Succeed(i);
                if (i % 1000 == 0)
                    say("at", i, "total", total);
            }
            return total;
        }

        async Deferred<int> Nested(int depth) => depth == 0 ? 0 : await Nested(depth - 1) + 1;
    }

    internal static void MethodAwaitsWhatHasFailed(Say say)
    {
        var d = Method();
        say("called", d.Called);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            Deferred<string>[] all =
            [
                Deferred.Fail<string>(new TroubleException("one")),
                Deferred.Succeed("two"),
                Deferred.Fail<string>(new DisasterException("three")),
            ];
            foreach (var one in all)
            {
                try
                {
                    var got = await one;
                    say("has", got);
                }
                catch (TroubleException e)
                {
                    say("caught", e);
                }
            }
            say("never");
            return "never";
        }
    }

    internal static void MethodAwaitsAChain(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.AddCallback(v => { say("outer goes on", v); return v + "!"; });
        var m = Method();
        outer.Callback("start");
        say("outer is fired", m.Called);
        inner.Callback("inner");
        say("inner is fired", m.Called);
        inner.Watch(say, "inner at the end");
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            var got = await outer;
            say("method has", got);
            return got;
        }
    }

    internal static void MethodAwaitsAPausedOne(Say say)
    {
        var d = Deferred.Succeed("held");
        d.Pause();
        var m = Method();
        say("called", m.Called);
        d.Unpause();
        say("called", m.Called);
        m.Watch(say, "at the end");

        async Deferred<string> Method()
        {
            say("method waits");
            var got = await d;
            say("method has", got);
            return got;
        }
    }
}
