using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Deferreds that wait for Deferreds; the C# of waits.py.</summary>
internal static class Waits
{
    internal static void ReturnFired(Say say)
    {
        var inner = Deferred.Succeed("inner");
        inner.Watch(say, "inner before");
        var outer = new Deferred<string>();
        outer.AddCallback(v => { say("outer returns it", v); return inner; });
        outer.AddCallback(v => { say("outer then", v); return v + " in outer"; });
        say("firing");
        outer.Callback("start");
        inner.Watch(say, "inner after");
        inner.AddCallback(v => { say("inner goes on", v); return "anew"; });
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void ReturnUnfired(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        inner.AddCallback(v => { say("inner before", v); return v + " one"; });
        outer.AddCallback(v => { say("outer returns it", v); return inner; });
        outer.AddCallback(v => { say("outer then", v); return v + " two"; });
        outer.Callback("start");
        say("outer called", outer.Called, "paused", outer.Paused);
        say("inner called", inner.Called, "paused", inner.Paused);
        inner.OnValue(say, "inner after");
        outer.OnValue(say, "outer later");
        inner.AddCallback(v => { say("inner goes on", v); return "anew"; });
        say("firing inner");
        inner.Callback("inner");
        say("fired inner");
        say("outer paused", outer.Paused);
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void ReturnFailing(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        outer.AddCallback(v => { say("outer returns it", v); return inner; });
        outer.OnValue(say, "outer skipped");
        outer.OnFailure(say, "outer errback", "recovered");
        inner.OnFailure(say, "inner errback", new DisasterException("worse"));
        outer.Callback("start");
        inner.OnValue(say, "inner callback after");
        inner.OnFailure(say, "inner errback after");
        say("firing inner");
        inner.Errback(new TroubleException("inside"));
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
        var (failed, other) = (Deferred.Fail<string>(new TroubleException("long ago")), Deferred.Succeed("start"));
        other.AddCallback(v => { say("other returns a failed one", v); return failed; });
        other.Watch(say, "other");
        failed.Watch(say, "failed one");
        other.Quiet();
    }

    internal static void ReturnFromErrback(Say say)
    {
        var (rescue, second) = (new Deferred<string>(), new Deferred<string>());
        var d = new Deferred<string>();
        d.AddErrback(f => { say("errback waits", f); return rescue; });
        d.OnValue(say, "skipped");
        d.AddErrback(f => { say("errback waits again", f); return second; });
        d.OnValue(say, "rescued");
        d.Errback(new TroubleException("start"));
        say("called", d.Called, "paused", d.Paused);
        rescue.Errback(new DisasterException("no rescue"));
        say("paused", d.Paused);
        second.Callback("rescue");
        say("paused", d.Paused);
        rescue.Watch(say, "rescue at the end");
        second.Watch(say, "second at the end");
        d.Watch(say, "at the end");
    }

    internal static void ThreeLevels(Say say)
    {
        var (low, middle, high) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        high.AddCallback(v => { say("high returns middle", v); return middle; });
        middle.AddCallback(v => { say("middle returns low", v); return low; });
        low.AddCallback(v => { say("low", v); return v + "!"; });
        high.OnValue(say, "high then");
        middle.AddCallback(v => { say("middle then", v); return v + "?"; });
        say("firing high");
        high.Callback("h");
        low.OnValue(say, "low late");
        say("firing middle");
        middle.Callback("m");
        middle.OnValue(say, "middle late");
        say("paused", high.Paused, middle.Paused, low.Paused);
        say("firing low");
        low.Callback("l");
        say("paused", high.Paused, middle.Paused, low.Paused);
        low.Watch(say, "low at the end");
        middle.Watch(say, "middle at the end");
        high.Watch(say, "high at the end");
    }

    internal static void ThreeLevelsFiredFromAbove(Say say)
    {
        var (low, middle, high) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        low.AddCallback(v => { say("low", v); return v + "!"; });
        low.Callback("l");
        middle.AddCallback(v => { say("middle returns low", v); return low; });
        middle.Callback("m");
        middle.AddCallback(v => { say("middle then", v); return v + "?"; });
        high.AddCallback(v => { say("high returns middle", v); return middle; });
        high.OnValue(say, "high then");
        high.Callback("h");
        low.Watch(say, "low at the end");
        middle.Watch(say, "middle at the end");
        high.Watch(say, "high at the end");
    }

    internal static void FailureThroughThreeLevels(Say say)
    {
        var (low, middle, high) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        high.AddCallback(_ => middle);
        middle.AddCallback(_ => low);
        low.OnValue(say, "low", new TroubleException("deep down"));
        middle.OnValue(say, "middle skipped");
        middle.Watch(say, "middle watches");
        high.OnValue(say, "high skipped");
        high.OnFailure(say, "high turns it", new DisasterException("up here"));
        high.OnFailure(say, "high handles it", "settled");
        middle.Callback("m");
        high.Callback("h");
        say("firing low");
        low.Callback("l");
        low.Watch(say, "low at the end");
        middle.Watch(say, "middle at the end");
        high.Watch(say, "high at the end");
    }

    internal static void TwoWaitForOne(Say say)
    {
        var (inner, first, second) = (new Deferred<string>(), new Deferred<string>(), new Deferred<string>());
        first.AddCallback(v => { say("first waits", v); return inner; });
        first.Watch(say, "first then");
        second.AddCallback(v => { say("second waits", v); return inner; });
        second.Watch(say, "second then");
        second.Callback("s");
        inner.AddCallback(v => { say("between them", v); return "left"; });
        first.Callback("f");
        inner.Watch(say, "inner after both");
        say("firing");
        inner.Callback("inner");
        say("paused", first.Paused, second.Paused);
        first.Watch(say, "first at the end");
        second.Watch(say, "second at the end");
    }

    internal static void WaitAgainAndAgain(Say say)
    {
        Deferred<string>[] steps = [new(), new(), new(), new()];
        var d = new Deferred<string>();
        for (var i = 0; i < steps.Length; i++)
        {
            var (number, step) = (i, steps[i]);
            d.AddCallback(v => { say("step", number, "after", v); return step; });
        }
        d.OnValue(say, "done");
        steps[2].Callback("two");
        say("firing");
        d.Callback("start");
        steps[0].Callback("zero");
        say("paused", d.Paused);
        steps[3].Callback("three");
        say("paused", d.Paused);
        steps[1].Callback("one");
        say("paused", d.Paused);
        for (var i = 0; i < steps.Length; i++)
            steps[i].Watch(say, $"step {i}");
    }

    internal static void AddToAWaitingOne(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), Deferred.Succeed("start"));
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.AddCallback(v => { say("added while it waits", v); return v + " once"; });
        say("added");
        outer.OnFailure(say, "skipped");
        say("called", outer.Called);
        say.Attempt("firing it again", () => outer.Callback("again"));
        inner.Callback("inner");
        outer.AddCallback(v => { say("added after", v); return v + " twice"; });
        outer.Watch(say, "at the end");
    }

