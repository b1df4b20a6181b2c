using static twisted.internet;
using static twisted.web;

/// <summary>Bodies that are sent: a file, and one whose length nobody knows before its end; asks the server of the agent example.</summary>
internal static class UploadClient
{
    /// <summary>Counts down, a number at a time.</summary>
    private sealed class Countdown(int start) : iweb.IBodyProducer
    {
        private IConsumer consumer = null!; // Given by startProducing.
        private CooperativeTask task = null!; // Made by startProducing.

        public long? length => iweb.UNKNOWN_LENGTH;

        public Deferred startProducing(IConsumer consumer)
        {
            this.consumer = consumer;
            task = twisted.internet.task.cooperate(produce());
            return task.whenDone();
        }

        private IEnumerable<Deferred?> produce()
        {
            for (var number = start; number >= 0; number--)
            {
                consumer.write($"{number} ".encode());
                yield return null;
            }
        }

        public void pauseProducing() => task.pause();

        public void resumeProducing() => task.resume();

        public void stopProducing() => task.stop();
    }

    [defer.inlineCallbacks]
    private static async Deferred main(IReactor reactor, string[] argv)
    {
        var agent = client.Agent(reactor);
        var uri = $"http://127.0.0.1:{argv[0]}/hello";
        using (var file = new MemoryStream("0123456789".encode()))
        {
            var response = await agent.request("POST", uri, null, client.FileBodyProducer(file));
            var body = await client.readBody(response);
            Console.WriteLine($"file: {response.code} {body.decode()}");
        }
        var second = await agent.request("POST", uri, null, new Countdown(5));
        var answer = await client.readBody(second);
        Console.WriteLine($"unknown length: {second.code} {answer.decode()}");
    }

    internal static void Run(string[] argv) => Environment.ExitCode = task.react(main, argv);
}
