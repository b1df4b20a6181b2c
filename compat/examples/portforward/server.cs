using static twisted.internet;

/// <summary>Forwards what comes to a port to another, both ways.</summary>
internal static class PortForwardServer
{
    private sealed class Outgoing(Incoming incoming) : protocol.Protocol
    {
        public override void connectionMade()
        {
            incoming.outgoing = this;
            incoming.transport.resumeProducing();
        }

        public override void dataReceived(byte[] data) => incoming.transport.write(data);

        public override void connectionLost(Failure reason) => incoming.transport.loseConnection();
    }

    private sealed class Incoming(int target) : protocol.Protocol
    {
        public Outgoing? outgoing { get; set; }

        public override void connectionMade()
        {
            transport.pauseProducing();
            var factory = new protocol.ClientFactory { protocol = () => new Outgoing(this) };
            reactor.connectTCP("127.0.0.1", target, factory);
        }

        public override void dataReceived(byte[] data) => outgoing!.transport.write(data);

        public override void connectionLost(Failure reason)
        {
            if (outgoing is not null)
                outgoing.transport.loseConnection();
        }
    }

    internal static void Run(string[] argv)
    {
        var factory = new protocol.Factory();
        factory.protocol = () => new Incoming(int.Parse(argv[1]));
        var port = reactor.listenTCP(int.Parse(argv[0]), factory, @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
