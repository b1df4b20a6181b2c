using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>A listening UNIX stream socket (twisted.internet.unix.Port).</summary>
internal sealed class UnixPort : StreamPort
{
    private const int AdoptedBacklog = 50;

    /// <summary>open(2): "the file is a socket" (ENXIO); the BSDs say EOPNOTSUPP.</summary>
    private static readonly int[] SocketCannotBeOpened = OperatingSystem.IsLinux() ? [6] : [6, 45, 102];

    private readonly string _path;
    private readonly UnixFileMode? _mode;
    private readonly DeferredFilesystemLock? _lock;
    private readonly UNIXAddress _address;
    private readonly bool _inFileSystem;

    internal UnixPort(
        ITransportLoop loop, string path, IFactory factory, int backlog, UnixFileMode? mode, DeferredFilesystemLock? filesystemLock)
        : base(loop, factory, backlog, adopted: null)
    {
        _path = path;
        _mode = mode;
        _lock = filesystemLock;
        _address = new UNIXAddress(path);
        _inFileSystem = path[0] != '\0';
    }

    /// <summary>A port on a socket that is bound already.</summary>
    internal UnixPort(ITransportLoop loop, Socket adopted, string boundTo, IFactory factory) : base(loop, factory, AdoptedBacklog, adopted)
    {
        _path = boundTo;
        _address = new UNIXAddress(boundTo);
        _inFileSystem = boundTo[0] != '\0';
    }

    private protected override IAddress Wanted => _address;

    private protected override Socket Bind()
    {
        try
        {
            if (_lock is not null)
                Lock(_lock);
            // The rights are set between binding and listening, so that nobody is let in whom they keep out.
            return UnixDatagramSockets.Open(_path, _mode, SocketType.Stream);
        }
        catch
        {
            Unlock();
            throw;
        }
    }

    private protected override IAddress HostOf(Socket socket) => _address;

    private protected override StreamTransport Accepted(Socket socket) =>
        new UnixTransport(Loop, socket, _address, UnixDatagramSockets.ToAddress(socket.RemoteEndPoint), owner: null);

    private protected override CannotListenException Refusal(SocketException e) => new(_path, e);

    /// <summary>The file goes before the lock: who gets the lock next finds a free place.</summary>
    private protected override void Unbound()
    {
        try
        {
            if (_inFileSystem && File.Exists(_path))
                File.Delete(_path);
        }
        finally
        {
            Unlock();
        }
    }

    private void Lock(DeferredFilesystemLock filesystemLock)
    {
        try
        {
            if (!filesystemLock.TryLock())
            {
                throw new CannotListenException(
                    _path, new IOException($"another process, or another port, holds the lock {filesystemLock.Name}."));
            }
        }
        catch (Exception e) when (
            e is UnauthorizedAccessException or PlatformNotSupportedException or IOException and not CannotListenException)
        {
            throw new CannotListenException(_path, e);
        }
        if (filesystemLock.WasClean == false && _inFileSystem)
            RemoveStaleSocket();
    }

    /// <summary>The process that held the lock is gone, and may have left its socket; anything else of that name stays, and binding
    /// fails.</summary>
    private void RemoveStaleSocket()
    {
        try
        {
            using (File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
            }
        }
        catch (IOException e) when (SocketCannotBeOpened.Contains(e.HResult))
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is there, or nothing that we may touch: binding says so.
        }
    }

    private void Unlock()
    {
        if (_lock is { IsLocked: true })
            _lock.Unlock();
    }
}
