using System.Diagnostics;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One connection over a stream socket, driven by the loop; what only TCP or only UNIX sockets have is its kind's.</summary>
/// <remarks>Any member may be called from inside any callback of the protocol, so every step that calls out looks at the state again
/// afterwards. Writing only queues; the loop flushes when the callbacks of a turn have returned, with one send for all of them. The
/// socket is watched for writing only while the kernel takes less than all, and holding reading back costs a system call only if bytes
/// do come. Each direction can end by itself; when both have, or LoseConnection has sent the rest, the connection is lost.
/// Source: twisted.internet.tcp.Connection, twisted.internet.abstract.FileDescriptor.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal abstract partial class StreamTransport : SecurableTransport, IHalfCloseableTransport, IPollable, IFlushable
{
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
    private Writing _writing;
    private ProducerSlot _producer;
    private Failure? _abortReason;
    private bool _enlisted;

    private protected StreamTransport(ITransportLoop loop, Socket socket, IAddress host, IAddress peer, ITransportOwner? owner)
    {
        _loop = loop;
        _socket = socket;
        _host = host;
        _peer = peer;
        _owner = owner;
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

        /// <summary>The peer sends nothing any more, and the protocol knows.</summary>
        Ended,
    }

    private enum Writing
    {
        Open,

        /// <summary>LoseWriteConnection: the rest goes out, then this end closes.</summary>
        Ending,
        Ended,
    }

    public override bool IsInputPending => ClearConnected && _socket.Poll(0, SelectMode.SelectRead);

    private protected override bool ClearDisconnecting => _state == State.Closing;

    private protected override bool ClearConnected => _state is State.Open or State.Closing;

    private protected override bool ClearOutputPending => _queue.Count > 0;

    private protected override bool IsOpen => _state == State.Open && _reading != Reading.Ended && _writing == Writing.Open;

    private protected override IReactorTime Time => _loop.Time;

    private protected Socket Socket => _socket;

    /// <summary>Whether what is written can still go out.</summary>
    private bool IsWritable => ClearConnected && _writing != Writing.Ended;

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
            LoseClear();
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

    public override IAddress GetHost() => _host;

    public override IAddress GetPeer() => _peer;

    void IPollable.Ready(PollInterest ready)
    {
        if ((ready & PollInterest.Read) != 0)
            ReadReady();
        if ((ready & PollInterest.Write) != 0 && ClearConnected && (_interest & PollInterest.Write) != 0)
            SendQueued();
    }

    void IPollable.LoopEnded() =>
        Lose(_abortReason ?? new Failure(new ConnectionLostException($"The connection to {_peer} was closed: the reactor stopped.")));

    void IFlushable.Flush()
    {
        _enlisted = false;
        // While the kernel is full, the poller says when to go on.
        if (ClearConnected && (_interest & PollInterest.Write) == 0)
            SendQueued();
    }

    public override string ToString() =>
        $"<{GetType().Name} {_host} to {_peer} {_state}{InWords(_reading)}{InWords(_writing)}, {_queue.Count} bytes queued"
        + (Secured is { } tls ? $", under {tls}>" : ">");

    private static string InWords(Reading reading) => reading == Reading.Flowing ? "" : $", reading {Lower(reading)}";

    private static string InWords(Writing writing) => writing == Writing.Open ? "" : $", writing {Lower(writing)}";

    private static string Lower(Enum state) => state.ToString().ToLowerInvariant();

    private protected override IProtocol ClearProtocol
    {
        get => _protocol;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (_state == State.Lost)
                throw new InvalidOperationException($"A lost connection has no use for another protocol; this is {this}.");
            _protocol = value;
        }
    }

    private protected override TlsBeginning HandOver(IProtocol receiver)
    {
        var beginning = new TlsBeginning(_protocol, _producer.Producer, _producer.IsStreaming, _producer.IsHeld,
            _reading == Reading.Paused);
        _producer.Unregister();
        _protocol = receiver;
        return beginning;
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
        _loop.SetInterest(_token, interest);
        _interest = interest;
    }
}
