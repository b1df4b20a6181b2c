using System.Diagnostics;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Listens on a socket that somebody else has bound, as systemd does
/// (twisted.internet.endpoints.AdoptedStreamServerEndpoint).</summary>
/// <remarks>It can listen once: a further try fails with <see cref="AlreadyListenedException"/>. Listening takes the handle over: it is
/// duplicated and then closed. When that fails it is left open.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AdoptedStreamServerEndpoint : IStreamServerEndpoint
{
    private readonly IReactorSocket _reactor;
    private readonly SafeSocketHandle _handle;
    private readonly string _name;
    private bool _isUsed;

    /// <summary>An endpoint; nothing happens before <see cref="Listen"/>.</summary>
    /// <param name="reactor">Where the port will be.</param>
    /// <param name="handle">A bound socket for streams. Of what family it is, it tells itself.</param>
    public AdoptedStreamServerEndpoint(IReactorSocket reactor, SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(handle);
        _reactor = reactor;
        _handle = handle;
        _name = $"<AdoptedStreamServerEndpoint of handle {handle.DangerousGetHandle()}>";
    }

    /// <inheritdoc/>
    public Deferred<IListeningPort> Listen(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (_isUsed)
            return Deferred.Fail<IListeningPort>(new AlreadyListenedException($"{this} has listened already, and can do so once."));
        _isUsed = true;
        return Deferred.Execute(() =>
        {
            var port = _reactor.AdoptStreamPort(_handle, factory);
            _handle.Dispose();
            return port;
        });
    }

    /// <inheritdoc/>
    public override string ToString() => _name;
}
