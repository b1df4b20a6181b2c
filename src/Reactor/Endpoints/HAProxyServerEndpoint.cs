using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Protocols;

namespace TwistedSharp.Internet;

/// <summary>Listens for connections that a proxy passes on with HAProxy's PROXY protocol
/// (twisted.protocols.haproxy.proxyEndpoint).</summary>
/// <remarks>
/// Each connection must begin with a header of version 1 or 2; the protocol is built and connected when it is there, with the address of
/// the proxy's client, which is also what the transport's GetPeer gives; GetHost gives the address that the client connected to. A header
/// without addresses, as of the proxy's own checks, leaves both as they are. A connection that begins otherwise, has more than 4096 bytes
/// of header or takes too long to send it is aborted. Anybody who can connect can say to be anybody: let nobody but the proxy in. Over an
/// endpoint for TLS the header is expected inside of TLS. Twisted's protocols are connected before the header, and wait for it without
/// end.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class HAProxyServerEndpoint : IStreamServerEndpoint
{
    // As long as nginx waits for a header (client_header_timeout); the specification asks for 3 s at least.
    private static readonly TimeSpan DefaultHeaderTimeout = TimeSpan.FromSeconds(60);

    private readonly IReactorTime _reactor;
    private readonly IStreamServerEndpoint _inner;
    private readonly TimeSpan _headerTimeout;

    /// <summary>An endpoint; nothing happens before <see cref="Listen"/>.</summary>
    /// <param name="reactor">Times the headers.</param>
    /// <param name="inner">Listens.</param>
    /// <param name="headerTimeout">How long a connection has to send its header; 60 s when null.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public HAProxyServerEndpoint(IReactorTime reactor, IStreamServerEndpoint inner, TimeSpan? headerTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(inner);
        _reactor = reactor;
        _inner = inner;
        _headerTimeout = headerTimeout ?? DefaultHeaderTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_headerTimeout, TimeSpan.Zero, nameof(headerTimeout));
    }

    /// <inheritdoc/>
    public Deferred<IListeningPort> Listen(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return _inner.Listen(new HAProxyWrappingFactory(_reactor, factory, _headerTimeout));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<HAProxyServerEndpoint over {_inner}>";
}
