using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Listens at a UNIX socket (twisted.internet.endpoints.UNIXServerEndpoint).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class UNIXServerEndpoint : IStreamServerEndpoint
{
    private readonly IReactorUNIX _reactor;
    private readonly string _path;
    private readonly int _backlog;
    private readonly UnixFileMode? _mode;
    private readonly bool _wantPID;

    /// <summary>An endpoint; nothing happens before <see cref="Listen"/>.</summary>
    /// <param name="reactor">Where the port is.</param>
    /// <param name="path">The socket's path; one that begins with a NUL is in Linux's abstract namespace.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="mode">Who may connect, by the right to write; everybody when null. A directory's rights protect better.</param>
    /// <param name="wantPID">Whether to hold the lock "path.lock", and to remove a socket that a process left behind.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public UNIXServerEndpoint(IReactorUNIX reactor, string path, int backlog = 50, UnixFileMode? mode = null, bool wantPID = false)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        _reactor = reactor;
        _path = path;
        _backlog = backlog;
        _mode = mode;
        _wantPID = wantPID;
    }

    /// <inheritdoc/>
    public Deferred<IListeningPort> Listen(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Deferred.Execute(() => _reactor.ListenUNIX(_path, factory, _backlog, _mode, _wantPID));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<UNIXServerEndpoint {new UNIXAddress(_path)}>";
}
