using static twisted.internet;

internal static class UnixClient
{
    private sealed class Client : protocol.Protocol
    {
        private readonly List<byte> received = [];

        public override void connectionMade()
        {
            transport.write("hello, "u8);
            transport.write("socket!"u8);
        }

        public override void dataReceived(byte[] data)
        {
            received.AddRange(data);
            if (received.Count == 14)
            {
                Console.WriteLine($"server said: {received.ToArray().decode()}");
                transport.loseConnection();
            }
        }

        public override void connectionLost(Failure reason)
        {
            Console.WriteLine("connection lost");
            reactor.stop();
        }
    }

    internal static void Run(string[] argv)
    {
        var d = endpoints.connectProtocol(endpoints.UNIXClientEndpoint(reactor, argv[0]), new Client());
        d.addErrback(failure => Console.WriteLine(failure));
        reactor.run();
    }
}
