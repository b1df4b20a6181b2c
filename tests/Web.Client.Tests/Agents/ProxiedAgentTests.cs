using System.Text;
using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Agents;

/// <summary>Requests through proxies: what the proxy is told, what goes into the tunnel, and which connections are shared.</summary>
public sealed class ProxiedAgentTests
{
    private const string Tunnelled = "HTTP/1.1 200 Connection established\r\n\r\n";
    private MemoryReactorClock _reactor = null!;
    private HTTPConnectionPool _pool = null!;

    [SetUp]
    public void SetUp()
    {
        _reactor = new MemoryReactorClock();
        _pool = new HTTPConnectionPool(_reactor);
    }

    [Test]
    public void Http_IsGivenToTheProxyWhole()
    {
        var asked = Through("http://10.0.0.1:3128").Request("GET", "http://server:81/path?q#fragment");
        (Client.Host, Client.Port).Should().Be(("10.0.0.1", 3128));
        var transport = Client.Succeed();
        transport.ValueString().Should().Be("GET http://server:81/path?q HTTP/1.1\r\nHost: server:81\r\n\r\n");
        Feed("HTTP/1.1 204 x\r\n\r\n");
        SuccessResultOf(asked).Code.Should().Be(204);
    }

    [Test]
    public void Http_OtherOrigin_SharesTheConnectionToTheProxy()
    {
        var agent = Through("http://10.0.0.1:3128");
        agent.Request("GET", "http://a/");
        var transport = Client.Succeed();
        Feed("HTTP/1.1 204 x\r\n\r\n");
        transport.Clear();
        agent.RequestString("http://b/");
        _reactor.TcpClients.Should().ContainSingle();
        transport.ValueString().Should().StartWith("GET http://b/ HTTP/1.1\r\nHost: b\r\n");
    }

    [Test]
    public void Http_Credentials_GoToTheProxyUnlessTheRequestBringsItsOwn()
    {
        var agent = Through("http://me:pw@10.0.0.1:3128");
        agent.Request("GET", "http://a/");
        Client.Succeed().ValueString().Should().Contain($"Proxy-Authorization: Basic {Base64("me:pw")}\r\n");
        agent.Request("GET", "http://a/", new Headers { { "proxy-authorization", "Own x" } });
        Client.Succeed().ValueString().Should().Contain("proxy-authorization: Own x\r\n").And.NotContain("Basic");
    }

    [Test]
    public void Direct_ProxyAuthorization_IsNotSent()
    {
        new Agent(_reactor, _pool).Request("GET", "http://10.0.0.1/", new Headers { { "Proxy-Authorization", "Basic x" }, { "X", "y" } });
        Client.Succeed().ValueString().Should().Be("GET / HTTP/1.1\r\nHost: 10.0.0.1\r\nX: y\r\n\r\n");
    }

    [Test]
    public void Https_GetsATunnelAndTlsInIt()
    {
        Through("http://me:pw@10.0.0.1:3128").Request("GET", "https://server/secret", new Headers { { "Proxy-Authorization", "Basic x" } });
        var transport = Client.Succeed();
        transport.ValueString().Should().Be(
            $"CONNECT server:443 HTTP/1.1\r\nHost: server:443\r\nProxy-Authorization: Basic {Base64("me:pw")}\r\n\r\n");
        transport.Clear();
        Feed(Tunnelled);
        transport.Value()[0].Should().Be(0x16, "a TLS handshake begins");
        transport.ValueString().Should().NotContain("secret").And.NotContain("Basic");
    }

    [Test]
    public void Https_IPv6Server_IsBracketedInTheTunnelsTarget()
    {
        Through("http://10.0.0.1:3128").Request("GET", "https://[2001:db8::1]:8443/");
        Client.Succeed().ValueString().Should().StartWith("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n");
    }

    [TestCase("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 6\r\n\r\nsecret", 407)]
    [TestCase("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 502 Bad Gateway\r\n\r\n", 502)]
    [TestCase("HTTP/1.0 302 Found\r\nLocation: http://evil/\r\n\r\n", 302)]
    public void Https_ProxyRefuses_FailsAndShowsNothingOfItsAnswerAsTheServers(string answer, int status)
    {
        var asked = Through("http://10.0.0.1:3128").Request("GET", "https://server/");
        var transport = Client.Succeed();
        Feed(answer);
        var refused = FailureResultOf<ProxyRefusedException>(asked);
        refused.Status.Should().Be(status);
        refused.Message.Should().Contain("server:443").And.NotContain("evil");
        transport.Aborted.Should().BeTrue();
        NothingIsLeft();
    }

    [TestCase("SSH-2.0-x\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nbad header\r\n\r\n")]
    public void Https_ProxyTalksNonsense_FailsAndSaysSo(string answer)
    {
        var asked = Through("http://10.0.0.1:3128").Request("GET", "https://server/");
        Client.Succeed();
        Feed(answer);
        FailureResultOf<TunnelException>(asked).Message.Should().StartWith("The proxy's answer is malformed: ");
        NothingIsLeft();
    }

    [Test]
    public void Https_ProxySendsHeadersWithoutEnd_IsCutOffAtTheLimit()
    {
        var asked = Through("http://10.0.0.1:3128").Request("GET", "https://server/");
        Client.Succeed();
        Feed("HTTP/1.1 200 OK\r\n");
        for (var i = 0; i < 300 && !asked.Called; i++)
            Feed($"X-{i}: {new string('x', 400)}\r\n");
        FailureResultOf<TunnelException>(asked).InnerException.Should().BeOfType<LimitExceededException>();
        NothingIsLeft();
    }

