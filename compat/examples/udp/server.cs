using static twisted.internet;

internal static class UdpServer
{
    private sealed class Echo : protocol.DatagramProtocol
    {
        public override void datagramReceived(byte[] datagram, (string host, int port) addr) => transport.write(datagram, addr);
    }

    internal static void Run(string[] argv)
    {
        var port = reactor.listenUDP(int.Parse(argv[0]), new Echo(), @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
