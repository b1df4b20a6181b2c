using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Endpoints;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ServerFromStringTests
{
    private static PemFolder _pem = null!; // Made once.

    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    [OneTimeSetUp]
    public static void WritePem() => _pem = new PemFolder();

    [OneTimeTearDown]
    public static void RemovePem() => _pem.Dispose();

    private MemoryPort Listen(string description)
    {
        var deferred = ServerFromString(_reactor, description).Listen(_factory);
        return SuccessResultOf(deferred).Should().BeOfType<MemoryPort>().Subject;
    }

    private void ShouldThrow(string description, string message) =>
        FluentActions.Invoking(() => ServerFromString(_reactor, description)).Should().Throw<ArgumentException>().WithMessage(message);

    [TestCase("tcp:80", "", 50)]
    [TestCase("tcp:port=80", "", 50)]
    [TestCase("tcp:80:interface=127.0.0.1", "127.0.0.1", 50)]
    [TestCase("tcp:80:backlog=6", "", 6)]
    [TestCase("tcp:80:127.0.0.1:6", "127.0.0.1", 6)]
    [TestCase("Tcp:80:interface=\\:\\:1", "::1", 50)]
    [TestCase("tcp6:80", "::", 50)]
    [TestCase("tcp6:80:6", "::", 6)]
    [TestCase("tcp6:80:backlog=6:interface=\\:\\:1", "::1", 6)]
    public void Tcp_Arguments(string description, string interfaceAddress, int backlog)
    {
        var port = Listen(description);
        (port.Port, port.InterfaceAddress, port.Backlog).Should().Be((80, interfaceAddress, backlog));
        _reactor.TcpServers.Should().Contain(port);
    }

    [TestCase("tcp:", "tcp: the argument port is empty.")]
    [TestCase("tcp", "tcp: the argument port is missing.")]
    [TestCase("tcp:65536", "tcp: the argument port is \"65536\", but a number from 0 to 65535 was expected.")]
    [TestCase("tcp6:80:backlog=many", "tcp6: the argument backlog is \"many\", but a number from 0 to 2^31-1 was expected.")]
    [TestCase("tcp:80:interfaces=::", "tcp: there is no argument \"interfaces\"; there are port, interface and backlog.")]
    public void Tcp_BadArgument_IsNamed(string description, string message) => ShouldThrow(description, message);

    [TestCase("unix:/run/x", 0x1b6, 50, true)]
    [TestCase("unix:address=/run/x:mode=660", 0x1b0, 50, true)]
    [TestCase("unix:/run/x:lockfile=0:backlog=7", 0x1b6, 7, false)]
    [TestCase("unix:/run/x:600:9:1", 0x180, 9, true)]
    public void Unix_Arguments(string description, int mode, int backlog, bool wantPID)
    {
        var port = Listen(description);
        (port.InterfaceAddress, port.Mode, port.Backlog, port.WantPID).Should().Be(("/run/x", (UnixFileMode)mode, backlog, wantPID));
    }

    [TestCase("668")]
    [TestCase("0o666")]
    [TestCase("77777")]
    [TestCase("")]
    public void Unix_NotAMode_IsNamed(string mode) =>
        ShouldThrow($"unix:/run/x:mode={mode}", $"unix: the argument mode is \"{mode}\", but an octal mode, as 660, was expected.");

    [Test]
    public void Ssl_EveryArgument()
    {
        var port = Listen($"ssl:443:privateKey={_pem["key.pem"]}:certKey={_pem["cert.pem"]}:sslmethod=TLS_METHOD:interface=10.0.0.1"
            + $":backlog=12:extraCertChain={_pem["chain.pem"]}");
        (port.Port, port.InterfaceAddress, port.Backlog).Should().Be((443, "10.0.0.1", 12));
        port.TlsOptions!.Certificate.Thumbprint.Should().Be(TestCertificates.Server.Thumbprint);
        _reactor.SslServers.Should().Contain(port);
    }

    [Test]
    public void Ssl_DhParameters_AreWarnedOf()
    {
        using var log = new LogWatch();
        Listen($"ssl:443:privateKey={_pem["both.pem"]}:dhParameters=/not/there");
        log.Events.Should().Contain(e => e.Level == LogLevel.Warning
            && e.Message == "ssl: the argument dhParameters is not used and its file not read: the system chooses key exchanges.");
    }

    [Test]
    public void Ssl_KeyAndCertificateInOneFile_NeedNoCertKey() =>
        Listen($"ssl:443:privateKey={_pem["both.pem"]}").TlsOptions!.Certificate.HasPrivateKey.Should().BeTrue();

    [Test]
    public void Ssl_NoFiles_LooksForServerPem() =>
        ShouldThrow("ssl:443", "ssl: the file server.pem of the argument privateKey cannot be read: *");

    [Test]
    public void Ssl_BadArgument_IsNamed()
    {
        var key = $"privateKey={_pem["both.pem"]}";
        ShouldThrow($"ssl:443:{key}:extraCertChain={_pem["empty.txt"]}",
            "ssl: the argument extraCertChain is \"*empty.txt\", but a file with certificates (PEM) was expected.");
        ShouldThrow($"ssl:443:{key}:extraCertChain={_pem["garbage.pem"]}",
            "ssl: the argument extraCertChain is \"*garbage.pem\", but a file with certificates (PEM) was expected.");
        ShouldThrow($"ssl:443:{key}:sslmethod=SSLv3_METHOD",
            "ssl: the argument sslmethod is \"SSLv3_METHOD\", but TLS_METHOD, or none, for TLS 1.2 and later was expected.");
        ShouldThrow($"ssl:x:{key}", "ssl: the argument port is \"x\", but a number from 0 to 65535 was expected.");
    }

    [TestCase("udp:80", "There is no type of endpoint \"udp\"; there are haproxy, ssl, stdio, systemd, tcp, tcp6, unix.")]
    [TestCase("80", "There is no type of endpoint \"80\"; there are haproxy, ssl, stdio, systemd, tcp, tcp6, unix.")]
    public void UnknownType_Throws(string description, string message) => ShouldThrow(description, message);

    [Test]
    public void Stdio_IsAStandardIOEndpoint()
    {
        ServerFromString(_reactor, "stdio:").Should().BeOfType<StandardIOEndpoint>();
        ShouldThrow("stdio:1", "stdio: \"1\" has no name, and there is no place left for it.");
    }

    [TestCase("systemd:domain=INET:index=0", AddressFamily.InterNetwork)]
    [TestCase("systemd:INET:0", AddressFamily.InterNetwork)]
    [TestCase("systemd:domain=INET6:index=0", AddressFamily.InterNetworkV6)]
    [TestCase("systemd:domain=UNIX:index=0", AddressFamily.Unix)]
    [TestCase("systemd:domain=INET:name=web", AddressFamily.InterNetwork)]
    [TestCase("systemd:domain=INET6:name=web", AddressFamily.InterNetworkV6)]
    [TestCase("systemd:domain=UNIX:name=web", AddressFamily.Unix)]
    public void Systemd_InheritedSocket_IsAdopted(string description, AddressFamily family)
    {
        using var socket = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
        var endpoint = ServerTypeParsers.Systemd(_reactor, EndpointArguments.Parse(description), Inheriting(socket));
        var name = $"<AdoptedStreamServerEndpoint of handle {socket.Handle}>";
        endpoint.Should().BeOfType<AdoptedStreamServerEndpoint>().Which.ToString().Should().Be(name);
        socket.SafeHandle.IsClosed.Should().BeFalse();
    }

    [TestCase("systemd:domain=INET", "systemd: the arguments index and name are not given, but one of them was expected.")]
    [TestCase("systemd:domain=INET:index=0:name=web",
        "systemd: the arguments index and name are both given, but one of them was expected.")]
    [TestCase("systemd:domain=INET:index=1", "systemd: the argument index is \"1\", but one of the 1 inherited sockets was expected.")]
    [TestCase("systemd:domain=INET:name=db", "systemd: the argument name is \"db\", but one of the 1 inherited sockets was expected.")]
    [TestCase("systemd:domain=INET6:index=0", "systemd: the argument domain is \"INET6\", but INET, the inherited socket's, was expected.")]
    [TestCase("systemd:index=0", "systemd: the argument domain is missing.")]
    public void Systemd_BadArgument_IsNamed(string description, string message)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        FluentActions.Invoking(() => ServerTypeParsers.Systemd(_reactor, EndpointArguments.Parse(description), Inheriting(socket)))
            .Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Test]
    public void Systemd_NothingInherited_SaysSo() => ShouldThrow("systemd:domain=INET:index=0",
        "systemd: the argument index is \"0\", but one of the 0 inherited sockets was expected.");

    /// <summary>As if systemd had opened the socket; it does not own the descriptor.</summary>
    private static ListenFDs Inheriting(Socket socket) => ListenFDs.From(
        new System.Collections.Hashtable { ["LISTEN_PID"] = "1", ["LISTEN_FDS"] = "1", ["LISTEN_FDNAMES"] = "web" }, 1, (int)socket.Handle,
        ownsHandles: false);
}
