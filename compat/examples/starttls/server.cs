using static twisted.internet;
using static twisted.protocols;

/// <summary>Lines in the clear until the client asks for TLS.</summary>
internal static class StartTlsServer
{
    private sealed class Server : basic.LineReceiver
    {
        private bool secret;

        public override void lineReceived(byte[] line)
        {
            if (line.decode() == "STARTTLS")
            {
                sendLine("READY"u8);
                transport.startTLS(((ServerFactory)factory!).options);
                secret = true;
            }
            else if (line.decode() == "QUIT")
            {
                sendLine("BYE"u8);
                transport.loseConnection();
            }
            else
            {
                sendLine([.. secret ? "in secret: "u8 : "in the clear: "u8, .. line]);
            }
        }
    }

    private sealed class ServerFactory : protocol.ServerFactory
    {
        public required TlsServerOptions options { get; init; }

        public ServerFactory() => protocol = () => new Server();
    }

    internal static void Run(string[] argv)
    {
        var certificate = ssl.PrivateCertificate.loadPEM(File.ReadAllText(argv[1]));
        var factory = new ServerFactory { options = certificate.options() };
        var port = reactor.listenTCP(int.Parse(argv[0]), factory, @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
