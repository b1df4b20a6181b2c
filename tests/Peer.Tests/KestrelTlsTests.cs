using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>https to a server of another make than nginx: certificates that are not to be trusted are refused before a byte of HTTP.</summary>
public sealed class KestrelTlsTests(Type kind) : LiveReactor(kind)
{
    private Scratch _scratch = null!; // Made in SetUp, as what follows.
    private TestAuthority _authority = null!;
    private X509Certificate2[] _certificates = null!;

    [SetUp]
    public void MakeCertificates()
    {
        _scratch = new Scratch();
        _authority = new TestAuthority();
        _authority.WriteGood(_scratch, "good");
        _authority.WriteExpired(_scratch, "expired");
        _authority.WriteWrongHost(_scratch, "wrong");
        TestAuthority.WriteSelfSigned(_scratch, "self");
        _certificates =
        [
            .. new[] { "good", "expired", "wrong", "self" }.Select(name =>
                X509Certificate2.CreateFromPemFile(_scratch.PathOf($"{name}.pem"), _scratch.PathOf($"{name}.key"))),
        ];
    }

    [TearDown]
    public void DropCertificates()
    {
        foreach (var certificate in _certificates)
            certificate.Dispose();
        _authority.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void Requests_TrustedServer_ShareOneConnection()
    {
        using var site = new KestrelSite(null, _certificates);
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor, policy: new BrowserLikePolicyForHTTPS(_authority.Roots));
            await Load.Run(100, 1, async Deferred (i) =>
            {
                var page = await agent.RequestString(site.SecureURL(0, SitePages.Name(i)));
                (page == SitePages.Body(i)).Should().BeTrue("request {0} gets its own page; this one has {1} bytes", i, page.Length);
            });
            await agent.Pool.CloseCachedConnections();
        });
        site.Quit();
        site.Deliveries.Should().HaveCount(100);
        site.Connections.Should().Be(1);
    }

    [TestCase(1, "not valid now")]
    [TestCase(2, "elsewhere.example")]
    [TestCase(3, "self-signed")]
    public void Request_BadCertificate_IsRefusedBeforeAnyByteOfHttp(int server, string complaint) =>
        IsRefused(server, complaint, _authority.Roots);

    [Test]
    public void Request_AuthorityThatTheSystemDoesNotKnow_IsRefusedBeforeAnyByteOfHttp() => IsRefused(0, "TwistedSharp test root", null);

    private void IsRefused(int server, string complaint, X509Certificate2Collection? roots)
    {
        using var site = new KestrelSite(null, _certificates);
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor, policy: new BrowserLikePolicyForHTTPS(roots));
            foreach (var method in (string[])["GET", "POST"])
            {
                var failure = await Fetching.FailureOf(Fetching.Send(agent, method, site.SecureURL(server, "secret")));
                failure.Should().BeOfType<VerificationException>().Which.Message.Should().Contain(complaint);
            }
            agent.Pool.OpenConnections.Should().Be(0);
            var policy = new BrowserLikePolicyForHTTPS(roots);
            Deferred[] pages =
            [
                Pages.GetPage(Reactor, site.SecureURL(server, "secret"), policy: policy),
                Pages.DownloadPage(Reactor, site.SecureURL(server, "secret"), _scratch.PathOf("page"), policy: policy),
            ];
            foreach (var page in pages)
                (await Fetching.FailureOf(page)).Should().BeOfType<VerificationException>().Which.Message.Should().Contain(complaint);
            File.Exists(_scratch.PathOf("page")).Should().BeFalse();
        });
        site.Quit();
        site.Deliveries.Should().BeEmpty();
    }
}
