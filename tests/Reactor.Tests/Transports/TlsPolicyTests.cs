using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

/// <summary>Each option reaches the handshake.</summary>
public sealed class TlsPolicyTests
{
    private readonly List<LogEvent> _log = [];

    private static TlsOptions WithClientCertificate => TlsPair.Options() with { ClientCertificate = TestCertificates.Client };

    [SetUp]
    public void WatchLog() => Log.AddObserver(_log.Add);

    [TearDown]
    public void UnwatchLog()
    {
        Log.RemoveObserver(_log.Add);
        _log.Clear();
    }

    [TestCase("b.example", "CN=b")]
    [TestCase("B.EXAMPLE", "CN=b")]
    [TestCase("example.com", "CN=server")]
    [TestCase("127.0.0.1", "CN=server")]
    public void ForServerName_TheNameAskedFor_ChoosesTheCertificate(string host, string subject)
    {
        var asked = new List<string>();
        var b = new TlsServerOptions(TestCertificates.Named("b", "b.example"));
        var pair = new ClearPair().StartBoth(TlsPair.Options(host), new TlsServerOptions(TestCertificates.Server)
        {
            ForServerName = name =>
            {
                asked.Add(name);
                return name == "b.example" ? b : null;
            },
        }).Settle();
        pair.ClientEnd.Tls!.PeerCertificate!.Subject.Should().Be(subject);
        var sent = char.IsAsciiDigit(host[0]) ? "" : host.ToLowerInvariant();
        asked.Should().Equal(sent);
        pair.ServerEnd.Tls!.ServerName.Should().Be(sent.Length == 0 ? null : sent, "an address is never sent as a name");
    }

    [Test]
    public void ForServerName_Throws_RefusesTheClient()
    {
        var pair = new ClearPair().StartBoth(server: new TlsServerOptions(TestCertificates.Server)
        {
            ForServerName = _ => throw new KeyNotFoundException("no such host"),
        }).Settle();
        pair.Server.ClosedReason!.Value.Should().BeOfType<TLSException>();
        pair.Client.Handshakes.Should().Be(0);
    }

    [Test]
    public void ForServerName_OptionsWithClientRoots_AskForTheClientsCertificate()
    {
        var strict = new TlsServerOptions(TestCertificates.Server) { ClientTrustRoots = TestCertificates.Roots };
        var options = new TlsServerOptions(TestCertificates.Server) { ForServerName = _ => strict };
        var without = new ClearPair().StartBoth(server: options).Settle();
        without.Server.ClosedReason!.Value.Should().BeOfType<VerificationException>();
        var with = new ClearPair().StartBoth(WithClientCertificate, options).Settle();
        with.ServerEnd.Tls!.PeerCertificate!.Subject.Should().Be("CN=client");
    }

