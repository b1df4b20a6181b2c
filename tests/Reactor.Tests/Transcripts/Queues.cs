using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>DeferredQueue: who gets what; the C# of queues.py.</summary>
internal static class Queues
{
    internal static void QueueInTurn(Say say)
    {
        var queue = new DeferredQueue<string>();
        queue.Put("one");
        queue.Put("two");
        queue.Get().Watch(say, "a");
        queue.Get().Watch(say, "b");
        queue.Get().Watch(say, "c");
        queue.Get().Watch(say, "d");
        say("asked");
        queue.Put("three");
        say("put three");
        queue.Put("four");
        queue.Put("five");
        say("put five");
        queue.Get().Watch(say, "e");
    }

    internal static void QueueLimits(Say say)
    {
        var queue = new DeferredQueue<string>(size: 2, backlog: 1);
        say.Attempt("put one", () => queue.Put("one"));
        say.Attempt("put two", () => queue.Put("two"));
        say.Attempt("put three", () => queue.Put("three"));
        foreach (var name in new[] { "a", "b", "c" })
            say.Attempt("get " + name, () => queue.Get().Watch(say, name));
        say.Attempt("get d", () => queue.Get());
        say.Attempt("put four", () => queue.Put("four"));
        say.Attempt("put five", () => queue.Put("five"));
        var none = new DeferredQueue<string>(size: 0, backlog: 0);
        say.Attempt("put", () => none.Put("six"));
        say.Attempt("get", () => none.Get());
        var direct = new DeferredQueue<string>(size: 0);
        direct.Get().Watch(say, "direct");
        say.Attempt("put", () => direct.Put("seven"));
        say.Attempt("put", () => direct.Put("eight"));
    }

    internal static void QueueCancels(Say say)
    {
        var queue = new DeferredQueue<string>(backlog: 2);
        var (a, b) = (queue.Get(), queue.Get());
        a.Watch(say, "a");
        b.Watch(say, "b");
        say.Attempt("get c", () => queue.Get());
        a.Cancel();
        say("cancelled a");
        queue.Get().Watch(say, "c");
        queue.Put("one");
        say("put one");
        b.Cancel();
        a.Cancel();
        queue.Put("two");
        say("put two");
        queue.Put("three");
        var d = queue.Get();
        d.Cancel();
        d.Watch(say, "d");
        a.Quiet();
    }

    internal static void QueuePutsInTheCallback(Say say)
    {
        var queue = new DeferredQueue<string>();
        queue.Get().AddCallback(v =>
        {
            say("a has", v);
            queue.Put(v + "!");
            say("a has put");
            queue.Get().OnValue(say, "a again");
            return v;
        });
        queue.Get().OnValue(say, "b");
        queue.Put("one");
        say("put one");
        queue.Put("two");
        say("put two");
        queue.Put("three");
        queue.Get().Watch(say, "c");
    }

    internal static void QueueInMethods(Say say)
    {
        var queue = new DeferredQueue<string>();
        Consumer("a").Watch(say, "a");
        Consumer("b").Watch(say, "b");
        foreach (var item in new[] { "one", "two", "three" })
        {
            queue.Put(item);
            say("put", item);
        }
        queue.Put("end");
        queue.Get().Watch(say, "left");

        async Deferred<string> Consumer(string name)
        {
            while (true)
            {
                var got = await queue.Get();
                say(name, "has", got);
                if (got != "end")
                    continue;
                queue.Put("end");
                return name + " ends";
            }
        }
    }
}
