using TwistedSharp.Internet;
using TwistedSharp.Tests.Reactors;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Endpoints;

namespace TwistedSharp.Tests.Endpoints;

/// <summary>Endpoints from descriptions against real sockets, on each poller.</summary>
public sealed class EndpointLoopbackTests(Type kind) : ReactorContract(kind)
{
    private PemFolder _pem = null!; // Made in SetUp.

    [SetUp]
    public void WritePem() => _pem = new PemFolder();

    [TearDown]
    public void RemovePem() => _pem.Dispose();

    /// <summary>Listens, connects to what that gives, sends a word there and back, and ends.</summary>
    private RecordingProtocol Echo(string server, Func<IListeningPort, string> client)
    {
        var protocol = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write("word"u8),
            OnData = (p, _) =>
            {
                if (p.Text == "word")
                    p.Transport.LoseConnection();
            },
        };
        var echo = new RecordingProtocol
        {
            OnData = static (p, data) => p.Transport.Write(data),
            OnLost = (_, _) => Reactor.CallLater(0, Reactor.Stop),
        };
        Failure? failure = null;
        Run(() => ServerFromString(Reactor, server).Listen(Factory.ForProtocol(() => echo))
            .AddCallback(port => ConnectProtocol(ClientFromString(Reactor, client(port)), protocol))
            .AddErrback(f =>
            {
                failure = f;
                Reactor.Stop();
                return protocol;
            }));
        failure.Should().BeNull();
        protocol.Text.Should().Be("word");
        return protocol;
    }

    [Test]
    public void Tcp_Echo() => Echo("tcp:0:interface=127.0.0.1", port => $"tcp:127.0.0.1:{((IPv4Address)port.GetHost()).Port}");

    [Test]
    public void Tcp6_Echo() => Echo("tcp6:0:interface=\\:\\:1", port => $"tcp:\\:\\:1:{((IPv6Address)port.GetHost()).Port}");

    [Test]
    public void Unix_Echo()
    {
        using var paths = new UnixPaths();
        var path = QuoteStringArgument(paths.Next());
        Echo($"unix:{path}:mode=600", _ => $"unix:{path}:lockfile=1:timeout=5");
    }

    [Test]
    public void Ssl_Echo()
    {
        var protocol = Echo($"ssl:0:privateKey={_pem["both.pem"]}:interface=127.0.0.1",
            port => $"ssl:127.0.0.1:{((IPv4Address)port.GetHost()).Port}:caCertsDir={_pem["roots"]}");
        ((ITlsTransport)protocol.Transport).PeerCertificate!.Thumbprint.Should().Be(TestCertificates.Server.Thumbprint);
    }

    [Test]
    public void Tls_OverTcp_Echo() => Echo($"ssl:0:privateKey={_pem["both.pem"]}:interface=127.0.0.1",
        port => $"tls:example.com:443:trustRoots={_pem["roots"]}:endpoint="
            + QuoteStringArgument($"tcp:127.0.0.1:{((IPv4Address)port.GetHost()).Port}"));

    [Test]
    public void Ssl_ServerForAnotherHost_IsRefused()
    {
        Failure? failure = null;
        Run(() => ServerFromString(Reactor, $"ssl:0:privateKey={_pem["both.pem"]}:interface=127.0.0.1")
            .Listen(Factory.ForProtocol(() => new RecordingProtocol()))
            .AddCallback(port => ((IPv4Address)port.GetHost()).Port)
            .AddCallback(port => ConnectProtocol(
                ClientFromString(Reactor, $"ssl:127.0.0.1:{port}:hostname=bank.example:caCertsDir={_pem["roots"]}"),
                new RecordingProtocol()))
            .AddErrback(f =>
            {
                failure = f;
                Reactor.CallLater(0, Reactor.Stop);
                return new RecordingProtocol();
            }));
        failure!.Value.Should().BeOfType<VerificationException>();
    }

    [Test]
    public void HalfClose_ReachesTheProtocolOfAnEndpoint()
    {
        var client = new HalfCloseRecorder { OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection() };
        client.OnLost = (_, _) => Reactor.CallLater(0, Reactor.Stop);
        Run(() => new TCP4ServerEndpoint(Reactor, 0, interfaceAddress: "127.0.0.1")
            .Listen(Factory.ForProtocol(() => new RecordingProtocol()))
            .AddCallback(port => ConnectProtocol(
                new HostnameEndpoint(Reactor, "127.0.0.1", ((IPv4Address)port.GetHost()).Port), client)));
        client.Events.Should().Contain("write lost").And.Contain("read lost");
    }

    [Test]
    public void HAProxy_Header_IsTheServersPeer()
    {
        var server = new HalfCloseRecorder
        {
            OnMade = p => p.Transport.Write(System.Text.Encoding.ASCII.GetBytes(p.Transport.GetPeer() + " ")),
            OnData = static (p, data) => p.Transport.Write(data),
            OnReadLost = static p => p.Transport.LoseConnection(),
        };
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\nword"u8);
                ((IHalfCloseableTransport)p.Transport).LoseWriteConnection();
            },
            OnLost = (_, _) => Reactor.CallLater(0, Reactor.Stop),
        };
        Run(() => ServerFromString(Reactor, "haproxy:tcp:0:interface=127.0.0.1").Listen(Factory.ForProtocol(() => server))
            .AddCallback(port => ConnectProtocol(
                new HostnameEndpoint(Reactor, "127.0.0.1", ((IPv4Address)port.GetHost()).Port), client)));
        client.Text.Should().Be("192.0.2.1:56324 word");
        server.Events.Should().Contain("read lost");
    }

    [Test]
    public void Connect_NobodyListens_IsRefused()
    {
        Failure? failure = null;
        Run(() => new TCP4ServerEndpoint(Reactor, 0, interfaceAddress: "127.0.0.1")
            .Listen(Factory.ForProtocol(() => new RecordingProtocol()))
            .AddCallback(port => port.StopListening().AddCallback(() => ((IPv4Address)port.GetHost()).Port))
            .AddCallback(port => ConnectProtocol(new HostnameEndpoint(Reactor, "localhost", port), new RecordingProtocol()))
            .AddErrback(f =>
            {
                failure = f;
                Reactor.Stop();
                return new RecordingProtocol();
            }));
        failure!.Value.Should().BeOfType<ConnectionRefusedException>();
    }
}
