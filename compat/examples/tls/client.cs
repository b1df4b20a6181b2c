using static twisted.internet;

/// <summary>Echo over TLS with a server whose certificate is the one in the file that is named, and then with one that it does not trust.
/// </summary>
internal static class TlsClient
{
    private sealed class Client : protocol.Protocol
    {
        public Deferred<object?> done { get; } = defer.Deferred();

        public override void connectionMade() => transport.write("hello, world!"u8);

        public override void dataReceived(byte[] data)
        {
            Console.WriteLine($"server said: {data.decode()}");
            transport.loseConnection();
        }

        public override void connectionLost(Failure reason)
        {
            Console.WriteLine("goodbye");
            done.callback();
        }
    }

    private static Deferred ask(IReactor reactor, int port, TlsOptions options)
    {
        var tcp = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", port);
        var d = endpoints.connectProtocol(endpoints.wrapClientTLS(options, tcp), new Client());
        // Twisted has the protocol connected before the handshake; here the endpoint fails, and there is no protocol.
        return d.addCallback(client => client.done).addErrback(failure =>
        {
            failure.trap(ssl.VerificationError);
            Console.WriteLine("the server is not trusted");
        });
    }

    [defer.inlineCallbacks]
    private static async Deferred main(IReactor reactor, string[] argv)
    {
        var authority = ssl.Certificate.loadPEM(File.ReadAllText(argv[1]));
        await ask(reactor, int.Parse(argv[0]), ssl.optionsForClientTLS("localhost", authority));
        await ask(reactor, int.Parse(argv[0]), ssl.optionsForClientTLS("localhost"));
    }

    internal static void Run(string[] argv) => Environment.ExitCode = task.react(main, argv);
}
