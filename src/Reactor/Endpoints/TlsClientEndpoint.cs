using System.Diagnostics;
using System.Net.Security;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Speaks TLS over the connections of another endpoint (twisted.internet.endpoints.wrapClientTLS).</summary>
/// <remarks>
/// The Deferred fires after the handshake and the verification of the peer, with the protocol the factory built; its transport is an
/// <see cref="ITlsTransport"/>. Before that no protocol is built. It fails with <see cref="VerificationException"/> when the certificate is
/// not one to trust for the host, with <see cref="TLSException"/> when the handshake fails otherwise, with
/// <see cref="ConnectTimeoutException"/> when connecting and handshake together take too long, and as the other endpoint fails. Cancelling
/// aborts the connection. In TLS 1.3 a server that refuses the client's certificate says so after the handshake: that is a ConnectionLost.
/// Twisted's fires before the handshake, which its timeout does not cover.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TlsClientEndpoint : IStreamClientEndpoint
{
    private readonly IReactorTime _reactor;
    private readonly IStreamClientEndpoint _inner;
    private readonly TlsOptions _options;
    private readonly TimeSpan _timeout;
    private readonly SslStreamCertificateContext? _certificate;

    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Times the connect.</param>
    /// <param name="inner">Connects to the host.</param>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="timeout">How long connecting and handshake together may take; 30 s when null.</param>
    public TlsClientEndpoint(IReactorTime reactor, IStreamClientEndpoint inner, TlsOptions options, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(options);
        _reactor = reactor;
        _inner = inner;
        _options = options;
        _timeout = timeout ?? ConnectTarget.DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
        _certificate = options.CertificateContext();
    }

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var connect = new TlsConnect(_reactor, factory, _options, _certificate, _timeout);
        connect.Start(_inner);
        return connect.Result;
    }

    /// <inheritdoc/>
    public override string ToString() => $"<TlsClientEndpoint for {_options.Host} over {_inner}>";
}
