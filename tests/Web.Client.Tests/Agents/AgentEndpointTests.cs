using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Agents;

/// <summary>How an agent reaches the server of a URI, by its own endpoints.</summary>
public sealed class AgentEndpointTests
{
    private MemoryReactorClock _reactor = null!;

    [SetUp]
    public void SetUp()
    {
        _reactor = new MemoryReactorClock();
        _reactor.Resolver.Add("four.example", "192.0.2.1");
        _reactor.Resolver.Add("six.example", "2001:db8::1");
    }

    [TestCase("http://four.example/", "192.0.2.1", 80)]
    [TestCase("http://192.0.2.1/", "192.0.2.1", 80)]
    [TestCase("http://six.example:81/", "2001:db8::1", 81)]
    [TestCase("http://[2001:db8::1]/", "2001:db8::1", 80)]
    [TestCase("https://four.example/", "192.0.2.1", 443)]
    [TestCase("https://192.0.2.1:8443/", "192.0.2.1", 8443)]
    [TestCase("https://six.example/", "2001:db8::1", 443)]
    [TestCase("https://[2001:db8::1]/", "2001:db8::1", 443)]
    public void Request_HostOfAnyKind_IsConnectedTo(string url, string address, int port)
    {
        new Agent(_reactor).Request("GET", url);
        var client = _reactor.TcpClients.Should().ContainSingle().Subject;
        (client.Host, client.Port).Should().Be((address, port));
        var transport = client.Succeed();
        if (url.StartsWith("https"))
            transport.Value()[0].Should().Be(0x16, "TLS comes first");
        else
            transport.ValueString().Should().StartWith("GET / HTTP/1.1\r\n");
    }

    [TestCase("http://192.0.2.1/")]
    [TestCase("https://192.0.2.1/")]
    public void BindAddress_AndConnectTimeout_ReachTheConnection(string url)
    {
        var asked = new Agent(_reactor, connectTimeout: TimeSpan.FromSeconds(3), bindAddress: "192.0.2.9").Request("GET", url);
        _reactor.TcpClients[0].BindAddress.Should().Be("192.0.2.9");
        _reactor.Advance(2.9);
        AssertNoResult(asked);
        _reactor.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(asked);
    }

    [Test]
    public void Policy_OfTheCallers_IsAskedForTheHostAndPortOfTheURI()
    {
        var policy = Substitute.For<IPolicyForHTTPS>();
        policy.CreatorForNetloc(default!, default).ReturnsForAnyArgs(new TlsOptions("x"));
        new Agent(_reactor, policy: policy).Request("GET", "https://192.0.2.1:8443/");
        policy.Received(1).CreatorForNetloc("192.0.2.1", 8443);
    }

    [Test]
    public void Policy_None_IsTheBrowsersWithTheSystemsAuthorities()
    {
        var options = new BrowserLikePolicyForHTTPS().CreatorForNetloc("a.example", 443);
        (options.Host, options.TrustRoots).Should().Be(("a.example", null));
    }

    [Test]
    public void Policy_WithTrustRoots_PassesThemOn()
    {
        using var key = ECDsa.Create();
        using var root = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var roots = new X509Certificate2Collection(root);
        new BrowserLikePolicyForHTTPS(roots).CreatorForNetloc("a", 443).TrustRoots.Should().Equal(roots);
    }

    [Test]
    public void Request_NobodyListens_FailsWithTheConnectionsReason()
    {
        var asked = new Agent(_reactor).Request("GET", "http://192.0.2.1/");
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("nobody"));
        FailureResultOf<ConnectionRefusedException>(asked);
    }

    [TestCase("http://a/", "a")]
    [TestCase("http://a:80/", "a")]
    [TestCase("http://a:81/", "a:81")]
    [TestCase("https://a:443/", "a")]
    [TestCase("https://a:80/", "a:80")]
    [TestCase("http://[::1]:81/", "[::1]:81")]
    public void Request_Host_IsTheURIsAndThePortUnlessItIsTheSchemes(string url, string host)
    {
        var web = new Web();
        web.Ask(url: url);
        web[0].Written.Should().Contain($"\r\nHost: {host}\r\n");
    }

    [Test]
    public void Request_HostOfTheCallers_GoesBefore()
    {
        var web = new Web();
        web.Ask(headers: new Headers { { "Host", "other" } });
        web[0].Written.Should().Contain("\r\nHost: other\r\n").And.NotContain("Host: a");
    }

    [Test]
    public void Response_KnowsItsRequest()
    {
        var web = new Web();
        var asked = web.Ask("PUT", "http://a/x?y");
        web[0].Answer();
        var request = SuccessResultOf(asked).Request;
        (request.Method, request.AbsoluteURI).Should().Be(("PUT", "http://a/x?y"));
    }
}
