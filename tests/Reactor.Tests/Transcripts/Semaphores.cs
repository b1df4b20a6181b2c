using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>DeferredSemaphore: whose turn it is; the C# of semaphores.py.</summary>
internal static class Semaphores
{
    internal static void SemaphoreInTurn(Say say)
    {
        var semaphore = new DeferredSemaphore(2);
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            semaphore.Acquire().AddCallback(got => { say(name, "has one", got == semaphore, "left", semaphore.Tokens); });
            say("asked for", name, "left", semaphore.Tokens);
        }
        for (var i = 0; i < 4; i++)
        {
            semaphore.Release();
            say("released", "left", semaphore.Tokens);
        }
        say("limit", semaphore.Limit);
    }

    internal static void SemaphoreCancels(Say say)
    {
        var semaphore = new DeferredSemaphore(1);
        var (first, second, third) = (semaphore.Acquire(), semaphore.Acquire(), semaphore.Acquire());
        foreach (var (name, d) in new[] { ("first", first), ("second", second), ("third", third) })
            d.AddCallbacks(_ => say(name, "has one"), f => say(name, f));
        second.Cancel();
        say("cancelled the second", "left", semaphore.Tokens);
        semaphore.Release();
        say("released", "left", semaphore.Tokens);
        first.Cancel();
        semaphore.Release();
        say("released", "left", semaphore.Tokens);
        semaphore.Acquire().AddCallback(_ => { say("fourth has one", "left", semaphore.Tokens); });
    }

    internal static void SemaphoreMisuse(Say say)
    {
        say.Attempt("none", () => _ = new DeferredSemaphore(0));
        say.Attempt("fewer", () => _ = new DeferredSemaphore(-1));
        var semaphore = new DeferredSemaphore(1);
        say.Attempt("releasing", semaphore.Release);
        semaphore.Acquire();
        say.Attempt("releasing", semaphore.Release);
        say.Attempt("releasing again", semaphore.Release);
        say("left", semaphore.Tokens);
    }

    internal static void SemaphoreRuns(Say say)
    {
        var semaphore = new DeferredSemaphore(2);
        Deferred<string>[] steps = [new(), new(), new(), new()];
        Deferred<string>[] made = [.. Enumerable.Range(0, 4).Select(i => semaphore.Run(() => Work(i)))];
        for (var i = 0; i < made.Length; i++)
            made[i].Watch(say, $"run {i}");
        steps[1].Callback("one");
        say("left", semaphore.Tokens);
        steps[2].Errback(new TroubleException("two"));
        say("left", semaphore.Tokens);
        steps[3].Callback("three");
        say("left", semaphore.Tokens);
        steps[0].Callback("zero");
        say("left", semaphore.Tokens);
        made[2].Quiet();

        Deferred<string> Work(int i)
        {
            say("work", i, "left", semaphore.Tokens);
            return steps[i];
        }
    }
}
