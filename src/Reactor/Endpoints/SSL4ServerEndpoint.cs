using System.Diagnostics;
using System.Net;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Listens for TLS over IPv4 (twisted.internet.endpoints.SSL4ServerEndpoint).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class SSL4ServerEndpoint : IStreamServerEndpoint
{
    private readonly IReactorSSL _reactor;
    private readonly int _port;
    private readonly TlsServerOptions _options;
    private readonly int _backlog;
    private readonly string _interfaceAddress;

    /// <summary>An endpoint; nothing happens before <see cref="Listen"/>.</summary>
    /// <param name="reactor">Where the port is.</param>
    /// <param name="port">0 to 65535; 0 takes a free one, which the port's GetHost tells.</param>
    /// <param name="options">The certificate, and whether to ask for the clients'.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="interfaceAddress">The local address to listen on; all IPv4 ones when empty.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public SSL4ServerEndpoint(IReactorSSL reactor, int port, TlsServerOptions options, int backlog = 50, string interfaceAddress = "")
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        _reactor = reactor;
        _port = port;
        _options = options;
        _backlog = backlog;
        _interfaceAddress = interfaceAddress;
    }

    /// <inheritdoc/>
    public Deferred<IListeningPort> Listen(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Deferred.Execute(() => _reactor.ListenSSL(_port, factory, _options, _backlog, _interfaceAddress));
    }

    /// <inheritdoc/>
    public override string ToString() => _interfaceAddress.Length == 0
        ? $"<SSL4ServerEndpoint {_port}>"
        : $"<SSL4ServerEndpoint {_port} on {_interfaceAddress}>";
}
