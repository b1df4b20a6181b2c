using System.Net.Security;
using System.Security.Authentication;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Transports;

/// <summary>A server that speaks nothing newer than TLS 1.2.</summary>
public sealed class Tls12Tests
{
    private readonly Clock _clock = new();
    private AccumulatingProtocol _server = null!;
    private AccumulatingProtocol _client = null!;
    private MemoryEndpoint _wire = null!;

    [SetUp]
    public void Make()
    {
        _server = new AccumulatingProtocol();
        _client = new AccumulatingProtocol();
        _wire = new MemoryEndpoint(Factory.ForProtocol(() => new TlsTransport(new OldServer(_server), _clock, handshakeTimeout: null)));
    }

    [TestCase(1)]
    [TestCase(65536)]
    public void Connect_Tls12Server_SpeaksAndCloses(int chunk)
    {
        var deferred = new TlsClientEndpoint(_clock, _wire, TlsPair.Options()).Connect(Factory.ForProtocol(() => _client));
        _wire.Links[0].ChunkSize = chunk;
        _wire.Flush();
        SuccessResultOf(deferred);
        ((ITlsTransport)_client.Transport).ProtocolVersion.Should().Be("TLSv1.2");
        _client.Transport.Write("ping"u8);
        _server.Transport.Write("pong"u8);
        _wire.Flush();
        _server.Text.Should().Be("ping");
        _client.Text.Should().Be("pong");
        _server.Transport.LoseConnection();
        _wire.Flush();
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_MinimumTls13_RefusesIt()
    {
        var options = TlsPair.Options() with { MinimumProtocol = SslProtocols.Tls13 };
        var deferred = new TlsClientEndpoint(_clock, _wire, options).Connect(Factory.ForProtocol(() => _client));
        _wire.Flush();
        FailureResultOf<TLSException>(deferred).Should().BeOfType<TLSException>();
        _client.HasTransport.Should().BeFalse();
    }

    [Test]
    public void Renegotiation_AskedForByTheServer_IsRefused()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Where a server can ask is told apart by platform.");
            return;
        }
        SslStream? stream = null;
        _wire = new MemoryEndpoint(Factory.ForProtocol(
            () => new TlsTransport(new OldServer(_server) { OnHandshake = s => stream = s }, _clock, handshakeTimeout: null)));
        var deferred = new TlsClientEndpoint(_clock, _wire, TlsPair.Options()).Connect(Factory.ForProtocol(() => _client));
        _wire.Flush();
        SuccessResultOf(deferred);
        var asking = stream!.NegotiateClientCertificateAsync(); // The handshake is done, so it was seen.
        _wire.Flush();
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        // Nobody waits for it: the connection is gone.
        asking.ContinueWith(t => t.Exception, TaskScheduler.Default);
    }

    private sealed class OldServer(IProtocol protocol) : ITlsParty
    {
        internal Action<SslStream>? OnHandshake { get; init; }

        public string PeerName => "the client";

        public string? Complaint => null;

        public Task Handshake(SslStream stream)
        {
            OnHandshake?.Invoke(stream);
            return stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = TestCertificates.Server,
                EnabledSslProtocols = SslProtocols.Tls12,
            });
        }

        public IProtocol? BuildProtocol() => protocol;

        public void ConnectionMade(IProtocol made) { }

        public void Failed(Failure reason) { }
    }
}
