using static twisted.internet;
using static twisted.web;

/// <summary>Many pages at once, as one did it in 2008: one generator that a few share, and a DeferredList; asks the server of the agent
/// example.</summary>
internal static class FetcherClient
{
    private static string baseURL = "";

    private static readonly string[] paths =
        [.. from n in Enumerable.Range(0, 12) select $"/hello?name={n}", "/data", "/nowhere", "/moved", "/nothing"];

    private sealed class Fetcher(string[] paths, int parallel)
    {
        public string[] paths { get; } = paths;

        public Dictionary<string, byte[]> pages { get; } = [];

        public Dictionary<string, string> errors { get; } = [];

        public int running;
        public int most;

        public Deferred<DeferredListResult<IEnumerator<Deferred?>>> start()
        {
            var cooperator = task.Cooperator();
            var work = this.work();
            return defer.DeferredList(from i in Enumerable.Range(0, parallel) select cooperator.coiterate(work));
        }

        private IEnumerator<Deferred?> work()
        {
            foreach (var path in paths)
            {
                running += 1;
                most = Math.Max(most, running);
                yield return client.getPage(baseURL + path)
                    .addCallback(gotPage, path)
                    .addErrback(failed, path)
                    .addBoth(done);
            }
        }

        private void gotPage(byte[] page, string path) => pages[path] = page;

        private void failed(Failure failure, string path) => errors[path] = failure.getErrorMessage();

        private void done(object? ignored) => running -= 1;
    }

    private static void report(DeferredListResult<IEnumerator<Deferred?>> results, Fetcher fetcher)
    {
        Console.WriteLine($"workers: [{string.Join(", ", from result in results select result.IsSuccess)}]");
        Console.WriteLine($"at most at once: {fetcher.most}");
        foreach (var path in fetcher.paths)
        {
            if (fetcher.pages.TryGetValue(path, out var page))
                Console.WriteLine($"{path} is {page.Length} bytes");
            else
                Console.WriteLine($"{path} failed: {fetcher.errors[path]}");
        }
    }

    internal static void Run(string[] argv)
    {
        baseURL = $"http://127.0.0.1:{argv[0]}";
        var fetcher = new Fetcher(paths, 3);
        fetcher.start()
            .addCallback(report, fetcher)
            .addErrback(failure => Console.WriteLine($"unexpected: {failure}"))
            .addBoth(ignored => reactor.stop());
        reactor.run();
    }
}
