using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Reactors;

/// <summary>Ports and connectors say which they are.</summary>
public sealed class PortNameTests(Type kind) : ReactorContract(kind)
{
    [Test]
    public void ToString_TcpPort_HasItsNumber()
    {
        var port = Reactor.ListenTCP(0, Substitute.For<IFactory>(), interfaceAddress: "127.0.0.1");
        port.ToString().Should().Contain(Number(port));
    }

    [Test]
    public void ToString_UdpPort_HasItsNumber()
    {
        var port = Reactor.ListenUDP(0, Substitute.For<IDatagramProtocol>(), "127.0.0.1");
        port.ToString().Should().Contain(Number(port));
    }

    [Test]
    public void ToString_TcpPortForTls_HasItsNumber()
    {
        var factory = new TlsServerFactory(Reactor, Substitute.For<IFactory>(), TestCertificates.Server);
        var port = Reactor.ListenTCP(0, factory, interfaceAddress: "127.0.0.1");
        port.ToString().Should().Contain(Number(port)).And.Contain(nameof(TlsServerFactory));
    }

    [Test]
    public void ToString_Connector_SaysWhereToAndItsState()
    {
        var connector = Reactor.ConnectTCP("localhost", 666, Substitute.For<IClientFactory>());
        connector.ToString().Should().Contain("localhost").And.Contain("666").And.Contain("Connecting");
        connector.StopConnecting();
        connector.ToString().Should().Contain("Disconnected");
    }

    private static string Number(IListeningPort port) => $"{((IPv4Address)port.GetHost()).Port}";
}