    internal static void LongRows(Say say)
    {
        var ready = Deferred.Succeed("start");
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            ready.AddCallback(_ => Deferred.Succeed($"row {number}"));
        }
        ready.Watch(say, "ready ones");
        Deferred<int>[] row = [.. Enumerable.Range(0, 1000).Select(_ => new Deferred<int>())];
        for (var i = 0; i < 999; i++)
        {
            var number = i;
            row[i].AddCallback(_ => row[number + 1]);
            row[i].AddCallback(v =>
            {
                if (number % 250 == 0)
                    say("back at", number, v);
                return v + 1;
            });
        }
        for (var i = 0; i < 999; i++)
            row[i].Callback(0);
        say("firing the last");
        row[999].Callback(0);
        row[0].Watch(say, "first of the row");
    }

    internal static void FirstCallbackFiresTheOneItReturns(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        inner.Watch(say, "inner");
        outer.AddCallback(_ =>
        {
            say("outer fires inner");
            inner.Callback("inner");
            say("outer returns inner");
            return inner;
        });
        outer.OnValue(say, "outer then");
        outer.Callback("start");
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void InnerCallbackAddsToOuter(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        inner.AddCallback(v =>
        {
            say("inner adds to outer", v);
            outer.AddCallback(v => { say("added to outer", v); return v + " seen"; });
            say("inner goes on");
            return v + "!";
        });
        outer.AddCallback(v => { say("outer waits", v); return inner; });
        outer.Callback("start");
        inner.OnValue(say, "inner after the handover");
        outer.OnValue(say, "outer then");
        say("firing");
        inner.Callback("inner");
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void IntermediateResult(Say say)
    {
        var (inner, outer) = (new Deferred<string>(), new Deferred<string>());
        outer.AddCallback(v => { say("outer returns inner", v); return inner; });
        outer.Watch(say, "outer then");
        inner.AddCallback(v =>
        {
            say("inner step 1", v);
            outer.Callback("start");
            say("inner step 1 ends");
            return v + " stepped";
        });
        inner.AddCallback(v => { say("inner step 2", v); return v + " twice"; });
        say("firing");
        inner.Callback("inner");
        inner.Watch(say, "inner at the end");
        outer.Watch(say, "outer at the end");
    }

    internal static void ReturnItself(Say say)
    {
        var d = new Deferred<string>();
        d.AddCallback(v => { say("returns itself", v); return d; });
        d.OnFailure(say, "errback", "after all");
        d.OnValue(say, "then");
        d.Callback("start");
        say("called", d.Called, "paused", d.Paused);
    }
}
