using System.Diagnostics;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>The echo on Twisted, with its epoll reactor; takes the same orders as ours (<see cref="ServerOrders"/>).</summary>
internal static class TwistedEchoServer
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import gc, resource
        from twisted.internet import epollreactor
        epollreactor.install()
        from twisted.internet import protocol, reactor, stdio
        from twisted.protocols import basic

        # The other servers' runtime does the same.
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


        class Echo(protocol.Protocol):
            def dataReceived(self, data):
                self.transport.write(data)


        class Orders(basic.LineReceiver):
            delimiter = b"\n"

            def lineReceived(self, line):
                gc.collect()
                self.sendLine(b"collected")

            def connectionLost(self, reason):
                reactor.stop()


        port = reactor.listenTCP(0, protocol.Factory.forProtocol(Echo), backlog=1024, interface="127.0.0.1")
        print("listening", port.getHost().port, flush=True)
        stdio.StandardIO(Orders())
        reactor.run()
        """;

    internal static ProcessStartInfo StartInfo => new(Python, ["-c", Script]);
}
