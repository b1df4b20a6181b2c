using static twisted.internet;

/// <summary>Work in threads, and its way back to the reactor.</summary>
internal static class ThreadsWork
{
    private static Thread? main_thread;

    private static string where() => Thread.CurrentThread == main_thread ? "in the reactor's thread" : "in another thread";

    private static (int, string) square(int x) => (x * x, where());

    private static void fail() => throw new ArgumentException("no such number");

    private static void ask(Deferred<(string, string)> done)
    {
        // A thread that needs something of the reactor waits for it.
        var answer = threads.blockingCallFromThread(reactor, () => task.deferLater(reactor, 0.01, () => "answer " + where()));
        var place = where();
        reactor.callFromThread(() => done.callback((answer, place)));
    }

    [defer.inlineCallbacks]
    private static async Deferred main(IReactor reactor)
    {
        var (result, place) = await threads.deferToThread(square, 12);
        Console.WriteLine($"{result} {place}");
        try
        {
            await threads.deferToThread(fail);
        }
        catch (ArgumentException error)
        {
            Console.WriteLine($"failed: {error.Message}");
        }
        var done = defer.Deferred<(string, string)>();
        reactor.callInThread(() => ask(done));
        (var answer, place) = await done;
        Console.WriteLine(answer);
        Console.WriteLine($"asked {place}");
        var results = await defer.gatherResults(from x in Enumerable.Range(0, 5) select threads.deferToThread(square, x));
        Console.WriteLine($"squares: [{string.Join(", ", from each in results select each.Item1)}]");
    }

    internal static void Run(string[] argv)
    {
        main_thread = Thread.CurrentThread;
        Environment.ExitCode = task.react(main);
    }
}
