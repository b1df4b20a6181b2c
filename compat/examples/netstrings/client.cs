using static twisted.internet;
using static twisted.protocols;

internal static class NetstringsClient
{
    private sealed class Client : basic.NetstringReceiver
    {
        private int waiting;

        public override void connectionMade()
        {
            waiting = 0;
            foreach (var word in (string[])["stressed", "", "drawer, with commas,", "0:"])
            {
                waiting += 1;
                sendString(word.encode());
            }
        }

        public override void stringReceived(byte[] data)
        {
            Console.WriteLine($"received {data.decode()}");
            waiting -= 1;
            if (waiting == 0)
                transport.loseConnection();
        }

        public override void connectionLost(Failure reason) => reactor.stop();
    }

    private static void connected(Client client) => Console.WriteLine("connected");

    private static void failed(Failure failure)
    {
        Console.WriteLine($"failed: {failure.type.Name}");
        reactor.stop();
    }

    internal static void Run(string[] argv)
    {
        var creator = new protocol.ClientCreator<Client>(reactor, () => new Client());
        var d = creator.connectTCP("127.0.0.1", int.Parse(argv[0]));
        d.addCallbacks(connected, failed);
        reactor.run();
    }
}
