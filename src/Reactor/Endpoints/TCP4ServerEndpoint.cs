using System.Diagnostics;
using System.Net;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Listens over IPv4 (twisted.internet.endpoints.TCP4ServerEndpoint).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TCP4ServerEndpoint : IStreamServerEndpoint
{
    private readonly IReactorTCP _reactor;
    private readonly int _port;
    private readonly int _backlog;
    private readonly string _interfaceAddress;

    /// <summary>An endpoint; nothing happens before <see cref="Listen"/>.</summary>
    /// <param name="reactor">Where the port is.</param>
    /// <param name="port">0 to 65535; 0 takes a free one, which the port's GetHost tells.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="interfaceAddress">The local address to listen on; all IPv4 ones when empty.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public TCP4ServerEndpoint(IReactorTCP reactor, int port, int backlog = 50, string interfaceAddress = "")
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        _reactor = reactor;
        _port = port;
        _backlog = backlog;
        _interfaceAddress = interfaceAddress;
    }

    /// <inheritdoc/>
    public Deferred<IListeningPort> Listen(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Deferred.Execute(() => _reactor.ListenTCP(_port, factory, _backlog, _interfaceAddress));
    }

    /// <inheritdoc/>
    public override string ToString() => _interfaceAddress.Length == 0
        ? $"<TCP4ServerEndpoint {_port}>"
        : $"<TCP4ServerEndpoint {_port} on {_interfaceAddress}>";
}
