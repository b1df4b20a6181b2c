using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>nginx reached through proxies of others: http passed on, https and SOCKS in tunnels.</summary>
public sealed class ProxyTests(Type kind) : LiveReactor(kind)
{
    private TestAuthority _authority = null!; // Made in SetUp.

    [SetUp]
    public void MakeAuthority() => _authority = new TestAuthority();

    [TearDown]
    public void DropAuthority() => _authority.Dispose();

    [Test]
    public void Squid_Http_ConnectionsToItAreKeptAndSharedByOrigins()
    {
        using var squid = ProxyServer.Squid();
        using var one = StartNginx();
        using var other = StartNginx();
        Run(async Deferred () =>
        {
            var agent = Through($"http://127.0.0.1:{squid.Port}");
            await Pages(agent, 200, i => (i % 2 == 0 ? one : other).URL(SitePages.Name(i)));
            var response = await agent.Request("GET", one.URL(SitePages.Name(1)));
            response.Headers.GetFirst("Via").Should().Contain("squid.test");
            response.Abort();
            agent.Pool.ConnectionsMade.Should().Be(2);
            await agent.Pool.CloseCachedConnections();
        });
    }

    [Test]
    public void Squid_Https_EveryRequestGoesThroughOneTunnel()
    {
        using var squid = ProxyServer.Squid();
        IsOneTunnel($"http://127.0.0.1:{squid.Port}");
    }

    [Test]
    public void Squid_RefusesTheTunnel_FailsAndSaysSo()
    {
        using var squid = ProxyServer.Squid();
        Run(async Deferred () =>
        {
            var agent = Through($"http://127.0.0.1:{squid.Port}");
            var failure = await Fetching.FailureOf(agent.Request("GET", $"https://127.0.0.1:{Peer.FreePort()}/"));
            failure.Should().BeOfType<ProxyRefusedException>().Which.Status.Should().Be(503);
            agent.Pool.OpenConnections.Should().Be(0);
        });
    }

    [Test]
    public void Tinyproxy_Http_EveryAnswerIsWholeThoughItClosesAfterEach()
    {
        using var tinyproxy = ProxyServer.Tinyproxy();
        using var nginx = StartNginx();
        Run(async Deferred () => await Pages(Through($"http://127.0.0.1:{tinyproxy.Port}"), 64, i => nginx.URL(SitePages.Name(i))));
    }

    [Test]
    public void Tinyproxy_HttpsWithPassword_EveryRequestGoesThroughOneTunnel()
    {
        using var tinyproxy = ProxyServer.Tinyproxy("me s3cret");
        IsOneTunnel($"http://me:s3cret@127.0.0.1:{tinyproxy.Port}");
    }

    [Test]
    public void Tinyproxy_WrongPassword_IsRefused()
    {
        using var tinyproxy = ProxyServer.Tinyproxy("me s3cret");
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = Through($"http://me:wrong@127.0.0.1:{tinyproxy.Port}");
            var failure = await Fetching.FailureOf(agent.Request("GET", Secure(nginx, "x")));
            failure.Should().BeOfType<ProxyRefusedException>().Which.Status.Should().BeOneOf(401, 407);
            var response = await agent.Request("GET", nginx.URL("x"));
            response.Code.Should().BeOneOf(401, 407);
            response.Abort();
        });
        nginx.Quit();
        nginx.Deliveries.Should().BeEmpty();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Microsocks_HttpAndHttps_EachServerHasItsTunnel(bool isSecure)
    {
        using var socks = ProxyServer.Microsocks("me", "s3cret");
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = Through($"socks5://me:s3cret@127.0.0.1:{socks.Port}");
            agent.Pool.MaxConnectionsPerHost = 1;
            await Pages(agent, 64, i => isSecure ? Secure(nginx, SitePages.Name(i)) : nginx.URL(SitePages.Name(i)));
            agent.Pool.ConnectionsMade.Should().Be(1);
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        nginx.Deliveries.DistinctBy(d => d.Connection).Should().HaveCount(1);
    }

    [Test]
    public void Microsocks_WrongPasswordOrNobodyThere_Fails()
    {
        using var socks = ProxyServer.Microsocks("me", "s3cret");
        Run(async Deferred () =>
        {
            var refused = await Fetching.FailureOf(Through($"socks5://me:wrong@127.0.0.1:{socks.Port}").Request("GET", "http://127.0.0.1/"));
            refused.Should().BeOfType<TunnelException>().Which.Message.Should().Contain("refuses the name and password");
            var nobody = await Fetching.FailureOf(
                Through($"socks5://me:s3cret@127.0.0.1:{socks.Port}").Request("GET", $"http://127.0.0.1:{Peer.FreePort()}/"));
            nobody.Should().BeOfType<TunnelException>().Which.Message.Should().Contain("the connection was refused");
        });
    }

    [Test]
    public void Tunnel_ServerNotToBeTrusted_IsRefusedAsWithoutAProxy()
    {
        using var tinyproxy = ProxyServer.Tinyproxy();
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var policy = new BrowserLikePolicyForHTTPS(); // It does not know the authority.
            var agent = new Agent(Reactor, policy: policy, proxies: new Always(Proxy.Parse($"http://127.0.0.1:{tinyproxy.Port}")));
            (await Fetching.FailureOf(agent.Request("GET", Secure(nginx, "secret")))).Should().BeOfType<VerificationException>();
        });
        nginx.Quit();
        nginx.Deliveries.Should().BeEmpty();
    }

    private void IsOneTunnel(string proxy)
    {
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = Through(proxy);
            agent.Pool.MaxConnectionsPerHost = 1;
            await Pages(agent, 100, i => Secure(nginx, SitePages.Name(i)));
            agent.Pool.ConnectionsMade.Should().Be(1);
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        nginx.Deliveries.Should().HaveCount(100);
        nginx.Deliveries.DistinctBy(d => d.Connection).Should().HaveCount(1);
    }

    private static Deferred Pages(Agent agent, int count, Func<int, string> url) => Load.Run(count, 8, async Deferred (i) =>
    {
        var page = await agent.RequestString(url(i));
        (page == SitePages.Body(i)).Should().BeTrue("request {0} gets its own page; this one has {1} bytes", i, page.Length);
    });

    private static string Secure(Nginx nginx, string path) => $"https://localhost:{nginx.SecurePorts[0]}/{path}";

    private Agent Through(string proxy) =>
        new(Reactor, policy: new BrowserLikePolicyForHTTPS(_authority.Roots), proxies: new Always(Proxy.Parse(proxy)));

    private Nginx StartNginx() => new(["good"], scratch => _authority.WriteGood(scratch, "good"));

    private sealed class Always(Proxy proxy) : IProxyPolicy
    {
        public Proxy? ProxyFor(URI uri) => proxy;
    }
}
