namespace TwistedSharp.Internet;

/// <summary>UNIX stream connections and ports (IReactorUNIX).</summary>
public interface IReactorUNIX
{
    /// <summary>Connects to a UNIX socket; the attempt starts in a later turn, never inside the call.</summary>
    /// <param name="path">Its path; one that begins with a NUL is in Linux's abstract namespace.</param>
    /// <param name="factory">Builds the protocol and hears how it went.</param>
    /// <param name="timeout">How long the attempt may take; 30 s when null.</param>
    /// <param name="checkPID">Whether to fail with <see cref="BadFileException"/> unless a running process holds the lock that
    /// <see cref="ListenUNIX"/> takes with wantPID.</param>
    /// <exception cref="ArgumentOutOfRangeException">The path is longer than the system takes, 108 bytes on Linux.</exception>
    IConnector ConnectUNIX(string path, IClientFactory factory, TimeSpan? timeout = null, bool checkPID = false);

    /// <summary>Accepts connections at a UNIX socket; it is bound when the call returns, and removed when the port stops.</summary>
    /// <param name="path">Its path; one that begins with a NUL is in Linux's abstract namespace.</param>
    /// <param name="factory">Builds a protocol for each connection.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="mode">Who may connect, by the right to write; everybody when null.</param>
    /// <param name="wantPID">Whether to hold the lock "path.lock" while listening, and to remove the socket that a process left behind
    /// which ended without giving its lock back.</param>
    /// <exception cref="CannotListenException">The path or the lock is taken, or cannot be made, or the path is too
    /// long.</exception>
    IListeningPort ListenUNIX(string path, IFactory factory, int backlog = 50, UnixFileMode? mode = null, bool wantPID = false);
}
