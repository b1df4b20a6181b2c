using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Reaches a peer through another server: connects to that one, agrees with it on where to go, and leaves the connection to the user's
/// protocol.</summary>
/// <remarks>
/// The Deferred fires when the way is open, with the protocol the factory built; its transport is the connection to the server between,
/// with nothing in between. It fails with <see cref="TunnelException"/> when that server refuses or speaks another language, with
/// <see cref="ConnectTimeoutException"/> when all of it takes too long, and as the endpoint below fails. Cancelling aborts the
/// connection. To speak TLS with the peer, put a <see cref="TlsClientEndpoint"/> around it; to speak TLS with the server between, inside.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public abstract class TunnelEndpoint : IStreamClientEndpoint, ITimedEndpoint
{
    private readonly IReactorTime _clock;
    private readonly IStreamClientEndpoint _proxy;
    private readonly TimeSpan _timeout;

    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="clock">Times the connect.</param>
    /// <param name="proxy">Connects to the server between.</param>
    /// <param name="target">Where to go.</param>
    /// <param name="timeout">How long connecting and agreeing together may take; 30 s when null.</param>
    protected TunnelEndpoint(IReactorTime clock, IStreamClientEndpoint proxy, IAddress target, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentNullException.ThrowIfNull(target);
        _clock = clock;
        _proxy = proxy;
        Target = target;
        _timeout = timeout ?? ConnectTarget.DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
    }

    /// <summary>Where it goes.</summary>
    public IAddress Target { get; }

    IReactorTime ITimedEndpoint.Clock => _clock;

    TimeSpan ITimedEndpoint.Timeout => _timeout;

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var connect = new TunnelConnect(_clock, factory, Open(), Target, _timeout);
        connect.Start(_proxy);
        return connect.Result;
    }

    /// <inheritdoc/>
    public override string ToString() => $"<{GetType().Name} to {Target} by {_proxy}>";

    /// <summary>Begins the conversation of one connection.</summary>
    protected abstract TunnelOpening Open();
}
