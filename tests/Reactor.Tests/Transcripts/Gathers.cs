using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>GatherResults; the C# of gathers.py.</summary>
internal static class Gathers
{
    internal static void GatherInOrder(Say say)
    {
        Deferred<int>[] made = [new(), new(), new()];
        for (var i = 0; i < made.Length; i++)
            made[i].Watch(say, $"child {i}");
        var d = Deferred.GatherResults(made);
        d.Watch(say, "gathered");
        foreach (var i in new[] { 2, 0, 1 })
        {
            made[i].Callback(i * 10);
            say("fired", i, "called", d.Called);
        }
        d.AddCallback(all => { say("sum", all); return all.Sum(); }).Watch(say, "at the end");
        for (var i = 0; i < made.Length; i++)
            made[i].Watch(say, $"child {i} holds");
    }

    internal static void GatherAFailure(Say say)
    {
        var made = Lists.Children(say, 3);
        var d = Deferred.GatherResults(made);
        d.Watch(say, "gathered");
        made[1].Callback("one");
        made[2].Errback(new TroubleException("two"));
        say("called", d.Called);
        d.AddErrback(f =>
        {
            var first = f.Trap<FirstErrorException>();
            say("index", first.Index, first.SubFailure);
        });
        made[0].Errback(new DisasterException("zero"));
        Lists.After(say, made);
    }

    internal static void GatherConsumes(Say say)
    {
        var made = Lists.Children(say, 3);
        var d = Deferred.GatherResults(made, consumeErrors: true);
        d.Watch(say, "gathered");
        for (var i = 0; i < made.Length; i++)
        {
            made[i].OnFailure(say, "never");
            made[i].OnValue(say, $"callback of {i}");
        }
        made[0].Errback(new TroubleException("zero"));
        made[1].Errback(new DisasterException("one"));
        made[2].Callback("two");
        d.AddErrback(f => say("errback", f));
        Lists.After(say, made);
    }

    internal static void CancelAGathering(Say say)
    {
        var made = Lists.Children(say, 3, (i, _) => say("canceller of", i));
        var d = Deferred.GatherResults(made, consumeErrors: true);
        d.Watch(say, "gathered");
        made[0].Callback("zero");
        d.Cancel();
        say("cancelled", "called", d.Called);
        d.AddErrback(f => { say("errback", f); return ["recovered"]; });
        d.Cancel();
        d.AddCallback(all => all.Single()).Watch(say, "at the end");
        Lists.After(say, made);
    }

    internal static void CancelAGatheringThatSucceeds(Say say)
    {
        var made = Lists.Children(say, 2, (i, deferred) => deferred.Callback($"partial {i}"));
        var d = Deferred.GatherResults(made);
        d.Watch(say, "gathered");
        d.Cancel();
        say("cancelled", "called", d.Called);
        Lists.After(say, made);
    }

    internal static void GatherOfMethods(Say say)
    {
        Deferred<string>[] steps = [.. Enumerable.Range(0, 3).Select(i => new Deferred<string>(_ => say("canceller of step", i)))];
        var d = All();
        d.Watch(say, "ends");
        steps[1].Callback("one");
        say("cancelling");
        d.Cancel();
        d.Watch(say, "at the end");

        async Deferred<string> Method(int i)
        {
            try
            {
                var got = await steps[i];
                say("method", i, "has", got);
                return got + "!";
            }
            catch (Exception e)
            {
                say("method", i, "sees", e);
                throw;
            }
        }

        async Deferred<string> All()
        {
            try
            {
                await Deferred.GatherResults(Enumerable.Range(0, 3).Select(Method), consumeErrors: true);
                return "never";
            }
            catch (Exception e)
            {
                say("all sees", e);
                return "told";
            }
        }
    }
}
