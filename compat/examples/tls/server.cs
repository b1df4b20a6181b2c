using static twisted.internet;

/// <summary>Echo over TLS; the certificate and its key are in the file that is named.</summary>
internal static class TlsServer
{
    private sealed class Echo : protocol.Protocol
    {
        public override void dataReceived(byte[] data) => transport.write(data);
    }

    internal static void Run(string[] argv)
    {
        var certificate = ssl.PrivateCertificate.loadPEM(File.ReadAllText(argv[1]));
        var factory = protocol.Factory.forProtocol(() => new Echo());
        var port = reactor.listenSSL(int.Parse(argv[0]), factory, certificate.options(), @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
