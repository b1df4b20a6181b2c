using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Endpoints;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClientFromStringTests
{
    private static PemFolder _pem = null!; // Made once.

    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    [OneTimeSetUp]
    public static void WritePem() => _pem = new PemFolder();

    [OneTimeTearDown]
    public static void RemovePem() => _pem.Dispose();

    private MemoryConnector Tcp(string description)
    {
        ClientFromString(_reactor, description).Connect(_factory);
        return _reactor.TcpClients.Should().ContainSingle().Subject;
    }

    private MemoryConnector Ssl(string description)
    {
        _reactor.Resolver.Add("example.com", "192.0.2.1");
        ClientFromString(_reactor, description).Connect(_factory);
        return _reactor.SslClients.Should().ContainSingle().Subject;
    }

    private void ShouldThrow(string description, string message) =>
        FluentActions.Invoking(() => ClientFromString(_reactor, description)).Should().Throw<ArgumentException>().WithMessage(message);

    [TestCase("tcp:host=192.0.2.1:port=1234:timeout=7:bindAddress=10.0.0.2")]
    [TestCase("tcp:192.0.2.1:1234:timeout=7:bindAddress=10.0.0.2")]
    [TestCase("tcp:192.0.2.1:port=1234:timeout=7:bindAddress=10.0.0.2")]
    [TestCase("tcp:host=192.0.2.1:1234:bindAddress=10.0.0.2:timeout=7")]
    [TestCase("TCP:192.0.2.1:1234:timeout=7:bindAddress=10.0.0.2")]
    public void Tcp_HostAndPort_ByPlaceOrName(string description)
    {
        var client = Tcp(description);
        (client.Host, client.Port, client.Timeout, client.BindAddress)
            .Should().Be(("192.0.2.1", 1234, TimeSpan.FromSeconds(7), "10.0.0.2"));
    }

    [Test]
    public void Tcp_Defaults()
    {
        var client = Tcp("tcp:192.0.2.1:1234");
        (client.Timeout, client.BindAddress).Should().Be((TimeSpan.FromSeconds(30), null));
        ClientFromString(_reactor, "tcp:example.com:80").ToString().Should().Be("<TCP4ClientEndpoint example.com:80>");
    }

    [Test]
    public void Tcp_IPv6Literal_IsConnectedTo() => Tcp("tcp:\\:\\:1:80").Host.Should().Be("::1");

    [TestCase("tcp:192.0.2.1", "tcp: the argument port is missing.")]
    [TestCase("tcp:port=80", "tcp: the argument host is missing.")]
    [TestCase("tcp:192.0.2.1:http", "tcp: the argument port is \"http\", but a number from 1 to 65535 was expected.")]
    [TestCase("tcp:192.0.2.1:80:9", "tcp: \"9\" has no name, and there is no place left for it: without names there can be host and port.")]
    [TestCase("tcp:192.0.2.1:80:timeout=soon", "tcp: the argument timeout is \"soon\", but a positive number of seconds was expected.")]
    [TestCase("tcp:192.0.2.1:80:timeout=0.0000000001",
        "tcp: the argument timeout is \"0.0000000001\", but a positive number of seconds was expected.")]
    [TestCase("tcp:192.0.2.1:80:bindAddress=here", "tcp: the argument bindAddress is \"here\", but an IP address was expected.")]
    [TestCase("tcp:192.0.2.1:80:bindadress=::", "tcp: there is no argument \"bindadress\"; there are host, port, timeout and bindAddress.")]
    public void Tcp_BadArgument_IsNamed(string description, string message) => ShouldThrow(description, message);

    [TestCase("unix:path=/run/x:lockfile=1:timeout=9", 9, true)]
    [TestCase("unix:/run/x:lockfile=1:timeout=9", 9, true)]
    [TestCase("unix:/run/x", 30, false)]
    [TestCase("unix:/run/x:lockfile=0", 30, false)]
    public void Unix_Path_ByPlaceOrName(string description, int timeout, bool checkPID)
    {
        ClientFromString(_reactor, description).Connect(_factory);
        var client = _reactor.UnixClients.Should().ContainSingle().Subject;
        (client.Host, client.Timeout, client.CheckPID).Should().Be(("/run/x", TimeSpan.FromSeconds(timeout), checkPID));
    }

    [TestCase("unix:", "unix: the argument path is empty.")]
    [TestCase("unix:/run/x:lockfile=yes", "unix: the argument lockfile is \"yes\", but 0 or 1 was expected.")]
    public void Unix_BadArgument_IsNamed(string description, string message) => ShouldThrow(description, message);

    [Test]
    public void Ssl_EveryArgument()
    {
        var client = Ssl($"ssl:192.0.2.1:4321:privateKey={_pem["key.pem"]}:certKey={_pem["cert.pem"]}:bindAddress=10.0.0.2:timeout=3"
            + $":caCertsDir={_pem["roots"]}:hostname=b\u00fccher.example");
        (client.Host, client.Port, client.Timeout, client.BindAddress)
            .Should().Be(("192.0.2.1", 4321, TimeSpan.FromSeconds(3), "10.0.0.2"));
        var options = client.TlsOptions!; // An SSL client has some.
        options.Host.Should().Be("xn--bcher-kva.example");
        options.ClientCertificate!.Thumbprint.Should().Be(TestCertificates.Server.Thumbprint);
        options.ClientCertificate.HasPrivateKey.Should().BeTrue();
        options.TrustRoots!.Select(c => c.Thumbprint).Should().Equal(TestCertificates.Roots[0].Thumbprint);
    }

    [TestCase("ssl:host=example.com:port=443")]
    [TestCase("ssl:example.com:443")]
    public void Ssl_NoHostname_VerifiesTheHost(string description)
    {
        var client = Ssl(description);
        (client.Timeout, client.BindAddress).Should().Be((TimeSpan.FromSeconds(30), null));
        var options = client.TlsOptions!; // An SSL client has some.
        (options.Host, options.ClientCertificate, options.TrustRoots).Should().Be(("example.com", null, null));
    }

    [Test]
    public void Ssl_OneFileWithCertificateAndKey_IsEnough() =>
        Ssl($"ssl:example.com:443:certKey={_pem["client.pem"]}").TlsOptions!.ClientCertificate!.HasPrivateKey.Should().BeTrue();

    [Test]
    public void Ssl_BadFiles_AreNamed()
    {
        ShouldThrow("ssl:example.com:443:certKey=/not/there", "ssl: the file /not/there of the argument certKey cannot be read: *");
        ShouldThrow($"ssl:example.com:443:certKey={_pem["cert.pem"]}",
            "ssl: the certificate of the argument certKey and its private key (PEM) cannot be used: *");
        ShouldThrow($"ssl:example.com:443:certKey={_pem["empty.txt"]}",
            "ssl: the certificate of the argument certKey and its private key (PEM) cannot be used: *");
        ShouldThrow("ssl:example.com:443:privateKey=k.pem",
            "ssl: the argument privateKey is \"k.pem\", but a certKey with it was expected.");
        ShouldThrow("ssl:example.com:443:caCertsDir=/not/there",
            "ssl: the argument caCertsDir is \"/not/there\", but a directory that can be read was expected.");
        ShouldThrow($"ssl:example.com:443:caCertsDir={_pem["nothing"]}",
            "ssl: the argument caCertsDir is \"*\", but a directory with certificates*");
        ShouldThrow("ssl:example.com:443:hostname=a b",
            "ssl: the argument hostname is \"a b\", but a host name or an IP address was expected.");
    }

    [Test]
    public void Tls_Defaults_AreTlsOverAHostnameEndpoint()
    {
        var endpoint = ClientFromString(_reactor, "tls:\u00e9xample.example.com:443");
        endpoint.ToString().Should().Be(
            "<TlsClientEndpoint for xn--xample-9ua.example.com over <HostnameEndpoint xn--xample-9ua.example.com:443>>");
        endpoint.Should().BeOfType<TlsClientEndpoint>().Which.Options.ClientCertificate.Should().BeNull();
    }

    [TestCase("tls:example.com:443:timeout=10:bindAddress=127.0.0.1")]
    [TestCase("tls:example.com:443:10:127.0.0.1")]
    public void Tls_Arguments_AreTheHostnameEndpoints(string description)
    {
        _reactor.Resolver.Add("example.com", "192.0.2.1");
        var deferred = ClientFromString(_reactor, description).Connect(_factory);
        var client = _reactor.TcpClients.Should().ContainSingle().Subject;
        (client.Host, client.Port, client.BindAddress).Should().Be(("192.0.2.1", 443, "127.0.0.1"));
        _reactor.Advance(9.9);
        AssertNoResult(deferred);
        _reactor.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(deferred);
    }

    [Test]
    public void Tls_CertificatesAndRoots_AreTaken()
    {
        var endpoint = (TlsClientEndpoint)ClientFromString(_reactor,
            $"tls:example.com:443:privateKey={_pem["key.pem"]}:certificate={_pem["cert.pem"]}:trustRoots={_pem["roots"]}");
        endpoint.Options.ClientCertificate!.Thumbprint.Should().Be(TestCertificates.Server.Thumbprint);
        endpoint.Options.TrustRoots!.Should().ContainSingle();
    }

    [Test]
    public void Tls_OverAnotherEndpoint_ConnectsThere()
    {
        var inner = QuoteStringArgument("unix:" + QuoteStringArgument("/run/a:b"));
        var endpoint = ClientFromString(_reactor, $"tls:example.com:443:endpoint={inner}");
        endpoint.ToString().Should().Be("<TlsClientEndpoint for example.com over <UNIXClientEndpoint /run/a:b>>");
    }

    [TestCase("tls:example.com:443:endpoint=xyz\\:1", "There is no type of endpoint \"xyz\"; there are ssl, tcp, tls, unix.")]
    [TestCase("tls:example.com:443:hostname=x", "tls: there is no argument \"hostname\"; there are host, port, timeout, bindAddress, "
        + "certificate, privateKey, trustRoots and endpoint.")]
    [TestCase("tls:a b:443", "tls: the argument host is \"a b\", but a host name or an IP address was expected.")]
    public void Tls_BadArgument_IsNamed(string description, string message) => ShouldThrow(description, message);

    [TestCase("ftl:example.com:80", "There is no type of endpoint \"ftl\"; there are ssl, tcp, tls, unix.")]
    [TestCase("", "\"\" was expected to begin with a type of endpoint, as \"tcp:\" does.")]
    public void UnknownType_Throws(string description, string message) => ShouldThrow(description, message);
}
