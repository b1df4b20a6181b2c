using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Speaks TLS to a host over IPv4 (twisted.internet.endpoints.SSL4ClientEndpoint).</summary>
/// <remarks>A <see cref="TlsClientEndpoint"/> over a <see cref="TCP4ClientEndpoint"/>. New programs reach hosts of either family with
/// TLS over a <see cref="HostnameEndpoint"/>.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class SSL4ClientEndpoint : IStreamClientEndpoint, ITimedEndpoint
{
    private readonly TlsClientEndpoint _tls;
    private readonly string _name;

    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Where the connection runs.</param>
    /// <param name="host">Where to connect: an IPv4 literal or a name. Whom to expect there, <paramref name="options"/> says.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="timeout">How long a connect may take, lookup and handshake included; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public SSL4ClientEndpoint(
        IReactor reactor, string host, int port, TlsOptions options, TimeSpan? timeout = null, string? bindAddress = null)
    {
        var tcp = new TCP4ClientEndpoint(reactor, host, port, timeout, bindAddress);
        _tls = new TlsClientEndpoint(reactor, tcp, options, timeout);
        _name = $"<SSL4ClientEndpoint for {options.Host} at {tcp.Target.Address}>";
    }

    IReactorTime ITimedEndpoint.Clock => ((ITimedEndpoint)_tls).Clock;

    TimeSpan ITimedEndpoint.Timeout => ((ITimedEndpoint)_tls).Timeout;

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory) => _tls.Connect(factory);

    /// <inheritdoc/>
    public override string ToString() => _name;
}
