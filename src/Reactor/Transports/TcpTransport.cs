using System.Diagnostics;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One TCP connection, driven by the loop.</summary>
/// <remarks>Any member may be called from inside any callback of the protocol, so every step that calls out looks at the state again
/// afterwards. Writing only queues; the loop flushes when the callbacks of a turn have returned, with one send for all of them. The
/// socket is watched for writing only while the kernel takes less than all, and holding reading back costs a system call only if bytes
/// do come.
/// Source: twisted.internet.tcp.Connection, twisted.internet.abstract.FileDescriptor.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class TcpTransport : ITcpTransport, IPollable, IFlushable
{
    /// <summary>At most this much per send, in bytes, so that one fast peer does not hold the loop (Twisted's SEND_LIMIT).</summary>
    private const int SendLimit = 128 * 1024;

    private readonly ITransportLoop _loop;
    private readonly Socket _socket;
    private readonly IAddress _host;
    private readonly IAddress _peer;
    private readonly ITransportOwner? _owner;
    private IProtocol _protocol = NoProtocol.Instance;
    private WriteQueue _queue;
    private byte[]? _scratch;
    private PollToken _token;
    private PollInterest _interest;
    private State _state;
    private Reading _reading;
    private ProducerSlot _producer;
    private Failure? _abortReason;
    private bool _enlisted;

    internal TcpTransport(ITransportLoop loop, Socket socket, IAddress peer, ITransportOwner? owner)
    {
        _loop = loop;
        _socket = socket;
        _peer = peer;
        _owner = owner;
        _host = Addresses.From(socket.LocalEndPoint);
    }

    private enum State
    {
        Open,

        /// <summary>LoseConnection: no reading, the rest goes out, then it closes.</summary>
        Closing,

        /// <summary>Closed from our side; the protocol hears of it in a later turn.</summary>
        Aborted,
        Lost,
    }

    private enum Reading
    {
        Flowing,
        Paused,
    }

    public bool Disconnecting => _state == State.Closing;

    public bool Connected => _state is State.Open or State.Closing;

    public bool IsInputPending => Connected && _socket.Poll(0, SelectMode.SelectRead);

    public bool IsOutputPending => _queue.Count > 0;

    public bool TcpNoDelay
    {
        get => _socket.NoDelay;
        set => _socket.NoDelay = value;
    }

    public bool TcpKeepAlive
    {
        get => (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0; // Never null for this option.
        set => _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value);
    }

    /// <summary>Registers the socket with the loop, or takes the registration over from the attempt that connected it.</summary>
    internal void Register(PollToken? token)
    {
        _interest = PollInterest.Read;
        _token = token ?? _loop.Watch(_socket, this, _interest);
        if (token is { } connecting)
            _loop.HandOver(connecting, this, _interest);
    }

    /// <summary>Gives the connection to its protocol; none closes it quietly.</summary>
    internal void Start(IProtocol? protocol)
    {
        // The factory may have ended the reactor, and the connection with it, while it built the protocol.
        if (_state == State.Lost)
            return;
        if (protocol is null)
        {
            LoseConnection();
            return;
        }
        _protocol = protocol;
        try
        {
            protocol.MakeConnection(this);
        }
        catch (Exception e)
        {
            Break(e, "while making a connection");
        }
    }

    /// <summary>Closes a connection that was never started.</summary>
    internal void Discard()
    {
        _state = State.Lost;
        _loop.Forget(_token);
        _socket.Dispose();
    }

    public IAddress GetHost() => _host;

    public IAddress GetPeer() => _peer;

    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || !Connected)
            return;
        _queue.Append(data);
        Queued();
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Connected ? _queue.GetMemory(sizeHint) : Scratch(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => Connected ? _queue.GetSpan(sizeHint) : Scratch(sizeHint);

    public void Advance(int count)
    {
        if (!Connected)
            return;
        _queue.Advance(count);
        if (count > 0)
            Queued();
        else
            Enlist(); // The flush gives the unused buffer back.
    }

    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer.Producer is { } other)
            throw new InvalidOperationException($"{this} has a producer already, {other}, to be unregistered before {producer} comes.");
        if (!Connected)
        {
            producer.StopProducing();
            return;
        }
        _producer.Register(producer, streaming);
    }

    public void UnregisterProducer()
    {
        _producer.Unregister();
        if (_state == State.Closing)
            Enlist();
    }

    public void PauseProducing() => _reading = Reading.Paused;

    public void ResumeProducing()
    {
        if (_state != State.Open)
            return;
        _reading = Reading.Flowing;
        Watch(_interest | PollInterest.Read);
    }

    public void StopProducing() => LoseConnection();

    public void LoseConnection()
    {
        if (_state != State.Open)
            return;
        _state = State.Closing;
        Enlist();
    }

    public void AbortConnection()
    {
        if (!Connected)
            return;
        _state = State.Aborted;
        _abortReason = new Failure(new ConnectionAbortedException($"The connection to {_peer} was aborted from our side."));
        // Linger on for zero seconds: the peer gets a reset, and what the kernel still holds is dropped.
        TrySetLinger();
        // Still registered, for nothing: a reactor that ends before the later turn tells the protocol all the same.
        Watch(PollInterest.None);
        _queue.Drop();
        _loop.CallLater(TimeSpan.Zero, DeliverAbort);
    }

    void IPollable.Ready(PollInterest ready)
    {
        if ((ready & PollInterest.Read) != 0)
            ReadReady();
        if ((ready & PollInterest.Write) != 0 && Connected && (_interest & PollInterest.Write) != 0)
            SendQueued();
    }

    void IPollable.LoopEnded() =>
        Lose(_abortReason ?? new Failure(new ConnectionLostException($"The connection to {_peer} was closed: the reactor stopped.")));

    void IFlushable.Flush()
    {
        _enlisted = false;
        // While the kernel is full, the poller says when to go on.
        if (Connected && (_interest & PollInterest.Write) == 0)
            SendQueued();
    }

    public override string ToString() =>
        $"<TcpTransport {_host} to {_peer} {_state}{(_reading == Reading.Paused ? ", reading paused" : "")}, {_queue.Count} bytes queued>";

    private void ReadReady()
    {
        if (_state != State.Open || _reading != Reading.Flowing)
        {
            // Nobody wants to know: only now is it worth a system call to say so.
            if (Connected)
                Watch(_interest & ~PollInterest.Read);
            return;
        }
        Receive(sendFailure: null);
    }

    /// <summary>Receives once and delivers. A failed send took the error from the socket: the end then only looks clean.</summary>
    /// <returns>Whether there were bytes; there may be more.</returns>
    private bool Receive(Failure? sendFailure)
    {
        var buffer = _loop.ReceiveBuffer;
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted)
            return false;
        if (error != SocketError.Success)
        {
            Lose(sendFailure ?? new Failure(SocketErrors.ToConnectionLost(error, _peer)));
            return false;
        }
        if (count == 0)
        {
            Lose(sendFailure ?? new Failure(new ConnectionDoneException($"The connection to {_peer} was closed cleanly by the peer.")));
            return false;
        }
        try
        {
            _protocol.DataReceived(buffer.AsSpan(0, count));
        }
        catch (Exception e)
        {
            Break(e, "while handling received data");
        }
        return true;
    }

    private void SendQueued()
    {
        if (_queue.Count > 0)
        {
            var front = _queue.Front(SendLimit);
            var sent = _socket.Send(front, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock or SocketError.Interrupted))
            {
                SendFailed(new Failure(SocketErrors.ToConnectionLost(error, _peer)));
                return;
            }
            var kernelIsFull = sent < front.Length;
            _queue.Consume(sent);
            if (_queue.Count > 0)
            {
                if (kernelIsFull)
                    Watch(_interest | PollInterest.Write);
                else if ((_interest & PollInterest.Write) == 0)
                    Enlist();
                return;
            }
        }
        else
        {
            _queue.ReleaseIfEmpty();
        }
        Drained();
    }

    /// <summary>The peer takes no more, but may have said why before it left: an early answer is delivered before the loss.</summary>
    /// <remarks>RFC 9112, 9.5: a client should watch for a response while it sends. Twisted drops what was not read yet.</remarks>
    private void SendFailed(Failure reason)
    {
        _queue.Drop();
        while (_state == State.Open && _reading == Reading.Flowing && Receive(reason))
        {
        }
        Lose(reason);
    }

    private void Drained()
    {
        Watch(_interest & ~PollInterest.Write);
        if (_producer.IsWaiting)
        {
            try
            {
                _producer.Drained();
            }
            catch (Exception e)
            {
                Break(e, "while resuming a producer");
            }
        }
        else if (_state == State.Closing && _producer.Producer is null)
        {
            Lose(new Failure(new ConnectionDoneException($"The connection to {_peer} was closed cleanly from our side.")));
        }
    }

    private void Queued()
    {
        Enlist();
        _producer.Queued(_queue.Count);
    }

    private void Enlist()
    {
        if (_enlisted)
            return;
        _enlisted = true;
        _loop.Enlist(this);
    }

    private void Watch(PollInterest interest)
    {
        if (interest == _interest)
            return;
        _interest = interest;
        _loop.SetInterest(_token, interest);
    }

    private void DeliverAbort()
    {
        if (_abortReason is { } reason)
            Lose(reason);
    }

    /// <summary>User code threw: that ends this connection, and only this one.</summary>
    private void Break(Exception exception, string doing)
    {
        var failure = new Failure(exception);
        Log.Err(failure, doing);
        Lose(failure);
    }

    private void Lose(Failure reason)
    {
        if (_state == State.Lost)
            return;
        _state = State.Lost;
        _abortReason = null;
        _interest = PollInterest.None;
        _queue.Drop();
        _loop.Forget(_token);
        _socket.Dispose();
        var producer = _producer.Producer;
        UnregisterProducer();
        // Three strangers in a row: what one throws must not keep the news from the next.
        if (producer is not null)
            Guard(() => producer.StopProducing(), "while stopping a producer");
        Guard(() => _protocol.ConnectionLost(reason), "while telling a protocol of its lost connection");
        if (_owner is not null)
            Guard(() => _owner.ConnectionLost(reason), "while telling a factory of a lost connection");
    }

    private static void Guard(Action call, string doing)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.Err(e, doing);
        }
    }

    private void TrySetLinger()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // The peer has reset it already: nothing is left to be dropped.
        }
    }

    private byte[] Scratch(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var size = Math.Max(sizeHint, 256);
        return _scratch is { } scratch && scratch.Length >= size ? scratch : _scratch = new byte[size];
    }
}
