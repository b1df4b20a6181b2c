using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Callbacks in a row; the C# of chains.py.</summary>
internal static class Chains
{
    internal static void CallbackOrder(Say say)
    {
        var d = new Deferred<int>();
        d.AddCallback(v => { say("first", v); return v + 1; });
        d.OnFailure(say, "errback");
        d.AddCallback(v => { say("second", v); return v * 10; });
        var text = d.AddCallback(v => { say("third", v); return $"text of {v}"; });
        say("firing");
        d.Callback(1);
        say("fired");
        var length = text.AddCallback(v => { say("late", v); return v.Length; });
        say("added");
        length.AddCallback(v => { say("later", v); }).Watch(say, "last");
    }

    internal static void PairsOfCallbacks(Say say)
    {
        var d = new Deferred<string>();
        d.AddCallbacks(
            string (v) => { say("callback 1", v); throw new TroubleException("one"); },
            f => { say("errback 1", f); return "never"; });
        d.AddCallbacks(v => { say("callback 2", v); return v; }, string (f) => { say("errback 2", f); throw new TroubleException("two"); });
        d.AddCallbacks(v => { say("callback 3", v); return v; }, f => { say("errback 3", f); return "recovered"; });
        d.AddCallbacks(v => { say("callback 4", v); return v + " twice"; }, f => { say("errback 4", f); return "never"; });
        d.AddCallbacks(
            string (v) => { say("callback 5", v); throw new DisasterException("five"); },
            f => { say("errback 5", f); return "never"; });
        d.OnValue(say, "callback 6");
        d.OnFailure(say, "errback 7", "calm");
        say("firing");
        d.Callback("start");
        d.Watch(say, "at the end");
    }

    internal static void ErrorsChangeOnTheWay(Say say)
    {
        var d = new Deferred<string>();
        d.OnValue(say, "skipped");
        d.OnFailure(say, "errback 1", new DisasterException("worse"));
        d.OnValue(say, "skipped too");
        d.Watch(say, "watched");
        d.OnFailure(say, "errback 2", "better");
        d.OnFailure(say, "errback 3");
        d.Watch(say, "watched again");
        d.OnValue(say, "callback", new TroubleException("again"));
        d.Watch(say, "watched at last");
        d.Errback(new TroubleException("first"));
        d.AddErrback(f => say("late errback", f));
        d.OnValue(say, "after it");
    }

    internal static void FailuresAsValues(Say say)
    {
        var d = new Deferred<string>();
        d.AddCallback(v => { say("returns a failure", v); return new Failure(new TroubleException("returned")); });
        d.OnValue(say, "skipped");
        d.AddErrback(f => { say("returns the same", f); return f; });
        d.AddErrback(f => { say("returns another", f); return new Failure(new DisasterException("instead")); });
        d.OnValue(say, "skipped too");
        d.OnFailure(say, "handles it", "done");
        d.AddBoth(outcome => { say("fails on success", outcome.Value); return new Failure(new TroubleException("late")); });
        d.AddBoth(outcome => { say("handles that", outcome.Failure); return "quiet"; });
        d.Callback("start");
        d.Watch(say, "at the end");
    }

    internal static void TrapAndCheck(Say say)
    {
        var d = new Deferred<string>();
        d.AddErrback(f =>
        {
            say("a Disaster?", f.Check<DisasterException>());
            say("a Trouble?", f.Check(typeof(DisasterException), typeof(TroubleException)) == typeof(TroubleException));
            return f;
        });
        d.AddErrback(f => Trapping<DisasterException>(f, "Disaster", "not this"));
        d.Watch(say, "between");
        d.AddErrback(f => Trapping<TroubleException>(f, "Trouble", "this"));
        d.AddErrback(f => Trapping<TroubleException>(f, "Trouble", "not that"));
        d.Errback(new TroubleException("caught"));
        d.Watch(say, "at the end");

        string Trapping<TException>(Failure f, string name, string answer) where TException : Exception
        {
            say("trapping", name);
            f.Trap<TException>();
            say("trapped", f);
            return answer;
        }
    }

    internal static void AddWhileRunning(Say say)
    {
        var d = new Deferred<int>();
        d.AddCallback(First);
        d.AddCallback(v => { say("second", v); return v + 10; });
        d.Callback(0);
        say("fired");
        d.AddCallback(First);
        d.Watch(say, "at the end");

        int First(int v)
        {
            say("first", v);
            d.AddCallback(v => { say("added by first", v); return v + 100; });
            say("first goes on");
            d.AddCallback(Third);
            say("first ends");
            return v + 1;
        }

        int Third(int v)
        {
            say("third", v);
            d.AddCallback(v => { say("added by third", v); return v + 1000; });
            say("third ends");
            return v + 1;
        }
    }

