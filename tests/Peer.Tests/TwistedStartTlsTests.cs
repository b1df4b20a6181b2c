using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Peer.Tests;

/// <summary>TLS that starts in the middle of a connection between our reactor and Twisted's.</summary>
public sealed class TwistedStartTlsTests(Type kind) : TwistedWire(kind)
{
    private string Certificates => $"tls={CertificateFolder}";

    private TlsOptions Trusting => new("localhost") { TrustRoots = Roots };

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Unix)]
    public void OurClient_StartsTlsOnTwisted_GoesOnInSecret(Wire wire)
    {
        using var twisted = TwistedServer("StartTlsServer", wire, Certificates);
        var client = new StartTls.Client(Trusting);
        RunToTheEnd(twisted, wire, client);
        client.Events.Should().Equal("clear raelc ni", "clear go ahead", "handshake", "secure terces");
        client.Ended!.Value.Should().BeOfType<ConnectionDoneException>(); // The scenario waited for it.
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        twisted.Said.Should().StartWith("listening").And.Contain("clear in clear\nclear STARTTLS\nsecure secret\n");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Unix)]
    public void TwistedClient_StartsTlsOnOurServer_GoesOnInSecret(Wire wire)
    {
        using var certificate = Certificate;
        var server = new StartTls.Server(new TlsServerOptions(certificate));
        using var twisted = TwistedClient("StartTlsClient", wire, server, Certificates);
        Run(() => Until(() => server.Ended is not null));
        server.Events.Should().Equal("clear in clear", "clear STARTTLS", "handshake", "secure secret");
        server.Ended!.Value.Should().BeOfType<ConnectionDoneException>(); // The scenario waited for it.
        // Twisted 22.4's client, which closes here, at times calls an orderly end of TLS on a UNIX socket a loss; with its own server too.
        twisted.WaitFor("lost ").Should().BeOneOf("ConnectionDone", wire == Wire.Unix ? "ConnectionLost" : "ConnectionDone");
        twisted.Said.Should().StartWith("clear raelc ni\nclear go ahead\nsecure terces\n");
    }

    // Whoever sits between the two can put this in; TLS must not vouch for it (CVE-2021-38084 and its like).
    [Test]
    public void OurClient_LineInjectedBehindTheGoAhead_IsNotTakenAsSecured()
    {
        using var twisted = TwistedServer("StartTlsServer", Wire.Plain, Certificates, "extra=terces\r\n");
        var client = new StartTls.Client(Trusting);
        RunToTheEnd(twisted, Wire.Plain, client);
        client.Events.Should().Equal("clear raelc ni", "clear go ahead");
        client.Ended!.Value.Should().BeOfType<TLSException>(); // The scenario waited for it.
        twisted.WaitFor("lost ").Should().NotBe("ConnectionDone");
        twisted.Said.Should().NotContain("secret");
    }

    // CVE-2011-0411 and its like.
    [Test]
    public void OurServer_LineInjectedBehindTheRequest_IsNotTakenAsSecured()
    {
        using var certificate = Certificate;
        var server = new StartTls.Server(new TlsServerOptions(certificate));
        using var twisted = TwistedClient("StartTlsClient", Wire.Plain, server, Certificates, "extra=injected\r\n");
        Run(() => Until(() => server.Ended is not null));
        server.Events.Should().Equal("clear in clear", "clear STARTTLS");
        server.Ended!.Value.Should().BeOfType<TLSException>(); // The scenario waited for it.
        twisted.WaitFor("lost ").Should().NotBe("ConnectionDone");
        twisted.Said.Should().NotContain("detcejni");
    }

    [Test]
    public void OurClient_TwistedIsAnotherHost_SaysNothingSecret()
    {
        using var twisted = TwistedServer("StartTlsServer", Wire.Plain, Certificates);
        var client = new StartTls.Client(new TlsOptions("elsewhere.example") { TrustRoots = Roots });
        RunToTheEnd(twisted, Wire.Plain, client);
        client.Events.Should().Equal("clear raelc ni", "clear go ahead");
        client.Ended!.Value.Should().BeOfType<VerificationException>(); // The scenario waited for it.
        twisted.WaitFor("lost ").Should().NotBe("ConnectionDone");
        twisted.Said.Should().NotContain("secret");
    }

    private void RunToTheEnd(TwistedPeer twisted, Wire wire, StartTls client) => Run(async Deferred () =>
    {
        await Connect(twisted, wire, client);
        await Until(() => client.Ended is not null);
    });
}