    [Test]
    public void RequireCertificate_False_LetsClientsInThatShowNone()
    {
        var options = new TlsServerOptions(TestCertificates.Server)
        {
            ClientTrustRoots = TestCertificates.Roots,
            RequireCertificate = false,
        };
        var without = new ClearPair().StartBoth(server: options).Settle();
        without.Server.Handshakes.Should().Be(1);
        without.ServerEnd.Tls!.PeerCertificate.Should().BeNull();
        var with = new ClearPair().StartBoth(WithClientCertificate, options).Settle();
        with.ServerEnd.Tls!.PeerCertificate!.Subject.Should().Be("CN=client");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ClientTrustRoots_CertificateOfAnotherAuthority_IsRefused(bool required)
    {
        var options = new TlsServerOptions(TestCertificates.Server)
        {
            ClientTrustRoots = TestCertificates.OtherRoots,
            RequireCertificate = required,
        };
        var pair = new ClearPair().StartBoth(WithClientCertificate, options).Settle();
        pair.Server.ClosedReason!.Value.Should().BeOfType<VerificationException>()
            .Which.Message.Should().Contain("CN=Test Root is not known");
        pair.Server.Handshakes.Should().Be(0);
    }

    [Test]
    public void ClientTrustRoots_None_AsksForNoCertificate()
    {
        var pair = new ClearPair().StartBoth(WithClientCertificate).Settle();
        pair.Server.Handshakes.Should().Be(1);
        pair.ServerEnd.Tls!.PeerCertificate.Should().BeNull();
    }

    [Test]
    public void ClientIntermediates_AreSentAlong()
    {
        var server = new TlsServerOptions(TestCertificates.Server) { ClientTrustRoots = TestCertificates.Roots };
        var options = TlsPair.Options() with { ClientCertificate = TestCertificates.ClientBehindIntermediate };
        new ClearPair().StartBoth(options, server).Settle().Server.ClosedReason!.Value.Should().BeOfType<VerificationException>();
        var pair = new ClearPair().StartBoth(options with { ClientIntermediates = [TestCertificates.Intermediate] }, server).Settle();
        pair.Server.Handshakes.Should().Be(1);
    }

    [Test]
    public void MinimumProtocol_OfTheServer_IsKept()
    {
        var strict = HandshakeWithOldClient(new TlsServerOptions(TestCertificates.Server) { MinimumProtocol = SslProtocols.Tls13 });
        strict.ClosedReason!.Value.Should().BeOfType<TLSException>();
        strict.Handshakes.Should().Be(0);
        HandshakeWithOldClient(new TlsServerOptions(TestCertificates.Server)).Handshakes.Should().Be(1, "that client is only old");
    }

    [Test]
    public void RevocationMode_OfflineWithoutLists_Refuses()
    {
        var pair = new ClearPair().StartBoth(TlsPair.Options() with { RevocationMode = X509RevocationMode.Offline }).Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<VerificationException>().Which.Message.Should().Contain("evocation");
    }

    [Test]
    public void ApplicationProtocols_InCommon_TheServersBestIsTaken()
    {
        var pair = new ClearPair().StartBoth(
            TlsPair.Options() with { ApplicationProtocols = ["h2", "http/1.1"] },
            new TlsServerOptions(TestCertificates.Server) { ApplicationProtocols = ["http/1.1", "h2"] }).Settle();
        pair.ClientEnd.Tls!.NegotiatedProtocol.Should().Be("http/1.1");
        pair.ServerEnd.Tls!.NegotiatedProtocol.Should().Be("http/1.1");
    }

    [Test]
    public void ApplicationProtocols_NoneInCommon_FailsTheHandshake()
    {
        var pair = new ClearPair().StartBoth(
            TlsPair.Options() with { ApplicationProtocols = ["h2"] },
            new TlsServerOptions(TestCertificates.Server) { ApplicationProtocols = ["http/1.1"] }).Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<TLSException>();
        pair.Server.ClosedReason!.Value.Should().BeOfType<TLSException>();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ApplicationProtocols_OfOneEndOnly_AreNone(bool client)
    {
        string[] names = ["http/1.1"];
        var pair = new ClearPair().StartBoth(
            TlsPair.Options() with { ApplicationProtocols = client ? names : [] },
            new TlsServerOptions(TestCertificates.Server) { ApplicationProtocols = client ? [] : names }).Settle();
        pair.ClientEnd.Tls!.NegotiatedProtocol.Should().BeNull();
        pair.ServerEnd.Tls!.NegotiatedProtocol.Should().BeNull();
    }

    [Test]
    public void TrustRoots_TheServersOwnSelfSignedCertificate_IsEnough()
    {
        var options = new TlsOptions("example.com") { TrustRoots = [TestCertificates.SelfSigned] };
        var pair = new ClearPair().StartBoth(options, new TlsServerOptions(TestCertificates.SelfSigned)).Settle();
        pair.Client.Handshakes.Should().Be(1);
    }

    [Test]
    public void HandshakeListener_OnAConnectionUnderTlsFromItsStart_IsToldAfterMakeConnection()
    {
        var client = new ListeningProtocol();
        var made = -1;
        client.OnHandshake = p => made = p.Made;
        var pair = new TlsPair { Client = client }.Connected();
        client.Handshakes.Should().Be(1);
        made.Should().Be(1);
        pair.ClientTls.ServerName.Should().Be("example.com");
    }

    [Test]
    public void Sessions_AndRenegotiation_AreLeftOutOnBothSides()
    {
        var client = TlsPair.Options().ForConnection((_, _, _, _) => true, certificate: null);
        (client.AllowTlsResume, client.AllowRenegotiation).Should().Be((false, false));
        var server = new TlsServerOptions(TestCertificates.Server).ForConnection((_, _, _, _) => true);
        (server.AllowTlsResume, server.AllowRenegotiation).Should().Be((false, false));
    }

    /// <summary>A client that speaks nothing newer than TLS 1.2 tries a server.</summary>
    private static ListeningProtocol HandshakeWithOldClient(TlsServerOptions options)
    {
        var pair = new ClearPair(client: new TlsTransport(new OldClient(), new Clock(), handshakeTimeout: null));
        pair.StartServer(options).Settle();
        return pair.Server;
    }

    private sealed class OldClient : ITlsParty
    {
        public string PeerName => "the server";

        public string? Complaint => null;

        public Task Handshake(SslStream stream) => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "example.com",
            EnabledSslProtocols = SslProtocols.Tls12,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });

        public IProtocol? BuildProtocol() => new AccumulatingProtocol();

        public void ConnectionMade(IProtocol made) { }

        public void Failed(Failure reason) { }
    }
}