    [Test]
    public void Https_ProxyClosesOrIsSilent_Fails()
    {
        var agent = Through("http://10.0.0.1:3128");
        var closed = agent.Request("GET", "https://server/");
        Client.Succeed();
        Client.Lose();
        FailureResultOf<TunnelException>(closed);
        var silent = agent.Request("GET", "https://server/");
        Client.Succeed();
        _reactor.Advance(30);
        FailureResultOf<RequestTimeoutException>(silent).Phase.Should().Be(RequestPhase.Connect);
        NothingIsLeft();
    }

    [Test]
    public void Https_TwoServers_HaveTunnelsOfTheirOwn()
    {
        var agent = Through("http://10.0.0.1:3128");
        agent.Request("GET", "https://a/");
        agent.Request("GET", "https://b/");
        _reactor.TcpClients.Should().HaveCount(2);
        _pool.Snapshot().Origins.Select(o => o.Origin.Host).Should().BeEquivalentTo("a", "b");
    }

    [Test]
    public void Https_OtherCredentials_NeverShareATunnel()
    {
        _pool.MaxConnectionsPerHost = 1;
        Through("http://me:1@10.0.0.1:3128").Request("GET", "https://a/");
        Through("http://me:2@10.0.0.1:3128").Request("GET", "https://a/");
        Through("http://me:2@10.0.0.1:3128").Request("GET", "https://a/");
        _reactor.TcpClients.Should().HaveCount(2);
        _pool.WaitingRequests.Should().Be(1);
    }

    [Test]
    public void Socks_TakesHttpToo_AndLooksTheNameUpItself()
    {
        Through("socks5://10.0.0.1").Request("GET", "http://server/x");
        Client.Port.Should().Be(1080);
        var transport = Client.Succeed();
        Feed("\u0005\0");
        Feed("\u0005\0\0\u0001\0\0\0\0\0\0");
        transport.ValueString().Should().EndWith("GET /x HTTP/1.1\r\nHost: server\r\n\r\n");
        _reactor.Resolver.Asked.Should().BeEmpty();
    }

    [Test]
    public void HttpsProxy_IsSpokenToOverTls()
    {
        Through("https://10.0.0.1").Request("GET", "http://server/");
        Client.Port.Should().Be(443);
        Client.Succeed().Value()[0].Should().Be(0x16);
    }

    [Test]
    public void Redirect_FromHttpToHttps_LeavesForATunnel()
    {
        var got = Through("http://10.0.0.1:3128").RequestString("http://a/");
        Client.Succeed();
        Feed("HTTP/1.1 302 Found\r\nLocation: https://b/\r\nContent-Length: 0\r\n\r\n");
        _reactor.TcpClients.Should().HaveCount(2);
        Client.Succeed().ValueString().Should().StartWith("CONNECT b:443 ");
        AssertNoResult(got);
    }

    [Test]
    public void Policy_Throws_FailsTheRequest()
    {
        var policy = Substitute.For<IProxyPolicy>();
        policy.ProxyFor(default!).ReturnsForAnyArgs(_ => throw new FormatException());
        var agent = new Agent(_reactor, _pool, proxies: policy);
        FailureResultOf<FormatException>(agent.Request("GET", "http://a/"));
        FailureResultOf<FormatException>(agent.RequestString("http://a/"));
    }

    [Test]
    public void Policy_ThrowsAtARedirect_FailsThePage()
    {
        var policy = Substitute.For<IProxyPolicy>();
        policy.ProxyFor(default!).ReturnsForAnyArgs(_ => null, _ => throw new FormatException());
        var got = new Agent(_reactor, _pool, proxies: policy).RequestString("http://10.0.0.1/");
        Client.Succeed();
        Feed("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
        FailureResultOf<FormatException>(got);
    }

    [Test]
    public void ProxyAgent_GivesHttpToItsEndpointAndTunnelsHttps()
    {
        var agent = new ProxyAgent(new TCP4ClientEndpoint(_reactor, "10.0.0.1", 3128), _reactor, _pool);
        agent.Request("GET", "http://a/x", new Headers { { "Proxy-Authorization", "Basic x" } });
        Client.Succeed().ValueString().Should().Be("GET http://a/x HTTP/1.1\r\nHost: a\r\nProxy-Authorization: Basic x\r\n\r\n");
        Feed("HTTP/1.1 204 x\r\n\r\n");
        agent.Request("GET", "http://b/");
        _reactor.TcpClients.Should().ContainSingle();
        agent.Request("GET", "https://a/", new Headers { { "Proxy-Authorization", "Basic x" } });
        Client.Succeed().ValueString().Should().Be("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
        agent.Pool.Should().BeSameAs(_pool);
    }

    [Test]
    public void OverUNIXSocket_EveryHostIsThere()
    {
        var agent = Agent.OverUNIXSocket(_reactor, "/run/x.sock", _pool);
        agent.Request("GET", "http://docker/info");
        var client = _reactor.UnixClients.Should().ContainSingle().Subject;
        client.Succeed().ValueString().Should().Be("GET /info HTTP/1.1\r\nHost: docker\r\n\r\n");
    }

    private MemoryConnector Client => _reactor.TcpClients[^1];

    private Agent Through(string proxy)
    {
        var policy = Substitute.For<IProxyPolicy>();
        policy.ProxyFor(default!).ReturnsForAnyArgs(Proxy.Parse(proxy));
        return new Agent(_reactor, _pool, proxies: policy);
    }

    private void Feed(string text) => ((ISwitchableTransport)Client.Transport!).Protocol.DataReceived(Encoding.Latin1.GetBytes(text));

    private void NothingIsLeft()
    {
        _reactor.Advance(0);
        _pool.OpenConnections.Should().Be(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
