using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>Serves another factory's protocols over TLS: listen with it instead (tls.TLSMemoryBIOFactory).</summary>
/// <remarks>The other factory builds a protocol only after the handshake; a handshake that fails or takes too long is reported to
/// <see cref="Log"/> and the connection closed.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TlsServerFactory : IFactory
{
    private readonly IReactorTime _reactor;
    private readonly IFactory _inner;
    private readonly TlsServerOptions _options;

    /// <summary>A factory to listen with.</summary>
    /// <param name="reactor">Times the handshakes.</param>
    /// <param name="inner">Builds the protocols.</param>
    /// <param name="options">How to speak TLS.</param>
    public TlsServerFactory(IReactorTime reactor, IFactory inner, TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(options);
        _reactor = reactor;
        _inner = inner;
        _options = options;
    }

    /// <summary>A factory to listen with, as a server with a certificate and nothing special.</summary>
    /// <param name="reactor">Times the handshakes.</param>
    /// <param name="inner">Builds the protocols.</param>
    /// <param name="certificate">The server's certificate with its private key.</param>
    /// <param name="intermediates">Certificates to send along, between the server's and the root; none when null.</param>
    /// <exception cref="ArgumentException"><paramref name="certificate"/> has no private key.</exception>
    public TlsServerFactory(
        IReactorTime reactor, IFactory inner, X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
        : this(reactor, inner, new TlsServerOptions(certificate, intermediates)) { }

    /// <inheritdoc/>
    public IProtocol? BuildProtocol(IAddress address) => new TlsTransport(new Accepted(this, address), _reactor, _options.HandshakeTimeout);

    /// <inheritdoc/>
    public void DoStart() => _inner.DoStart();

    /// <inheritdoc/>
    public void DoStop() => _inner.DoStop();

    /// <inheritdoc/>
    public override string ToString() => $"<TlsServerFactory over {_inner}>";

    private sealed class Accepted(TlsServerFactory factory, IAddress address) : ITlsParty
    {
        private readonly TlsServerHandshake _handshake = new(factory._options);

        public string PeerName => address.ToString() ?? "the client";

        public string? Complaint => _handshake.Complaint;

        public Task Handshake(SslStream stream) => _handshake.Start(stream);

        public IProtocol? BuildProtocol() => factory._inner.BuildProtocol(address);

        public void ConnectionMade(IProtocol protocol) { }

        public void Failed(Failure reason) => Log.Msg($"A TLS connection from {PeerName} was not served: {reason.GetErrorMessage()}");
    }
}
