using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>The addresses that ports, factories and both ends of a connection tell.</summary>
public sealed class TcpAddressTests(Type kind) : TcpContract(kind)
{
    [Test]
    public void IPv4_EveryoneTells_TheSameAddresses() => Check("127.0.0.1", a => a.Should().BeOfType<IPv4Address>());

    [Test]
    public void IPv6_EveryoneTells_TheSameAddresses()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Inconclusive("There is no IPv6 here.");
        Check("::1", a => a.Should().BeOfType<IPv6Address>().Which.ScopeId.Should().Be(0));
    }

    [Test]
    public void IPv6LinkLocal_EveryoneTells_TheScope()
    {
        var local = LinkLocal();
        if (local is null)
            Assert.Inconclusive("There is no link-local address here.");
        Check(local.ToString(), a =>
        {
            var address = a.Should().BeOfType<IPv6Address>().Subject;
            address.ScopeId.Should().Be(local.ScopeId);
            address.Host.Should().EndWith($"%{local.ScopeId}");
            address.FlowInfo.Should().Be(0);
        });
    }

    [Test]
    public void ToString_PortZero_HasTheRealPort()
    {
        var server = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.ToString().Should().StartWith($"<TcpTransport {Port.GetHost()} to 127.0.0.1:").And.Contain(" Open");
                p.Transport.LoseConnection();
            },
        };
        RunPair(server, new RecordingProtocol());
        server.Events.Should().StartWith("made");
        Port.ToString().Should().Be($"<TcpPort {Port.GetHost()} Closed of RecordingFactory>");
    }

    [Test]
    public void ListenTCP_NoInterface_ListensOnIPv4()
    {
        var port = Reactor.ListenTCP(0, new RecordingFactory(() => null));
        port.GetHost().Should().BeOfType<IPv4Address>().Which.Host.Should().Be("0.0.0.0");
    }

    private static IPAddress? LinkLocal() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address)
        .FirstOrDefault(a => a.IsIPv6LinkLocal && a.ScopeId != 0);

    private void Check(string host, Action<IAddress> isRight)
    {
        IAddress[] server = [], client = [];
        var serverFactory = new RecordingFactory(() => new RecordingProtocol
        {
            OnMade = p =>
            {
                server = [p.Transport.GetHost(), p.Transport.GetPeer()];
                p.Transport.ToString().Should().StartWith($"<TcpTransport {server[0]} to {server[1]} Open");
            },
        });
        var clientFactory = new RecordingFactory(() => new RecordingProtocol
        {
            OnMade = p => client = [p.Transport.GetHost(), p.Transport.GetPeer()],
        });
        IListeningPort? port = null;
        IConnector? connector = null;
        void WhenBoth()
        {
            if (server.Length == 0 || client.Length == 0)
                Later(1, WhenBoth);
            else
                Reactor.Stop();
        }
        Run(() =>
        {
            port = Reactor.ListenTCP(0, serverFactory, interfaceAddress: host);
            var number = port.GetHost() is IPv6Address v6 ? v6.Port : ((IPv4Address)port.GetHost()).Port;
            connector = Reactor.ConnectTCP(host, number, clientFactory);
            WhenBoth();
        });
        server[0].Should().Be(port!.GetHost()).And.Be(client[1]).And.Be(clientFactory.BuiltFor).And.Be(connector!.GetDestination());
        server[1].Should().Be(client[0]).And.Be(serverFactory.BuiltFor);
        foreach (var address in server.Concat(client))
            isRight(address);
    }
}
