using static twisted.internet;
using static twisted.protocols;

/// <summary>A chat from the keyboard: what is typed goes to the server of the chat example, what the server says to the screen.</summary>
internal static class StdinClient
{
    private sealed class Server : basic.LineReceiver
    {
        private Keyboard? keyboard;

        public override void lineReceived(byte[] line)
        {
            Console.WriteLine(line.decode());
            if (keyboard is null)
            {
                keyboard = new Keyboard(this);
                stdio.StandardIO(keyboard);
            }
        }

        public override void connectionLost(Failure reason)
        {
            Console.WriteLine("goodbye");
            reactor.stop();
        }
    }

    private sealed class Keyboard : basic.LineReceiver
    {
        private readonly Server server;

        public Keyboard(Server server)
        {
            delimiter = Environment.NewLine.encode();
            this.server = server;
        }

        public override void lineReceived(byte[] line)
        {
            server.sendLine(line);
            if (line.decode() == "bye")
                server.transport.loseConnection();
        }
    }

    internal static void Run(string[] argv)
    {
        var endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int.Parse(argv[0]));
        endpoints.connectProtocol(endpoint, new Server()).addErrback(failure => Console.WriteLine(failure));
        reactor.run();
    }
}
