using static twisted.internet;
using static twisted.protocols;

internal static class LinesClient
{
    private sealed class Client : basic.LineReceiver
    {
        private readonly Queue<byte[]> script = new(["Alice".encode(), "Bob".encode(), "raw 5".encode(), "quit".encode()]);

        public override void lineReceived(byte[] line)
        {
            Console.WriteLine($"server: {line.decode()}");
            if (script.Count == 0)
                return;
            line = script.Dequeue();
            Console.WriteLine($"client: {line.decode()}");
            sendLine(line);
            if (line.decode().StartsWith("raw "))
                transport.write(new string('x', int.Parse(line.decode()[4..])).encode());
        }

        public override void connectionLost(Failure reason)
        {
            reason.trap(error.ConnectionDone);
            Console.WriteLine("closed");
            reactor.stop();
        }
    }

    internal static void Run(string[] argv)
    {
        var endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int.Parse(argv[0]));
        endpoints.connectProtocol(endpoint, new Client()).addErrback(failure => Console.WriteLine("failed"));
        reactor.run();
    }
}
