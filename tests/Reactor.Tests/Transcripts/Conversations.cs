using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Async methods that wait for each other and for time; the C# of conversations.py.</summary>
internal static class Conversations
{
    internal static void MethodFiresWhatAnotherAwaits(Say say)
    {
        var (ping, pong, other) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        First().OnValue(say, "callback of the first");
        Second().OnValue(say, "callback of the second");
        Third().Watch(say, "third ends");
        Fourth().Watch(say, "fourth ends");

        async Deferred<string> First()
        {
            say("first waits");
            var got = await ping;
            say("first has", got, "and fires pong");
            pong.Callback("pong");
            say("first goes on");
            return "first done";
        }

        async Deferred<string> Second()
        {
            say("second fires ping");
            ping.Callback("ping");
            say("second waits");
            var got = await pong;
            say("second has", got);
            return "second done";
        }

        async Deferred Third()
        {
            say("third waits");
            var got = await other;
            say("third has", got);
        }

        async Deferred Fourth()
        {
            say("fourth fires");
            other.Callback("other");
            say("fourth goes on");
            await Deferred.Succeed();
        }
    }

    internal static void MethodsTakeTurns(Say say)
    {
        Deferred<int>[] turns = [new(), new(), new(), new(), new(), new()];
        Method("a", turns[0], turns[2], turns[4]).Watch(say, "a ends");
        Method("b", turns[1], turns[3], turns[5]).Watch(say, "b ends");
        foreach (var i in new[] { 0, 1, 3, 4, 2, 5 })
        {
            say("turn", i);
            turns[i].Callback(i);
        }

        async Deferred<int> Method(string name, params Deferred<int>[] mine)
        {
            var total = 0;
            foreach (var turn in mine)
            {
                total += await turn;
                say(name, "total", total);
            }
            return total;
        }
    }

    internal static void TwoAwaitOne(Say say)
    {
        var d = new Deferred<string>();
        var (first, second) = (Method("first"), Method("second"));
        first.Watch(say, "first ends");
        second.Watch(say, "second ends");
        say("firing");
        d.Callback("value");
        d.Watch(say, "at the end");

        async Deferred<string> Method(string name)
        {
            say(name, "waits");
            var got = await d;
            say(name, "has", got);
            return got;
        }
    }

    internal static void MethodReturnedFromACallback(Say say)
    {
        var step = new Deferred<string>(_ => say("the step's canceller"));
        var d = new Deferred<string>();
        d.AddCallback(Method);
        d.OnValue(say, "after the method");
        d.Callback("start");
        say("paused", d.Paused);
        step.Callback("step");
        say("paused", d.Paused);
        step = new Deferred<string>(_ => say("the next step's canceller"));
        d.AddCallback(Method);
        say("cancelling");
        d.Cancel();
        say("paused", d.Paused);
        d.OnFailure(say, "errback", "recovered");
        d.Watch(say, "at the end");

        async Deferred<string> Method(string v)
        {
            say("method begins with", v);
            var got = await step;
            say("method has", got);
            return v + " " + got;
        }
    }

    internal static void Retries(Say say)
    {
        var clock = new Clock();
        Method().Watch(say, "ends");
        for (var i = 0; i < 12; i++)
            clock.Advance(0.5);

        Deferred<string> Attempt(int n)
        {
            var d = new Deferred<string>();
            clock.CallLater(1, () =>
            {
                if (n < 3)
                    d.Errback(new TroubleException($"attempt {n}"));
                else
                    d.Callback($"attempt {n}");
            });
            return d;
        }

        Deferred Wait(double seconds)
        {
            var d = new Deferred();
            clock.CallLater(seconds, d.Callback);
            return d;
        }

        async Deferred<string> Method()
        {
            for (var n = 1; n < 5; n++)
            {
                try
                {
                    var got = await Attempt(n);
                    say("at", clock.Seconds(), "has", got);
                    return got;
                }
                catch (TroubleException e)
                {
                    say("at", clock.Seconds(), "caught", e);
                    await Wait(0.5 * n);
                    say("at", clock.Seconds(), "again");
                }
            }
            return "never";
        }
    }
}
