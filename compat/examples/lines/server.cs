using static twisted.internet;
using static twisted.protocols;

internal static class LinesServer
{
    private sealed class Answer : basic.LineReceiver
    {
        private int left;
        private int count;

        public override void connectionMade() => sendLine("What is your name?"u8);

        public override void lineReceived(byte[] line)
        {
            if (line.decode() == "quit")
            {
                sendLine("Goodbye."u8);
                transport.loseConnection();
            }
            else if (line.decode().StartsWith("raw "))
            {
                left = int.Parse(line.decode()[4..]);
                count = 0;
                setRawMode();
            }
            else
            {
                sendLine($"Hello, {line.decode()}!".encode());
            }
        }

        public override void rawDataReceived(byte[] data)
        {
            var taken = data[..Math.Min(left, data.Length)];
            var rest = data[taken.Length..];
            left -= taken.Length;
            count += taken.Length;
            if (left == 0)
            {
                sendLine($"Got {count} bytes.".encode());
                setLineMode(rest);
            }
        }
    }

    internal static void Run(string[] argv)
    {
        var factory = new protocol.Factory();
        factory.protocol = () => new Answer();
        var port = reactor.listenTCP(int.Parse(argv[0]), factory, @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
