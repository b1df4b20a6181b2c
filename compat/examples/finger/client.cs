using static twisted.internet;

internal static class FingerClient
{
    private sealed class Ask(byte[] user) : protocol.Protocol
    {
        private readonly List<byte> answer = [];

        public Deferred<string> done { get; } = defer.Deferred<string>();

        public override void connectionMade() => transport.write([.. user, .. "\r\n"u8]);

        public override void dataReceived(byte[] data) => answer.AddRange(data);

        public override void connectionLost(Failure reason) => done.callback(answer.ToArray().decode().Trim());
    }

    [defer.inlineCallbacks]
    private static async Deferred main(IReactor reactor, string[] argv)
    {
        var endpoint = endpoints.HostnameEndpoint(reactor, "127.0.0.1", int.Parse(argv[0]));
        foreach (var user in (string[])["moshez", "shawn", "nobody", "crash"])
        {
            var ask = await endpoints.connectProtocol(endpoint, new Ask(user.encode()));
            var answer = await ask.done;
            Console.WriteLine($"{user}: {answer}");
        }
    }

    internal static void Run(string[] argv) => Environment.ExitCode = task.react(main, argv);
}
