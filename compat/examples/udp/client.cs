using static twisted.internet;

internal static class UdpClient
{
    private sealed class Client(int server) : protocol.DatagramProtocol
    {
        private readonly Queue<byte[]> words = new(["one"u8.ToArray(), "two"u8.ToArray(), "three"u8.ToArray()]);

        public override void startProtocol()
        {
            transport.connect("127.0.0.1", server);
            sendNext();
        }

        public override void datagramReceived(byte[] datagram, (string host, int port) addr)
        {
            Console.WriteLine($"received {datagram.decode()}");
            sendNext();
        }

        private void sendNext()
        {
            if (words.Count > 0)
                transport.write(words.Dequeue());
            else
                reactor.stop();
        }
    }

    internal static void Run(string[] argv)
    {
        reactor.listenUDP(0, new Client(int.Parse(argv[0])));
        reactor.run();
    }
}