    internal static void AddWhileFailing(Say say)
    {
        var d = new Deferred<string>();
        d.AddErrback(string (f) =>
        {
            say("errback", f);
            d.OnValue(say, "callback added in it");
            d.OnFailure(say, "errback added in it", "taken");
            throw new DisasterException("from the errback");
        });
        d.OnValue(say, "skipped");
        d.Watch(say, "watched");
        d.Errback(new TroubleException("start"));
        d.Watch(say, "at the end");
    }

    internal static void FireInsideCallback(Say say)
    {
        var (first, second, third) = (new Deferred<int>(), new Deferred<int>(), new Deferred<int>());
        first.AddCallback(v => Fire("first", second, 10, v));
        first.OnValue(say, "first then");
        second.AddCallback(v => Fire("second", third, 100, v));
        second.OnValue(say, "second then");
        third.OnValue(say, "third");
        third.OnValue(say, "third then");
        say("firing");
        first.Callback(1);
        say("fired");
        second.Watch(say, "second at the end");
        third.Watch(say, "third at the end");

        int Fire(string name, Deferred<int> other, int value, int v)
        {
            say(name, v, "fires");
            other.Callback(value);
            say(name, "goes on");
            return value + v;
        }
    }

    internal static void FireInACircle(Say say)
    {
        var (first, second) = (new Deferred<string>(), new Deferred<string>());
        second.AddCallback(v =>
        {
            say("second", v, "adds to the first");
            first.AddCallback(v => { say("added from the second", v); return v + " added"; });
            say("second goes on");
            return v;
        });
        first.AddCallback(v =>
        {
            say("first", v, "fires the second");
            second.Callback("s");
            say("first goes on");
            return v + " one";
        });
        first.OnValue(say, "first then");
        first.Callback("f");
        say("fired");
        first.Watch(say, "first at the end");
        second.Watch(say, "second at the end");
    }

    internal static void FireTwice(Say say)
    {
        var d = new Deferred<int>();
        say("called", d.Called);
        d.OnValue(say, "callback");
        say.Attempt("first", () => d.Callback(1));
        say("called", d.Called);
        say.Attempt("second", () => d.Callback(2));
        say.Attempt("errback", () => d.Errback(new TroubleException("late")));
        d.Watch(say, "still");
        var failed = new Deferred<int>();
        say.Attempt("errback", () => failed.Errback(new TroubleException("first")));
        say.Attempt("errback again", () => failed.Errback(new TroubleException("second")));
        say.Attempt("callback", () => failed.Callback(3));
        say("called", failed.Called);
        failed.OnFailure(say, "errback of it", 0);
    }

    internal static void FireAgainFromItsCallback(Say say)
    {
        var d = new Deferred<int>();
        d.AddCallback(v =>
        {
            say("callback", v, "fires again");
            d.Callback(v + 1);
            say("never said");
            return v;
        });
        d.OnValue(say, "skipped");
        d.OnFailure(say, "errback", 7);
        d.OnValue(say, "after it");
        say.Attempt("firing", () => d.Callback(1));
        say("called", d.Called);
        d.Watch(say, "at the end");
    }

    internal static void FiredFromTheStart(Say say)
    {
        var (good, bad) = (Deferred.Succeed("good"), Deferred.Fail<string>(new TroubleException("bad")));
        say("called", good.Called, bad.Called);
        good.OnFailure(say, "skipped errback");
        good.AddCallback(v => { say("callback", v); return v + "!"; });
        bad.OnValue(say, "skipped callback");
        bad.OnFailure(say, "errback", "better");
        bad.OnValue(say, "then");
        say.Attempt("firing the good one", () => good.Callback("better"));
        say.Attempt("firing the bad one", () => bad.Callback("best"));
        good.Watch(say, "good at the end");
        bad.Watch(say, "bad at the end");
    }

    internal static void ChainDeferred(Say say)
    {
        var (first, second) = (new Deferred<string>(), new Deferred<string>());
        first.AddCallback(v => { say("first", v); return v + "!"; });
        first.ChainDeferred(second);
        first.Watch(say, "first after the handover");
        second.AddCallback(v => { say("second", v); return v + "?"; });
        say("firing");
        first.Callback("start");
        first.Watch(say, "first at the end");
        second.Watch(say, "second at the end");
        var (third, fourth) = (new Deferred<string>(), new Deferred<string>());
        third.ChainDeferred(fourth);
        third.Watch(say, "third after the handover");
        fourth.OnFailure(say, "fourth handles it", "quiet");
        third.Errback(new TroubleException("handed over"));
        third.Watch(say, "third at the end");
        fourth.Watch(say, "fourth at the end");
    }

    internal static void ChainDeferredToAFiredOne(Say say)
    {
        var (first, second) = (new Deferred<string>(), Deferred.Succeed("long ago"));
        first.ChainDeferred(second);
        first.OnValue(say, "skipped");
        first.OnFailure(say, "first", "taken");
        say.Attempt("firing", () => first.Callback("start"));
        first.Watch(say, "first at the end");
        second.Watch(say, "second at the end");
        var third = new Deferred<string>();
        first.ChainDeferred(third);
        third.Watch(say, "third");
        first.Watch(say, "first after that");
    }
}
