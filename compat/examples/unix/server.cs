using static twisted.internet;

internal static class UnixServer
{
    private sealed class Echo : protocol.Protocol
    {
        public override void dataReceived(byte[] data) => transport.write(data);

        public override void connectionLost(Failure reason) => reactor.stop();
    }

    internal static void Run(string[] argv)
    {
        var d = endpoints.serverFromString(reactor, "unix:" + argv[0]).listen(protocol.Factory.forProtocol(() => new Echo()));
        d.addCallback(port => Console.WriteLine($"listening {port.getHost().name}"));
        reactor.run();
    }
}
