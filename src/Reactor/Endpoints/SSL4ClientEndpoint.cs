using System.Diagnostics;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Speaks TLS to a host over IPv4 (twisted.internet.endpoints.SSL4ClientEndpoint).</summary>
/// <remarks>An address literal is connected to directly. A name is looked up and only its IPv4 addresses are tried, as
/// <see cref="HostnameEndpoint"/> does it; the first with a handshake done wins. New programs reach hosts of either family with TLS over
/// a <see cref="HostnameEndpoint"/>.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class SSL4ClientEndpoint : IStreamClientEndpoint, ITimedEndpoint
{
    private readonly ConnectTarget _target;
    private readonly TlsOptions _options;

    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Where the connection runs.</param>
    /// <param name="host">Where to connect: an IPv4 literal or a name. Whom to expect there, <paramref name="options"/> says.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="timeout">How long a connect may take, lookup and handshake included; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be. A name that none can be, as "a b", is told by
    /// <see cref="Connect"/> instead, with <see cref="InvalidAddressException"/>.</exception>
    public SSL4ClientEndpoint(
        IReactor reactor, string host, int port, TlsOptions options, TimeSpan? timeout = null, string? bindAddress = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _target = new ConnectTarget(
            reactor, host, port, timeout, bindAddress, attemptDelay: null, AddressFamily.InterNetwork);
        _options = options;
    }

    IReactorTime ITimedEndpoint.Clock => _target.Reactor;

    TimeSpan ITimedEndpoint.Timeout => _target.Timeout;

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory) => _target.Connect(
        factory, (host, f) => _target.Reactor.ConnectSSL(host, _target.Port, f, _options, _target.Timeout, _target.BindAddress));

    /// <inheritdoc/>
    public override string ToString() => $"<SSL4ClientEndpoint for {_options.Host} at {_target.Address}>";
}
