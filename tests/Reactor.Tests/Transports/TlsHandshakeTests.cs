using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Transports;

public sealed class TlsHandshakeTests
{
    private readonly List<string> _log = [];

    [SetUp]
    public void WatchLog() => Log.AddObserver(Note);

    [TearDown]
    public void UnwatchLog()
    {
        Log.RemoveObserver(Note);
        _log.Clear();
    }

    private void Note(LogEvent logEvent) => _log.Add(logEvent.ToString());

    [TestCase("example.com")]
    [TestCase("EXAMPLE.com.")]
    [TestCase("a.wild.example")]
    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void Connect_GoodCertificate_FiresWithTheProtocolAfterTheHandshake(string host)
    {
        var pair = new TlsPair(options: TlsPair.Options(host));
        var deferred = pair.Connect();
        AssertNoResult(deferred);
        pair.Client.Made.Should().Be(0);
        pair.Settle();
        SuccessResultOf(deferred).Should().BeSameAs(pair.Client);
        pair.Client.Made.Should().Be(1);
        pair.Server.Made.Should().Be(1);
        pair.ClientTls.PeerCertificate!.RawData.Should().Equal(TestCertificates.Server.RawData);
        pair.ClientTls.ProtocolVersion.Should().Be("TLSv1.3");
        pair.ClientTls.NegotiatedProtocol.Should().BeNull();
        pair.ClientTls.Connected.Should().BeTrue();
        pair.ClientTls.GetPeer().Should().Be(new IPv4Address("192.168.1.1", 54321));
        pair.Link.Client.TcpNoDelay.Should().BeTrue();
        pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_ByteByByte_IsTheSame()
    {
        var pair = new TlsPair();
        var deferred = pair.Connect();
        pair.Link.ChunkSize = 1;
        pair.Settle();
        SuccessResultOf(deferred).Should().BeSameAs(pair.Client);
    }

    [Test]
    public void Connect_WithIntermediate_IsVerifiedThroughIt()
    {
        var pair = new TlsPair(TestCertificates.BehindIntermediate, intermediates: [TestCertificates.Intermediate]);
        pair.Connected();
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("expired", TestCertificates.Expired, "example.com", "*not valid now (2020-01-01 to 2021-01-01*");
        yield return Case("other host", TestCertificates.OtherHost, "example.com", "*it is for other.example, not for example.com*");
        yield return Case("other address", TestCertificates.Server, "127.0.0.2", "*127.0.0.1, ::1, not for 127.0.0.2*");
        yield return Case("wildcard two labels deep", TestCertificates.Server, "a.b.wild.example", "*not for a.b.wild.example*");
        yield return Case("wildcard without label", TestCertificates.Server, "wild.example", "*not for wild.example*");
        yield return Case("common name only", TestCertificates.CommonNameOnly, "example.com",
            "*no host at all (its subject is CN=example.com)*");
        yield return Case("self-signed", TestCertificates.SelfSigned, "example.com", "*self-signed and not trusted*");
        yield return Case("unknown issuer", TestCertificates.OtherRoot, "example.com", "*its issuer CN=Other Root is not known*");
        yield return Case("missing intermediate", TestCertificates.BehindIntermediate, "example.com",
            "*its issuer CN=Test Intermediate is not known*");
        yield return Case("not for servers", TestCertificates.Client, "client.example", "*NotValidForUsage*");

        static TestCaseData Case(string what, X509Certificate2 certificate, string host, string message) =>
            new TestCaseData(certificate, host, message).SetName($"Connect_Refuses({what})");
    }

    [TestCaseSource(nameof(Refused))]
    public void Connect_BadCertificate_IsRefusedWithTheReason(X509Certificate2 certificate, string host, string message)
    {
        var pair = new TlsPair(certificate, TlsPair.Options(host));
        var deferred = pair.Connect();
        pair.Settle();
        FailureResultOf<VerificationException>(deferred).Message
            .Should().StartWith($"The certificate of {host} is refused: ").And.Match(message);
        pair.Client.HasTransport.Should().BeFalse("no protocol is built for a peer that is not verified");
        pair.Server.Data.Should().BeEmpty();
        pair.Link.Client.Connected.Should().BeFalse();
        pair.Link.Server.Connected.Should().BeFalse();
        pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_SystemRoots_RefuseAPrivateAuthority()
    {
        var pair = new TlsPair(options: new TlsOptions("example.com"));
        var deferred = pair.Connect();
        pair.Settle();
        FailureResultOf<VerificationException>(deferred);
    }

    [Test]
    public void Connect_Garbage_IsATLSError()
    {
        var server = new AccumulatingProtocol { OnMade = p => p.Transport.Write("HTTP/1.1 400 Bad Request\r\n\r\n"u8) };
        var wire = new MemoryEndpoint(Factory.ForProtocol(() => server));
        var deferred = new TlsClientEndpoint(new Clock(), wire, TlsPair.Options())
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        wire.Flush();
        FailureResultOf<TLSException>(deferred).Should().BeOfType<TLSException>()
            .Which.Message.Should().StartWith("The TLS handshake with example.com failed: ");
        server.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void Accept_Garbage_IsLoggedAndClosed()
    {
        var pair = new TlsPair();
        var client = new AccumulatingProtocol { OnMade = p => p.Transport.Write("GET / HTTP/1.1\r\n\r\n"u8) };
        var link = new MemoryLink(client, pair.ServerFactory.BuildProtocol(new IPv4Address("10.0.0.1", 12345))!);
        link.Flush();
        client.ClosedReason.Should().NotBeNull();
        pair.Server.HasTransport.Should().BeFalse();
        _log.Should().ContainSingle().Which.Should().StartWith("A TLS connection from 10.0.0.1:12345 was not served: The TLS handshake");
    }

    [Test]
    public void Connect_PeerClosesInTheHandshake_IsATLSError()
    {
        var server = new AccumulatingProtocol { OnData = p => p.Transport.LoseConnection() };
        var wire = new MemoryEndpoint(Factory.ForProtocol(() => server));
        var deferred = new TlsClientEndpoint(new Clock(), wire, TlsPair.Options())
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        wire.Flush();
        FailureResultOf<TLSException>(deferred).Message
            .Should().StartWith("The connection to example.com was lost during the TLS handshake");
    }

    [Test]
    public void Connect_SilentPeer_TimesOutAndAborts()
    {
        var server = new AccumulatingProtocol();
        var clock = new Clock();
        var wire = new MemoryEndpoint(Factory.ForProtocol(() => server));
        var deferred = new TlsClientEndpoint(clock, wire, TlsPair.Options(), TimeSpan.FromSeconds(5))
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        wire.Flush();
        clock.Advance(4.9);
        AssertNoResult(deferred);
        clock.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(deferred).Message
            .Should().Be("Connecting to example.com (192.168.1.1:54321) over TLS took longer than 5 s; the TLS handshake was under way.");
        wire.Flush();
        server.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>("it was aborted");
    }

    [Test]
    public void Accept_SilentClient_TimesOut()
    {
        var pair = new TlsPair();
        var client = new AccumulatingProtocol();
        var link = new MemoryLink(client, pair.ServerFactory.BuildProtocol(new IPv4Address("10.0.0.1", 12345))!);
        pair.Clock.Advance(30);
        link.Flush();
        client.ClosedReason.Should().NotBeNull();
        _log.Should().ContainSingle().Which.Should().Contain("took longer than 30 s");
    }

    [Test]
    public void Cancel_InTheHandshake_AbortsTheConnection()
    {
        var pair = new TlsPair();
        var deferred = pair.Connect();
        pair.Link.ChunkSize = 100;
        pair.Link.Pump();
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred).Address.Should().Be(new IPv4Address("192.168.1.1", 54321));
        pair.Settle();
        pair.Client.HasTransport.Should().BeFalse();
        pair.Link.Client.Connected.Should().BeFalse();
        pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Cancel_InsideConnectionMade_AbortsTheConnection()
    {
        var pair = new TlsPair();
        var deferred = pair.Connect();
        pair.Client.OnMade = _ => deferred.Cancel();
        pair.Settle();
        FailureResultOf<ConnectingCancelledException>(deferred);
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void Cancel_WhileTheFactoryBuilds_ConnectsNoProtocol()
    {
        var pair = new TlsPair();
        Deferred<IProtocol>? deferred = null;
        deferred = pair.Endpoint.Connect(Factory.ForProtocol(() =>
        {
            deferred!.Cancel(); // Built later than connected.
            return pair.Client;
        }));
        pair.Settle();
        FailureResultOf<ConnectingCancelledException>(deferred);
        (pair.Client.Made, pair.Link.Client.Connected).Should().Be((0, false));
    }

    [Test]
    public void Cancel_BeforeTheConnection_IsTheInnerEndpointsCancellation()
    {
        var reactor = new MemoryReactorClock();
        var inner = new HostnameEndpoint(reactor, "192.0.2.1", 443);
        var deferred = new TlsClientEndpoint(reactor, inner, TlsPair.Options())
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred).Address.Should().Be(new IPv4Address("192.0.2.1", 443));
        reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_InnerNeverConnects_TheTimeoutCoversIt()
    {
        var reactor = new MemoryReactorClock();
        var inner = new HostnameEndpoint(reactor, "192.0.2.1", 443);
        var deferred = new TlsClientEndpoint(reactor, inner, TlsPair.Options(), TimeSpan.FromSeconds(5))
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        reactor.Advance(5);
        FailureResultOf<ConnectTimeoutException>(deferred).Message
            .Should().Be("Connecting to example.com over TLS took longer than 5 s; the connection was not there yet.");
        reactor.GetDelayedCalls().Should().BeEmpty();
        reactor.TcpClients[0].IsConnecting.Should().BeFalse();
    }

    [Test]
    public void Connect_InnerFails_FailsTheSame()
    {
        var reactor = new MemoryReactorClock();
        var deferred = new TlsClientEndpoint(reactor, new HostnameEndpoint(reactor, "192.0.2.1", 443), TlsPair.Options())
            .Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        reactor.TcpClients[0].Fail(new ConnectionRefusedException("refused"));
        FailureResultOf<ConnectionRefusedException>(deferred);
        reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_FactoryBuildsNothing_IsNoProtocol()
    {
        var pair = new TlsPair();
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Arg.Any<IAddress>()).Returns((IProtocol?)null);
        var deferred = pair.Endpoint.Connect(factory);
        pair.Settle();
        FailureResultOf<NoProtocolException>(deferred);
        factory.Received(1).BuildProtocol(new IPv4Address("192.168.1.1", 54321));
        pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void Connect_ConnectionMadeThrows_FailsWithThat()
    {
        var pair = new TlsPair();
        var deferred = pair.Connect();
        pair.Client.OnMade = _ => throw new FormatException("bad protocol");
        pair.Settle();
        FailureResultOf<FormatException>(deferred);
        pair.Client.ClosedReason!.Value.Should().BeOfType<FormatException>();
        pair.Link.Client.Connected.Should().BeFalse();
    }

    [Test]
    public void Alpn_BothOffer_TheServersChoiceIsSeenAtBothEnds()
    {
        var options = TlsPair.Options() with { ApplicationProtocols = ["h2", "http/1.1"] };
        var pair = new TlsPair(options: options).Connected();
        pair.ClientTls.NegotiatedProtocol.Should().BeNull("the server offers none");

        var clock = new Clock();
        var server = new AccumulatingProtocol();
        var serving = new TlsServerOptions(TestCertificates.Server) { ApplicationProtocols = ["http/1.1"] };
        var wire = new MemoryEndpoint(new TlsServerFactory(clock, Factory.ForProtocol(() => server), serving));
        var client = new AccumulatingProtocol();
        var deferred = new TlsClientEndpoint(clock, wire, options).Connect(Factory.ForProtocol(() => client));
        wire.Flush();
        SuccessResultOf(deferred);
        ((ITlsTransport)client.Transport).NegotiatedProtocol.Should().Be("http/1.1");
        ((ITlsTransport)server.Transport).NegotiatedProtocol.Should().Be("http/1.1");
    }

    [Test]
    public void ClientCertificate_Asked_IsShownAndVerified()
    {
        var clock = new Clock();
        var server = new AccumulatingProtocol();
        var serving = new TlsServerOptions(TestCertificates.Server) { ClientTrustRoots = TestCertificates.Roots };
        var wire = new MemoryEndpoint(new TlsServerFactory(clock, Factory.ForProtocol(() => server), serving));
        var options = TlsPair.Options() with { ClientCertificate = TestCertificates.Client };
        var deferred = new TlsClientEndpoint(clock, wire, options).Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        wire.Flush();
        SuccessResultOf(deferred);
        ((ITlsTransport)server.Transport).PeerCertificate!.Subject.Should().Be("CN=client");
    }

    [Test]
    public void ClientCertificate_AskedAndNotShown_IsRefusedByTheServer()
    {
        var clock = new Clock();
        var server = new AccumulatingProtocol();
        var client = new AccumulatingProtocol();
        var serving = new TlsServerOptions(TestCertificates.Server) { ClientTrustRoots = TestCertificates.Roots };
        var wire = new MemoryEndpoint(new TlsServerFactory(clock, Factory.ForProtocol(() => server), serving));
        new TlsClientEndpoint(clock, wire, TlsPair.Options()).Connect(Factory.ForProtocol(() => client));
        wire.Flush();
        server.HasTransport.Should().BeFalse();
        client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        _log.Should().ContainSingle().Which.Should().Contain("the peer showed no certificate");
    }

    [Test]
    public void MinimumProtocol_Tls13_IsSpoken()
    {
        var pair = new TlsPair(options: TlsPair.Options() with { MinimumProtocol = SslProtocols.Tls13 }).Connected();
        pair.ClientTls.ProtocolVersion.Should().Be("TLSv1.3");
        pair.ClientTls.ToString().Should().Be("<TlsTransport to example.com Open, TLSv1.3>");
    }

    [Test]
    public void TlsOptions_BadValues_Throw()
    {
        FluentActions.Invoking(() => new TlsOptions("")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TlsOptions("a b")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TlsOptions(".")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TlsOptions("[::1]")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TlsOptions("a") { ClientCertificate = TestCertificates.Roots[0] })
            .Should().Throw<ArgumentException>();
#pragma warning disable SYSLIB0039 // Refusing it is what is tested.
        FluentActions.Invoking(() => new TlsOptions("a") { MinimumProtocol = SslProtocols.Tls11 }).Should().Throw<ArgumentException>();
#pragma warning restore SYSLIB0039
    }

    [Test]
    public void TlsServerFactory_CertificateWithoutKey_Throws() =>
        FluentActions
            .Invoking(() => new TlsServerFactory(new Clock(), Factory.ForProtocol(() => new AccumulatingProtocol()),
                TestCertificates.Roots[0]))
            .Should().Throw<ArgumentException>();
}
