using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One try to connect over a UNIX socket (twisted.internet.unix.Client).</summary>
internal sealed class UnixConnectAttempt : StreamConnectAttempt
{
    /// <summary>How long to wait before another look at a backlog that is full: no descriptor tells when it has room again.</summary>
    private static readonly TimeSpan FullBacklogPause = TimeSpan.FromMilliseconds(10);

    private readonly UnixConnector _connector;
    private DelayedCall? _again;

    internal UnixConnectAttempt(ITransportLoop loop, UnixConnector connector) : base(loop, connector)
    {
        _connector = connector;
    }

    private protected override object Where => _connector.Address;

    private protected override void Begin()
    {
        _again = null;
        Socket? socket = null;
        try
        {
            if (_connector.CheckedLock is { } held && !IsHeld(held))
            {
                Fail(new Failure(new BadFileException(
                    $"Connecting to {Where}: no running process holds the lock {held.Name}, so nobody is there.")));
                return;
            }
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            socket.Connect(_connector.EndPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // connect(2): nothing is under way, the backlog is full.
            socket?.Dispose();
            _again = Loop.CallLater(FullBacklogPause, Begin);
            return;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            // .NET's word for ENOENT, which speaks of an address that cannot be assigned.
            Fail(new Failure(e.SocketErrorCode == SocketError.AddressNotAvailable
                ? new ConnectException($"Connecting to {Where}: there is no such path.", e)
                : SocketErrors.ToConnectException(e.SocketErrorCode, Where, e)));
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // The lock cannot be looked at.
            Fail(new Failure(new BadFileException($"Connecting to {Where}: its lock cannot be checked: {e.Message}", e)));
            return;
        }
        Await(socket);
    }

    private protected override void GiveUp()
    {
        if (_again is { Active: true } again)
            again.Cancel();
    }

    private protected override StreamTransport Connected(Socket socket, ITransportOwner owner) =>
        new UnixTransport(Loop, socket, new UNIXAddress(null), _connector.Address, owner);

    /// <summary>Whether a running process holds the lock; one that nobody holds is taken for a moment
    /// (twisted.python.lockfile.isLocked).</summary>
    private static bool IsHeld(DeferredFilesystemLock held)
    {
        if (!held.TryLock())
            return true;
        held.Unlock();
        return false;
    }
}
