using static twisted.internet;
using static twisted.protocols;

/// <summary>Two who chat, and what each of them hears.</summary>
internal static class ChatClient
{
    private sealed class Member(string name) : basic.LineReceiver
    {
        public string name { get; } = name;

        public DeferredQueue<byte[]> heard { get; } = defer.DeferredQueue<byte[]>();

        public List<string> lines { get; } = [];

        public override void lineReceived(byte[] line)
        {
            lines.Add(line.decode());
            heard.put(line);
        }
    }

    [defer.inlineCallbacks]
    private static async Deferred main(IReactor reactor, string[] argv)
    {
        var endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int.Parse(argv[0]));
        var anne = await endpoints.connectProtocol(endpoint, new Member("anne"));
        await anne.heard.get();
        anne.sendLine("anne"u8);
        await anne.heard.get();
        var bert = await endpoints.connectProtocol(endpoint, new Member("bert"));
        await bert.heard.get();
        bert.sendLine("anne"u8);
        await bert.heard.get();
        bert.sendLine("bert"u8);
        await defer.gatherResults([anne.heard.get(), bert.heard.get()]);
        anne.sendLine("how are you?"u8);
        await bert.heard.get();
        bert.transport.loseConnection();
        await anne.heard.get();
        // The two connections have no order between them.
        foreach (var member in (Member[])[anne, bert])
        {
            foreach (var line in member.lines)
                Console.WriteLine($"{member.name} heard: {line}");
        }
    }

    internal static void Run(string[] argv) => Environment.ExitCode = task.react(main, argv);
}
