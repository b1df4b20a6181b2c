using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PortForwardingTests
{
    private readonly MemoryReactorClock _reactor = new();

    [Test]
    public void ProxyFactory_Connection_ForwardsBothWays()
    {
        var (server, incoming) = Accept();
        incoming.ProducerState.Should().Be(ProducerState.Paused, "there is nowhere to send it yet");
        var connector = _reactor.TcpClients.Should().ContainSingle().Subject;
        connector.Host.Should().Be("10.9.8.7");
        connector.Port.Should().Be(99);
        var outgoing = connector.Succeed();
        incoming.ProducerState.Should().Be(ProducerState.Producing);
        server.DataReceived("request"u8);
        outgoing.ValueString().Should().Be("request");
        connector.Protocol!.DataReceived("response"u8); // Connected above.
        incoming.ValueString().Should().Be("response");
    }

    [Test]
    public void ProxyClient_Connected_EachSideIsTheOthersProducer()
    {
        var (_, incoming) = Accept();
        var outgoing = _reactor.TcpClients[0].Succeed();
        outgoing.Producer.Should().BeSameAs(incoming);
        outgoing.Streaming.Should().BeTrue();
        incoming.Producer.Should().BeSameAs(outgoing);
        incoming.Streaming.Should().BeTrue();
    }

    [Test]
    public void ConnectionLost_Incoming_ClosesTheOutgoing()
    {
        var (server, incoming) = Accept();
        var outgoing = _reactor.TcpClients[0].Succeed();
        incoming.Disconnect();
        _reactor.Advance(0);
        outgoing.Disconnected.Should().BeTrue();
        server.Peer.Should().BeNull();
    }

    [Test]
    public void ConnectionLost_Outgoing_ClosesTheIncoming()
    {
        var (server, incoming) = Accept();
        _reactor.TcpClients[0].Succeed();
        _reactor.TcpClients[0].Lose(new ConnectionLostException("lost"));
        incoming.Disconnected.Should().BeTrue();
        server.Peer.Should().BeNull();
    }

    [Test]
    public void ConnectionLost_WhileConnecting_StopsTheAttempt()
    {
        using var log = new LogWatch();
        var (_, incoming) = Accept();
        incoming.Disconnect();
        _reactor.TcpClients[0].IsConnecting.Should().BeFalse();
        log.Events.Should().Contain(e => e.Message.Contains("ProxyServer was lost"));
    }

    [Test]
    public void ClientConnectionFailed_ClosesTheIncoming()
    {
        var (_, incoming) = Accept();
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("refused"));
        incoming.Disconnected.Should().BeTrue();
    }

    [Test]
    public void ProxyClient_NobodyLeft_Closes()
    {
        var factory = new ProxyClientFactory();
        var client = (ProxyClient)factory.BuildProtocol(new IPv4Address("10.9.8.7", 99))!; // It never refuses.
        var transport = new StringTransport();
        client.MakeConnection(transport);
        transport.Disconnecting.Should().BeTrue();
        client.DataReceived("to nobody"u8);
    }

    private (ProxyServer Server, StringTransport Incoming) Accept()
    {
        _reactor.ListenTCP(8080, new ProxyFactory(_reactor, "10.9.8.7", 99));
        var (protocol, transport) = _reactor.TcpServers[0].Accept()!.Value; // It never refuses.
        return ((ProxyServer)protocol, transport);
    }
}
