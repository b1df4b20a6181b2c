using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>Serves another factory's protocols over TLS: listen with it instead (tls.TLSMemoryBIOFactory).</summary>
/// <remarks>The other factory builds a protocol only after the handshake; a handshake that fails is reported to <see cref="Log"/> and the
/// connection closed. TLS 1.2 and 1.3, without renegotiation and resumption.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TlsServerFactory : IFactory
{
    private readonly IReactorTime _reactor;
    private readonly IFactory _inner;
    private readonly SslStreamCertificateContext _certificate;

    /// <summary>A factory to listen with.</summary>
    /// <param name="reactor">Times the handshakes.</param>
    /// <param name="inner">Builds the protocols.</param>
    /// <param name="certificate">The server's certificate with its private key.</param>
    /// <param name="intermediates">Certificates to send along, between the server's and the root; none when null.</param>
    /// <exception cref="ArgumentException"><paramref name="certificate"/> has no private key.</exception>
    public TlsServerFactory(
        IReactorTime reactor, IFactory inner, X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException("A server's certificate needs its private key.", nameof(certificate));
        _reactor = reactor;
        _inner = inner;
        // Offline: building the chain must not download certificates on the reactor's thread.
        _certificate = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
    }

    /// <summary>The application protocols to agree to, the best first (ALPN, RFC 7301); none by default.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>The roots that clients' certificates must come from; null, the default, asks for none.</summary>
    public X509Certificate2Collection? ClientTrustRoots { get; init; }

    /// <summary>How long a handshake may take; 30 s by default.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IProtocol? BuildProtocol(IAddress address) => new TlsTransport(new Accepted(this, address), _reactor, HandshakeTimeout);

    /// <inheritdoc/>
    public void DoStart() => _inner.DoStart();

    /// <inheritdoc/>
    public void DoStop() => _inner.DoStop();

    /// <inheritdoc/>
    public override string ToString() => $"<TlsServerFactory over {_inner}>";

    private sealed class Accepted(TlsServerFactory factory, IAddress address) : ITlsParty
    {
        private readonly TlsVerification _verification = new(host: null, required: factory.ClientTrustRoots is not null);

        public string PeerName => address.ToString() ?? "the client";

        public string? Complaint => _verification.Complaint;

        public Task Handshake(SslStream stream) => stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = factory._certificate,
            EnabledSslProtocols = TlsOptions.ProtocolsFrom(SslProtocols.Tls12),
            ApplicationProtocols = TlsOptions.Alpn(factory.ApplicationProtocols),
            ClientCertificateRequired = factory.ClientTrustRoots is not null,
            CertificateChainPolicy = TlsOptions.ChainPolicy(factory.ClientTrustRoots),
            RemoteCertificateValidationCallback = _verification.Verify,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        });

        public IProtocol? BuildProtocol() => factory._inner.BuildProtocol(address);

        public void ConnectionMade(IProtocol protocol) { }

        public void Failed(Failure reason) => Log.Msg($"A TLS connection from {PeerName} was not served: {reason.GetErrorMessage()}");
    }
}
