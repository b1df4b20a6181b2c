using static twisted.internet;

internal static class EchoClient
{
    private sealed class Echo : protocol.Protocol
    {
        public override void connectionMade() => transport.write("hello, world!"u8);

        public override void dataReceived(byte[] data)
        {
            Console.WriteLine($"server said: {data.decode()}");
            transport.loseConnection();
        }

        public override void connectionLost(Failure reason) => Console.WriteLine("connection lost");
    }

    private sealed class EchoFactory : protocol.ClientFactory
    {
        public EchoFactory() => protocol = () => new Echo();

        public override void clientConnectionFailed(IConnector connector, Failure reason)
        {
            Console.WriteLine("connection failed");
            reactor.stop();
        }

        public override void clientConnectionLost(IConnector connector, Failure reason)
        {
            Console.WriteLine("goodbye");
            reactor.stop();
        }
    }

    internal static void Run(string[] argv)
    {
        reactor.connectTCP("127.0.0.1", int.Parse(argv[0]), new EchoFactory());
        reactor.run();
    }
}
