using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Connects to a UNIX socket (twisted.internet.endpoints.UNIXClientEndpoint).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class UNIXClientEndpoint : IStreamClientEndpoint, ITimedEndpoint
{
    private readonly IReactor _reactor;
    private readonly UNIXAddress _address;
    private readonly string _path;
    private readonly TimeSpan _timeout;
    private readonly bool _checkPID;

    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Where the connection runs.</param>
    /// <param name="path">The socket's path; one that begins with a NUL is in Linux's abstract namespace.</param>
    /// <param name="timeout">How long a connect may take; 30 s when null.</param>
    /// <param name="checkPID">Whether to fail unless a running process holds the socket's lock.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public UNIXClientEndpoint(IReactor reactor, string path, TimeSpan? timeout = null, bool checkPID = false)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(path);
        _reactor = reactor;
        _path = path;
        _address = new UNIXAddress(path);
        _timeout = timeout ?? ConnectTarget.DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
        _checkPID = checkPID;
    }

    IReactorTime ITimedEndpoint.Clock => _reactor;

    TimeSpan ITimedEndpoint.Timeout => _timeout;

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return DirectConnect.Connect(factory, _address, f => _reactor.ConnectUNIX(_path, f, _timeout, _checkPID));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<UNIXClientEndpoint {_address}>";
}
