namespace TwistedSharp.Internet;

/// <content>UNIX stream connections and ports.</content>
public abstract partial class PollReactor
{
    private const string LockSuffix = ".lock";

    /// <inheritdoc/>
    public IConnector ConnectUNIX(string path, IClientFactory factory, TimeSpan? timeout = null, bool checkPID = false)
    {
        RequireThread();
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(factory);
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        var connector = new UnixConnector(this, path, factory, timeout ?? DefaultConnectTimeout, checkPID ? LockOf(path) : null);
        connector.Connect();
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenUNIX(string path, IFactory factory, int backlog = 50, UnixFileMode? mode = null, bool wantPID = false)
    {
        RequireThread();
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(factory);
        var listening = new UnixPort(this, path, factory, backlog, mode, wantPID ? LockOf(path) : null);
        listening.StartListening();
        return listening;
    }

    private DeferredFilesystemLock LockOf(string path) => path[0] != '\0' ? new DeferredFilesystemLock(path + LockSuffix, this)
        : throw new ArgumentException("An abstract name has no place for a lock: only a path has.", nameof(path));
}
