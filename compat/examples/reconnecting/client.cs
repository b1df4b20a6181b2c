using static twisted.internet;
using static twisted.protocols;

internal static class ReconnectingClient
{
    private sealed class Client : basic.LineReceiver
    {
        public override void lineReceived(byte[] line)
        {
            Console.WriteLine($"server: {line.decode()}");
            if (line.decode() == "connection 4")
            {
                ((Patient)factory!).resetDelay();
                ((Patient)factory!).stopTrying();
                sendLine("server"u8);
            }
        }
    }

    private sealed class Patient : protocol.ReconnectingClientFactory
    {
        private bool refused;

        public Patient()
        {
            protocol = () => new Client();
            initialDelay = 0.01;
            maxDelay = 0.1;
        }

        public override void startedConnecting(IConnector connector)
        {
            if (retries == 0)
                Console.WriteLine($"connecting to {connector.getDestination().host}");
        }

        public override void clientConnectionFailed(IConnector connector, Failure reason)
        {
            if (!refused)
            {
                Console.WriteLine("refused at least once");
                refused = true;
            }
            base.clientConnectionFailed(connector, reason);
        }

        public override void clientConnectionLost(IConnector connector, Failure reason)
        {
            Console.WriteLine("lost");
            base.clientConnectionLost(connector, reason);
            if (!continueTrying)
                reactor.stop();
        }
    }

    internal static void Run(string[] argv)
    {
        reactor.connectTCP("127.0.0.1", int.Parse(argv[0]), new Patient());
        reactor.run();
    }
}
