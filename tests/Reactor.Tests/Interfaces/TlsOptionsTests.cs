using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Interfaces;

/// <summary>What options refuse, they refuse when they are made.</summary>
public sealed class TlsOptionsTests
{
    private static TlsServerOptions Server => new(TestCertificates.Server);

    [TestCase("example.com", "example.com")]
    [TestCase("EXAMPLE.com.", "EXAMPLE.com")]
    [TestCase("bücher.example", "xn--bcher-kva.example")]
    [TestCase("127.0.0.1", "127.0.0.1")]
    [TestCase("::1", "::1")]
    [TestCase("0:0:0:0:0:0:0:1", "::1")]
    public void Host_IsInAsciiWithoutFinalDot(string host, string shown) => new TlsOptions(host).Host.Should().Be(shown);

    [Test]
    public void ApplicationProtocols_BadNames_AreRefusedAtOnce()
    {
        foreach (var names in new[] { [""], ["h2", null!], [new string('x', 256)], Enumerable.Repeat(new string('x', 255), 300).ToArray() })
        {
            FluentActions.Invoking(() => new TlsOptions("a") { ApplicationProtocols = names }).Should().Throw<ArgumentException>();
            FluentActions.Invoking(() => new TlsServerOptions(TestCertificates.Server) { ApplicationProtocols = names })
                .Should().Throw<ArgumentException>();
        }
        FluentActions.Invoking(() => new TlsOptions("a") { ApplicationProtocols = [new string('x', 255)] }).Should().NotThrow();
    }

    [Test]
    public void ClientIntermediates_ChangedAfterwards_StayAsTheyWere()
    {
        var certificates = new X509Certificate2Collection(TestCertificates.Intermediate);
        var options = new TlsOptions("a") { ClientIntermediates = certificates };
        certificates.Clear();
        options.ClientIntermediates.Should().HaveCount(1);
    }

    [Test]
    public void ApplicationProtocols_ChangedAfterwards_StayAsTheyWere()
    {
        var names = new List<string> { "h2" };
        var options = new TlsOptions("a") { ApplicationProtocols = names };
        names[0] = "";
        options.ApplicationProtocols.Should().Equal("h2");
    }

    [Test]
    public void TrustRoots_Empty_AreRefused()
    {
        FluentActions.Invoking(() => new TlsOptions("a") { TrustRoots = [] }).Should().Throw<ArgumentException>().WithMessage("*nobody*");
        FluentActions.Invoking(() => new TlsServerOptions(TestCertificates.Server) { ClientTrustRoots = [] })
            .Should().Throw<ArgumentException>();
    }

    [Test]
    public void TrustRoots_ChangedAfterwards_StayAsTheyWere()
    {
        var roots = new X509Certificate2Collection(TestCertificates.Roots);
        var options = new TlsOptions("a") { TrustRoots = roots };
        roots.Clear();
        options.TrustRoots.Should().HaveCount(1);
    }

    [Test]
    public void RevocationMode_Online_IsRefusedAsItWouldBlock()
    {
        FluentActions.Invoking(() => new TlsOptions("a") { RevocationMode = X509RevocationMode.Online })
            .Should().Throw<ArgumentException>().WithMessage("*download*");
        FluentActions.Invoking(() => new TlsServerOptions(TestCertificates.Server) { RevocationMode = X509RevocationMode.Online })
            .Should().Throw<ArgumentException>();
        new TlsOptions("a").RevocationMode.Should().Be(X509RevocationMode.NoCheck);
    }

    [Test]
    public void MinimumProtocol_OlderThan12_IsRefused()
    {
#pragma warning disable SYSLIB0039 // Refusing them is what is tested.
        foreach (var old in new[] { SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.None })
#pragma warning restore SYSLIB0039
        {
            FluentActions.Invoking(() => new TlsOptions("a") { MinimumProtocol = old }).Should().Throw<ArgumentException>();
            FluentActions.Invoking(() => new TlsServerOptions(TestCertificates.Server) { MinimumProtocol = old })
                .Should().Throw<ArgumentException>();
        }
        new TlsOptions("a").MinimumProtocol.Should().Be(SslProtocols.Tls12);
        Server.MinimumProtocol.Should().Be(SslProtocols.Tls12);
    }

    [Test]
    public void HandshakeTimeout_NotPositive_IsRefused()
    {
        FluentActions.Invoking(() => new TlsOptions("a") { HandshakeTimeout = TimeSpan.Zero })
            .Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new TlsServerOptions(TestCertificates.Server) { HandshakeTimeout = TimeSpan.Zero })
            .Should().Throw<ArgumentOutOfRangeException>();
        Server.HandshakeTimeout.Should().Be(TimeSpan.FromSeconds(30));
    }

    [Test]
    public void Certificate_WithoutKey_IsRefused()
    {
        FluentActions.Invoking(() => new TlsServerOptions(TestCertificates.Roots[0]))
            .Should().Throw<ArgumentException>().WithMessage("*private key*");
        FluentActions.Invoking(() => new TlsOptions("a") { ClientCertificate = TestCertificates.Roots[0] })
            .Should().Throw<ArgumentException>().WithMessage("*private key*");
    }

    [Test]
    public void Defaults_AskForNoClientCertificateAndOfferNoProtocols()
    {
        Server.ClientTrustRoots.Should().BeNull();
        Server.RequireCertificate.Should().BeTrue();
        Server.ApplicationProtocols.Should().BeEmpty();
        new TlsOptions("a").ApplicationProtocols.Should().BeEmpty();
        new TlsOptions("a").TrustRoots.Should().BeNull("the system's roots are trusted");
    }

    [Test]
    public void ToString_SaysForWhom()
    {
        new TlsOptions("a").ToString().Should().Be("<TlsOptions for a>");
        Server.ToString().Should().Be("<TlsServerOptions of CN=server>");
    }
}
