using static twisted.internet;
using static twisted.protocols;

/// <summary>A server that loses its first clients, goes away for a moment, and comes back.</summary>
internal static class ReconnectingServer
{
    private sealed class Unsteady : basic.LineReceiver
    {
        public override void connectionMade()
        {
            var factory = (UnsteadyFactory)this.factory!;
            factory.connections += 1;
            sendLine($"connection {factory.connections}".encode());
            if (factory.connections == 2)
                factory.goAway();
            if (factory.connections < 4)
                transport.loseConnection();
        }

        public override void lineReceived(byte[] line)
        {
            sendLine([.. "stay well, "u8, .. line]);
            transport.loseConnection();
        }
    }

    private sealed class UnsteadyFactory : protocol.ServerFactory
    {
        public int connections;
        public IListeningPort port = null!; // Made by listen.

        public UnsteadyFactory() => protocol = () => new Unsteady();

        public void listen(int number) => port = reactor.listenTCP(number, this, @interface: "127.0.0.1");

        public void goAway()
        {
            var number = port.getHost().port;
            port.stopListening();
            reactor.callLater(0.05, listen, number);
        }
    }

    internal static void Run(string[] argv)
    {
        var factory = new UnsteadyFactory();
        factory.listen(int.Parse(argv[0]));
        Console.WriteLine($"listening {factory.port.getHost().port}");
        reactor.run();
    }
}
