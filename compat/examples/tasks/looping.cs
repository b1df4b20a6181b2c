using static twisted.internet;

/// <summary>A LoopingCall, calls that are put off and cancelled, work in threads, work shared out in turns.</summary>
internal static class TasksLooping
{
    private static LoopingCall loop = null!; // Made in Run.
    private static int count;

    private static void tick()
    {
        count += 1;
        Console.WriteLine($"tick {count}");
        if (count == 3)
            loop.stop();
    }

    private static IEnumerable<Deferred?> countTo(string name, int number)
    {
        for (var i = 0; i < number; i++)
        {
            Console.WriteLine($"{name} {i}");
            yield return null;
        }
    }

    private static int work(int x) => x * x;

    [defer.inlineCallbacks]
    private static async Deferred rest(LoopingCall ignored)
    {
        var cancelled = reactor.callLater(5, Console.WriteLine, "never");
        var put_off = reactor.callLater(0.01, Console.WriteLine, "put off");
        put_off.delay(0.01);
        cancelled.cancel();
        Console.WriteLine($"active: {cancelled.active()} {put_off.active()}");
        await task.deferLater(reactor, 0.05, () => Console.WriteLine("later"));
        var squares = await defer.gatherResults(from i in Enumerable.Range(0, 4) select threads.deferToThread(work, i));
        Console.WriteLine($"squares: {string.Join(' ', squares)}");
        var results = await defer.DeferredList(
            [threads.deferToThread(work, 9), defer.fail<int>(new ArgumentException("no"))], consumeErrors: true);
        foreach (var (success, value, failure) in results)
            Console.WriteLine($"{success} {(success ? value : failure!.getErrorMessage())}");
        var cooperator = task.Cooperator();
        await defer.gatherResults([cooperator.coiterate(countTo("a", 2)), cooperator.coiterate(countTo("b", 3))]);
        var slow = defer.Deferred();
        slow.addTimeout(0.01, reactor);
        try
        {
            await slow;
        }
        catch (TimeoutException)
        {
            Console.WriteLine("timed out");
        }
    }

    internal static void Run(string[] argv)
    {
        loop = task.LoopingCall(tick);
        loop.start(0.01).addCallback(rest).addErrback(Console.WriteLine).addBoth(ignored => reactor.stop());
        reactor.run();
    }
}
