using System.Diagnostics;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A listening stream socket: accepting, and what is done when descriptors run out. How it is bound is its kind's.</summary>
/// <remarks>Source: twisted.internet.tcp.Port.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal abstract class StreamPort : IListeningPort, IPollable
{
    /// <summary>How many connections are accepted in one turn at most; the others wait in the backlog while this turn's callbacks
    /// run.</summary>
    private const int MaxAcceptsPerTurn = 100;

    /// <summary>By how much the number of accepts grows when there may have been more (Twisted's Port.doRead).</summary>
    private const int AcceptsGrowth = 20;

    /// <summary>How long accepting pauses when the process is out of descriptors and cannot even refuse.</summary>
    private static readonly TimeSpan ExhaustionPause = TimeSpan.FromSeconds(1);

    private readonly ITransportLoop _loop;
    private readonly IFactory _factory;
    private readonly int _backlog;
    private readonly List<Deferred> _stopping = [];
    private Socket? _adopted;
    private Socket? _socket;
    private Socket? _spare;
    private IAddress? _host;
    private PollToken _token;
    private DelayedCall? _pause;
    private State _state;
    private int _acceptsPerTurn;

    /// <param name="loop">Drives it.</param>
    /// <param name="factory">Builds a protocol for each connection.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="adopted">A bound socket to begin with; null to bind one.</param>
    private protected StreamPort(ITransportLoop loop, IFactory factory, int backlog, Socket? adopted)
    {
        _loop = loop;
        _factory = factory;
        _backlog = backlog;
        _adopted = adopted;
    }

    private enum State
    {
        Closed,
        Listening,
        Stopping,
    }

    private protected ITransportLoop Loop => _loop;

    /// <summary>What is to be bound.</summary>
    private protected abstract IAddress Wanted { get; }

    public void StartListening()
    {
        if (_state != State.Closed)
            throw new InvalidOperationException($"StartListening needs a closed port; this is {this}.");
        var socket = _adopted ?? Bind();
        _adopted = null;
        try
        {
            socket.Blocking = false;
            socket.Listen(_backlog);
            _host = HostOf(socket);
            _token = _loop.Watch(socket, this, PollInterest.Read);
        }
        catch (Exception e)
        {
            socket.Dispose();
            Unbound();
            if (e is SocketException refusal)
                throw Refusal(refusal);
            throw;
        }
        _socket = socket;
        _spare = TakeSpare();
        _acceptsPerTurn = MaxAcceptsPerTurn;
        _state = State.Listening;
        try
        {
            _factory.DoStart();
        }
        catch
        {
            Release();
            throw;
        }
        Log.Msg($"{_factory.GetType().Name} starting on {_host}");
    }

    public Deferred StopListening()
    {
        if (_state == State.Closed)
            return Deferred.Succeed();
        var stopped = new Deferred();
        _stopping.Add(stopped);
        if (_state == State.Listening)
        {
            _state = State.Stopping;
            _loop.SetInterest(_token, PollInterest.None);
            _loop.CallLater(TimeSpan.Zero, Close);
        }
        return stopped;
    }

    public IAddress GetHost() => _host ?? throw new InvalidOperationException($"{this} was never bound.");

    public override string ToString() =>
        $"<{GetType().Name} {_host ?? Wanted} {_state} of {_factory.GetType().Name}>";

    void IPollable.LoopEnded() => Close();

    void IPollable.Ready(PollInterest ready)
    {
        var accepted = Accept(_acceptsPerTurn);
        // As many as came may come again, and asking whether one more is there costs a system call.
        _acceptsPerTurn = accepted == _acceptsPerTurn ? Math.Min(accepted + AcceptsGrowth, MaxAcceptsPerTurn) : Math.Max(1, accepted);
    }

    /// <summary>Binds a socket.</summary>
    /// <exception cref="CannotListenException">The address is taken or not ours.</exception>
    private protected abstract Socket Bind();

    /// <summary>The address of a listening socket.</summary>
    private protected abstract IAddress HostOf(Socket socket);

    /// <summary>Makes the transport of an accepted socket.</summary>
    private protected abstract StreamTransport Accepted(Socket socket);

    /// <summary>The error for a socket that cannot listen.</summary>
    private protected abstract CannotListenException Refusal(SocketException e);

    /// <summary>The socket is closed: takes away what <see cref="Bind"/> made beside it.</summary>
    private protected virtual void Unbound() { }

    /// <returns>How many came, refused ones included.</returns>
    private int Accept(int limit)
    {
        for (var i = 0; i < limit; i++)
        {
            // Accepting from an empty backlog costs an exception; asking first costs one cheap system call.
            if (_state != State.Listening || (i > 0 && !_socket!.Poll(0, SelectMode.SelectRead))) // A listening port has a socket.
                return i;
            Socket accepted;
            try
            {
                accepted = _socket!.Accept(); // The same.
            }
            catch (SocketException e)
            {
                if (!Refused(e))
                    return i;
                continue;
            }
            Begin(accepted);
        }
        return limit;
    }

    private void Begin(Socket accepted)
    {
        StreamTransport transport;
        try
        {
            accepted.Blocking = false;
            transport = Accepted(accepted);
            transport.Register(token: null);
        }
        catch (Exception e)
        {
            accepted.Dispose();
            // Gone before we could ask for its address, there was no connection worth telling of; else the poller has no room for it.
            if (e is not SocketException)
                Log.Err(e, "while accepting a connection");
            return;
        }
        IProtocol? protocol;
        try
        {
            protocol = _factory.BuildProtocol(transport.GetPeer());
        }
        catch (Exception e)
        {
            Log.Err(e, "while building a protocol");
            transport.Discard();
            return;
        }
        if (protocol is null)
            transport.Discard();
        else
            transport.Start(protocol);
    }

    /// <summary>What to do about a failed accept; true: try the next.</summary>
    private bool Refused(SocketException e)
    {
        if (e.SocketErrorCode is SocketError.WouldBlock)
            return false;
        if (!SocketErrors.IsExhaustion(e.SocketErrorCode))
        {
            return SocketErrors.IsOfOneClient(e.SocketErrorCode) || Report(e, "while accepting a connection");
        }
        // Out of descriptors. The waiting client would keep the port readable for ever: let it in with the spare one and close it.
        if (_spare is { } spare)
        {
            _spare = null;
            spare.Dispose();
            try
            {
                _socket!.Accept().Close(timeout: 0); // A listening port has a socket. Timeout zero resets, so the client learns at once.
            }
            catch (SocketException)
            {
                // Another thread took the descriptor; the pause below deals with it.
            }
            _spare = TakeSpare();
            if (_spare is not null)
            {
                Log.Msg($"{this} refused a connection: {e.Message}.");
                return true;
            }
        }
        Report(e, $"{this} stops accepting for {ExhaustionPause.TotalSeconds} s");
        _loop.SetInterest(_token, PollInterest.None);
        _pause = _loop.CallLater(ExhaustionPause, GoOn);
        return false;
    }

    private static bool Report(SocketException e, string doing)
    {
        Log.Err(e, doing);
        return false;
    }

    private void GoOn()
    {
        _pause = null;
        if (_state != State.Listening)
            return;
        _spare ??= TakeSpare();
        _loop.SetInterest(_token, PollInterest.Read);
    }

    private void Close()
    {
        if (_state == State.Closed)
            return;
        Failure? failure = null;
        try
        {
            Release();
        }
        catch (Exception e)
        {
            failure = new Failure(e);
        }
        try
        {
            _factory.DoStop();
        }
        catch (Exception e)
        {
            if (failure is not null)
                Log.Err(failure, "while closing a port");
            failure = new Failure(e);
        }
        var waiting = _stopping.ToArray();
        _stopping.Clear();
        if (waiting.Length == 0 && failure is not null)
            Log.Err(failure, "while stopping a port");
        foreach (var stopped in waiting)
        {
            if (failure is null)
                stopped.Callback();
            else
                stopped.Errback(failure);
        }
    }

    private void Release()
    {
        _state = State.Closed;
        if (_pause is { Active: true } pause)
            pause.Cancel();
        _pause = null;
        _loop.Forget(_token);
        _socket?.Dispose();
        _socket = null;
        _spare?.Dispose();
        _spare = null;
        Log.Msg($"({GetType().Name} {_host} Closed)");
        Unbound();
    }

    /// <summary>A descriptor kept for the moment when there are none.</summary>
    private static Socket? TakeSpare()
    {
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
