using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One try to connect a stream socket: wait a turn, do what its kind does to find out where to, connect without blocking
/// (twisted.internet.tcp.BaseClient).</summary>
internal abstract class StreamConnectAttempt : IPollable
{
    private readonly StreamConnector _connector;
    private readonly DelayedCall _start;
    private Socket? _socket;
    private PollToken _token;
    private State _state;

    private protected StreamConnectAttempt(ITransportLoop loop, StreamConnector connector)
    {
        Loop = loop;
        _connector = connector;
        // Never inside the call that asked: the caller has no connector yet.
        _start = loop.CallLater(TimeSpan.Zero, Begin);
    }

    private enum State
    {
        Preparing,
        Connecting,
        Done,
    }

    private protected ITransportLoop Loop { get; }

    private protected bool IsDone => _state == State.Done;

    /// <summary>Where the connection goes, in words.</summary>
    private protected abstract object Where { get; }

    /// <summary>Ends the attempt and tells the connector, unless it has ended.</summary>
    internal void Fail(Failure reason)
    {
        var state = _state;
        if (state == State.Done)
            return;
        _state = State.Done;
        if (_start.Active)
            _start.Cancel();
        if (state == State.Connecting)
        {
            Loop.Forget(_token);
            _socket?.Dispose();
        }
        else
        {
            GiveUp();
        }
        _connector.Failed(reason);
    }

    void IPollable.Ready(PollInterest ready)
    {
        if (_state != State.Connecting || _socket is null)
            return;
        var error = ErrorOf(_socket);
        if (error != SocketError.Success)
        {
            Fail(new Failure(SocketErrors.ToConnectException(error, Where)));
            return;
        }
        StreamTransport transport;
        try
        {
            transport = Connected(_socket, _connector);
        }
        catch (SocketException e)
        {
            // Connected, and gone before we could ask for our own address.
            Fail(new Failure(SocketErrors.ToConnectException(e.SocketErrorCode, Where, e)));
            return;
        }
        _state = State.Done;
        _connector.Established(transport, _token);
    }

    void IPollable.LoopEnded() => Fail(new Failure(new ConnectException($"Connecting to {Where} was given up: the reactor stopped.")));

    /// <summary>Finds out where to, and connects.</summary>
    private protected abstract void Begin();

    /// <summary>Stops what <see cref="Begin"/> waits for.</summary>
    private protected abstract void GiveUp();

    /// <summary>Makes the transport of a connected socket.</summary>
    private protected abstract StreamTransport Connected(Socket socket, ITransportOwner owner);

    /// <summary>The socket connects, or has connected: the poller tells.</summary>
    private protected void Await(Socket socket)
    {
        try
        {
            _token = Loop.Watch(socket, this, PollInterest.Write);
        }
        catch (IOException e)
        {
            socket.Dispose();
            Fail(new Failure(new ConnectException($"Connecting to {Where}: it cannot be waited for: {e.Message}", e)));
            return;
        }
        _socket = socket;
        _state = State.Connecting;
    }

    private static SocketError ErrorOf(Socket socket)
    {
        try
        {
            // Never null for this option.
            return (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
