using System.Security.Cryptography.X509Certificates;
using static twisted.internet;
using static twisted.protocols;

internal static class StartTlsClient
{
    private sealed class Client : basic.LineReceiver
    {
        public override void connectionMade()
        {
            sendLine("hello"u8);
            sendLine("STARTTLS"u8);
        }

        public override void lineReceived(byte[] line)
        {
            Console.WriteLine($"server: {line.decode()}");
            if (line.decode() == "READY")
            {
                transport.startTLS(ssl.optionsForClientTLS("localhost", ((ClientFactory)factory!).authority));
                sendLine("hello again"u8);
                sendLine("QUIT"u8);
            }
        }

        public override void connectionLost(Failure reason)
        {
            Console.WriteLine("closed");
            reactor.stop();
        }
    }

    private sealed class ClientFactory : protocol.ClientFactory
    {
        public required X509Certificate2 authority { get; init; }

        public ClientFactory() => protocol = () => new Client();
    }

    internal static void Run(string[] argv)
    {
        var authority = ssl.Certificate.loadPEM(File.ReadAllText(argv[1]));
        var factory = new ClientFactory { authority = authority };
        reactor.connectTCP("127.0.0.1", int.Parse(argv[0]), factory);
        reactor.run();
    }
}
