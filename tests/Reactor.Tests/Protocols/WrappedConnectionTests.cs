using TwistedSharp.Internet;
using TwistedSharp.Protocols;
using TwistedSharp.Tests.Reactors;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Protocols;

/// <summary>Wrappers and port forwarding over real sockets.</summary>
public sealed class WrappedConnectionTests(Type kind) : ReactorContract(kind)
{
    [Test]
    public void ProxyFactory_OneMebibyteThereAndBack_ArrivesWholeAndBothCloses()
    {
        var sent = new byte[1 << 20];
        new Random(4).NextBytes(sent);
        var echo = new RecordingProtocol { OnData = (p, data) => p.Transport.Write(data) };
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write(sent),
            OnData = (p, _) =>
            {
                if (p.ReceivedBytes == sent.Length)
                    p.Transport.LoseConnection();
            },
        };
        echo.OnLost = (_, _) => Reactor.Stop();
        Run(() =>
        {
            var target = Reactor.ListenTCP(0, Factory.ForProtocol(() => echo), interfaceAddress: "127.0.0.1");
            var proxy = Reactor.ListenTCP(0, new ProxyFactory(Reactor, "127.0.0.1", PortOf(target)), interfaceAddress: "127.0.0.1");
            Reactor.ConnectTCP("127.0.0.1", PortOf(proxy), Factory.ForProtocol<ClientFactory>(() => client));
        });
        client.Received.AsSpan().SequenceEqual(sent).Should().BeTrue();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void WrappingFactory_HalfClose_ReachesTheProtocolThroughTheWrapper()
    {
        var server = new HalfCloseRecorder
        {
            OnReadLost = p =>
            {
                p.Transport.Write("answer"u8);
                p.Transport.LoseConnection();
            },
        };
        var client = new HalfCloseRecorder { OnMade = p => Ask((HalfCloseRecorder)p), OnLost = (_, _) => Reactor.Stop() };
        Run(() =>
        {
            var port = Reactor.ListenTCP(0, new WrappingFactory(Factory.ForProtocol(() => server)), interfaceAddress: "127.0.0.1");
            Reactor.ConnectTCP("127.0.0.1", PortOf(port), new WrappingFactory(Factory.ForProtocol<ClientFactory>(() => client)));
        });
        server.Text.Should().Be("question");
        server.Events.Should().Contain("read lost");
        client.Text.Should().Be("answer");
        client.Events.Should().Contain("write lost");
    }

    private static void Ask(HalfCloseRecorder client)
    {
        client.Transport.Write("question"u8);
        client.Half.LoseWriteConnection();
    }

    private static int PortOf(IListeningPort port) => ((IPv4Address)port.GetHost()).Port;
}
