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
        var server = new RenegotiatingServer();
        _wire = new MemoryEndpoint(Factory.ForProtocol(() => server));
        var deferred = new TlsClientEndpoint(_clock, _wire, TlsPair.Options()).Connect(Factory.ForProtocol(() => _client));
        _wire.Flush();
        server.Handshake!.IsCompletedSuccessfully.Should().BeTrue();
        SuccessResultOf(deferred);
        var asking = server.Stream.NegotiateClientCertificateAsync();
        _wire.Links[0].ClientQueued.Should().Be(0);
        _wire.Links[0].ServerQueued.Should().BePositive("it has asked");
        _wire.Flush();
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
        // Nobody waits for it: the connection is gone.
        asking.ContinueWith(t => t.Exception, TaskScheduler.Default);
    }

    /// <summary>A bare SslStream that reads nothing by itself, so that it may start a new handshake.</summary>
    private sealed class RenegotiatingServer : Protocol
    {
        private TlsWire _wire = null!; // Made with the connection.

        internal SslStream Stream { get; private set; } = null!; // Made with the connection.

        internal Task? Handshake { get; private set; }

        public override void ConnectionMade()
        {
            _wire = new TlsWire(Transport);
            Stream = new SslStream(_wire);
            using (InlineScope.Enter())
            {
                Handshake = Stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = TestCertificates.Server,
                    EnabledSslProtocols = SslProtocols.Tls12,
                    AllowRenegotiation = true,
                });
            }
        }

        public override void DataReceived(ReadOnlySpan<byte> data)
        {
            using (InlineScope.Enter())
                _wire.Feed(data);
        }
    }

    private sealed class OldServer(IProtocol protocol) : ITlsParty
    {
        public string PeerName => "the client";

        public string? Complaint => null;

        public Task Handshake(SslStream stream) => stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = TestCertificates.Server,
            EnabledSslProtocols = SslProtocols.Tls12,
        });

        public IProtocol? BuildProtocol() => protocol;

        public void ConnectionMade(IProtocol made) { }

        public void Failed(Failure reason) { }
    }
}
