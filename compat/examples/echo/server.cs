using static twisted.internet;

internal static class EchoServer
{
    private sealed class Echo : protocol.Protocol
    {
        public override void dataReceived(byte[] data) => transport.write(data);
    }

    private sealed class EchoFactory : protocol.Factory
    {
        public override IProtocol buildProtocol(IAddress addr) => new Echo();
    }

    internal static void Run(string[] argv)
    {
        var port = reactor.listenTCP(int.Parse(argv[0]), new EchoFactory(), @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
