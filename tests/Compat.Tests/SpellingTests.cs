using static twisted.internet;
using static twisted.protocols;
using static twisted.web;

namespace TwistedSharp.Compat.Tests;

public sealed class SpellingTests
{
    private sealed class Echo : protocol.Protocol
    {
        public override void dataReceived(byte[] data) => transport.write(data);
    }

    private sealed class EchoFactory : protocol.Factory
    {
        public override TwistedSharp.Internet.IProtocol buildProtocol(TwistedSharp.Internet.IAddress addr) => new Echo();
    }

    private sealed class Answer : basic.LineReceiver
    {
        public override void connectionMade() => sendLine("hello"u8);

        public override void lineReceived(byte[] line)
        {
            if (line.decode() == "quit")
                transport.loseConnection();
            else
                sendLine("got ".encode());
        }
    }

    [Test]
    public void Words_OfDeferreds_ReadAsInTwisted()
    {
        var seen = new List<object?>();
        var d = defer.Deferred();
        d.addCallback(x => (int)x! + 1);
        d.addCallback(x => defer.succeed((int)x! * 2));
        d.addErrback(failure => failure.trap(defer.CancelledError));
        d.addCallback(seen.Add);
        d.callback(20);
        seen.Should().Equal(42);
    }

    [Test]
    public void Words_OfTheReactor_ReadAsInTwisted()
    {
        var f = new protocol.Factory { protocol = () => new Answer() };
        var port = reactor.listenTCP(0, new EchoFactory(), @interface: "127.0.0.1");
        reactor.callLater(0, reactor.stop);
        reactor.run(false);
        _ = f;
        _ = client.Agent(reactor);
    }
}
