using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>https with a private authority: kept connections, and no byte of HTTP to a server that is not to be trusted.</summary>
public sealed class NginxTlsTests(Type kind) : LiveReactor(kind)
{
    private const int Good = 0;
    private const int Expired = 1;
    private const int WrongHost = 2;
    private const int SelfSigned = 3;

    private TestAuthority _authority = null!; // Made in SetUp.

    [SetUp]
    public void MakeAuthority() => _authority = new TestAuthority();

    [TearDown]
    public void DropAuthority() => _authority.Dispose();

    [TestCase("localhost")]
    [TestCase("127.0.0.1")]
    public void Requests_TrustedServer_ShareOneConnection(string host)
    {
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = MakeAgent(trustsAuthority: true);
            await Load.Run(100, 1, async Deferred (i) =>
            {
                var page = await agent.RequestString(URL(nginx, Good, host, SitePages.Name(i)));
                (page == SitePages.Body(i)).Should().BeTrue("request {0} gets its own page; this one has {1} bytes", i, page.Length);
            });
            agent.Pool.ConnectionsMade.Should().Be(1);
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        nginx.Deliveries.Should().HaveCount(100);
        nginx.Deliveries.DistinctBy(d => d.Connection).Should().HaveCount(1);
    }

    [Test]
    public void Response_OfATrustedServer_TellsHowItIsSecured()
    {
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = MakeAgent(trustsAuthority: true);
            var first = await agent.Request("GET", URL(nginx, Good, "localhost", SitePages.Name(0)));
            await first.Discard(int.MaxValue);
            var second = await agent.Request("GET", URL(nginx, Good, "localhost", SitePages.Name(1)));
            await second.Discard(int.MaxValue);
            var tls = second.Tls!; // https.
            tls.Should().BeSameAs(first.Tls);
            tls.Protocol.Should().BeOneOf("TLSv1.2", "TLSv1.3");
            tls.CipherSuite.Should().StartWith("TLS_");
            tls.PeerCertificate!.Subject.Should().Be("CN=localhost");
            tls.ToString().Should().StartWith("<TlsFacts TLSv1.");
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
    }

    [Test]
    public void Requests_TrustedServerFiftyAtATime_ShareTwoConnections()
    {
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = MakeAgent(trustsAuthority: true);
            await Load.Run(200, 50, async Deferred (i) =>
            {
                var page = await agent.RequestString(URL(nginx, Good, "localhost", SitePages.Name(i)));
                (page == SitePages.Body(i)).Should().BeTrue("request {0} gets its own page; this one has {1} bytes", i, page.Length);
            });
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        nginx.Deliveries.Should().HaveCount(200);
        nginx.Deliveries.DistinctBy(d => d.Connection).Should().HaveCount(2);
    }

    [Test]
    public void Requests_NginxReloadedBetweenThem_GoOverANewConnection()
    {
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = MakeAgent(trustsAuthority: true);
            for (var i = 0; i < 3; i++)
            {
                var url = URL(nginx, Good, "localhost", $"post/{i}");
                (await Fetching.Send(agent, "POST", url)).Should().Be($"posted on connection {i + 1}");
                nginx.Reload();
            }
        });
        nginx.Quit();
        nginx.Deliveries.Select(d => d.Target).Should().Equal("/post/0", "/post/1", "/post/2");
    }

    [TestCase(Expired, "not valid now")]
    [TestCase(WrongHost, "elsewhere.example")]
    [TestCase(SelfSigned, "self-signed")]
    public void Request_BadCertificate_IsRefusedBeforeAnyByteOfHttp(int server, string complaint) =>
        IsRefused(server, complaint, trustsAuthority: true);

    [Test]
    public void Request_AuthorityThatTheSystemDoesNotKnow_IsRefusedBeforeAnyByteOfHttp() =>
        IsRefused(Good, "TwistedSharp test root", trustsAuthority: false);

    private void IsRefused(int server, string complaint, bool trustsAuthority)
    {
        using var nginx = StartNginx();
        Run(async Deferred () =>
        {
            var agent = MakeAgent(trustsAuthority);
            foreach (var method in (string[])["GET", "POST"])
            {
                var url = URL(nginx, server, "localhost", "secret");
                var failure = await Fetching.FailureOf(Fetching.Send(agent, method, url));
                failure.Should().BeOfType<VerificationException>().Which.Message.Should().Contain(complaint);
            }
            agent.Pool.OpenConnections.Should().Be(0);
        });
        nginx.Quit();
        nginx.Deliveries.Should().BeEmpty();
    }

    private static string URL(Nginx nginx, int server, string host, string path) => $"https://{host}:{nginx.SecurePorts[server]}/{path}";

    private Agent MakeAgent(bool trustsAuthority) =>
        new(Reactor, policy: new BrowserLikePolicyForHTTPS(trustsAuthority ? _authority.Roots : null));

    private Nginx StartNginx() => new(["good", "expired", "wrong", "self"], scratch =>
    {
        _authority.WriteGood(scratch, "good");
        _authority.WriteExpired(scratch, "expired");
        _authority.WriteWrongHost(scratch, "wrong");
        TestAuthority.WriteSelfSigned(scratch, "self");
    });
}
