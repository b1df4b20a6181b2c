using System.Diagnostics;

namespace TwistedSharp.Internet.Testing;

/// <summary>One end of a <see cref="MemoryLink"/>: a socket's transport without the socket.</summary>
/// <remarks>Theory. It keeps a socket transport's states and its producer, so that both say the same to a protocol; the network between the
/// ends holds nothing, as if the kernel had no buffers. <see cref="Turn"/> is one round of a reactor's loop: first what was written goes
/// out and what waits for that happens, then the peer's end is looked at. So an answer to a peer's last words still leaves before their
/// end is read.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed partial class MemoryLinkEnd(IAddress host, IAddress peer, IReactorTime clock, ITransportOwner? owner)
    : SecurableTransport, ITcpTransport, IHalfCloseableTransport
{
    private const byte Poison = 0xDD;

    private IProtocol _protocol = NoProtocol.Instance;
    private WriteQueue _queue;
    private byte[]? _scratch;
    private ProducerSlot _producer;
    private State _state;
    private Reading _reading;
    private Writing _writing;
    private Failure? _endReason;

    /// <summary>Whether something was asked for that a turn has to do.</summary>
    private bool _isDue;

    /// <summary>Whether bytes have reached a peer that is gone, which answers with a reset.</summary>
    private bool _isRefused;

    private enum State
    {
        Open,

        /// <summary>LoseConnection: no reading, the rest goes out, then it closes.</summary>
        Closing,

        /// <summary>Aborted or cut: the protocol hears of it in its next turn.</summary>
        Ending,
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

        /// <summary>LoseWriteConnection: the rest goes out, then this direction ends.</summary>
        Ending,
        Ended,
    }

    public bool TcpNoDelay { get; set; }

    public bool TcpKeepAlive { get; set; }

    public override bool IsInputPending => ClearConnected && _reading != Reading.Ended && (Other.Queued > 0 || Other.SendsNoMore);

    /// <summary>The other end; set by the link before anything happens.</summary>
    internal MemoryLinkEnd Other { get; set; } = null!; // Set by the link before anything happens.

    internal int Queued => _queue.Count;

    private protected override bool ClearDisconnecting => _state == State.Closing;

    private protected override bool ClearConnected => _state is State.Open or State.Closing;

    private protected override bool ClearOutputPending => Queued > 0;

    private protected override bool IsOpen => _state == State.Open && _reading != Reading.Ended && _writing == Writing.Open;

    private protected override IReactorTime Time => clock;

    private bool IsWritable => ClearConnected && _writing != Writing.Ended;

    /// <summary>Whether the peer reads an end behind the last byte.</summary>
    private bool SendsNoMore => _state == State.Lost || _writing == Writing.Ended;

    /// <summary>Gives the connection to its protocol.</summary>
    internal void Start(IProtocol protocol)
    {
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

    public void LoseWriteConnection()
    {
        if (Secured is not null)
            throw new InvalidOperationException($"TLS has no half close, only LoseConnection; this is {this}.");
        if (_state != State.Open || _writing != Writing.Open)
            return;
        _writing = Writing.Ending;
        _isDue = true;
    }

    public override IAddress GetHost() => host;

    public override IAddress GetPeer() => peer;

    public override string ToString() => $"<MemoryLinkEnd {host} to {peer} {_state}{InWords(_reading)}{InWords(_writing)}, {Queued} bytes queued"
        + (Secured is { } tls ? $", under {tls}>" : ">");

    /// <summary>Ends the connection for a reason from outside; the protocol hears of it in the next turn.</summary>
    internal void End(Failure reason)
    {
        if (!ClearConnected)
            return;
        _state = State.Ending;
        _endReason = reason;
        _queue.Drop();
    }

    private protected override void WriteClear(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || !IsWritable)
            return;
        _queue.Append(data);
        Enqueued();
    }

    private protected override void WriteSequenceClear(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        if (!IsWritable)
            return;
        var before = Queued;
        try
        {
            foreach (var piece in pieces)
                _queue.Append(piece.Span);
        }
        finally
        {
            if (Queued > before)
                Enqueued();
        }
    }

    private protected override Memory<byte> GetMemoryClear(int sizeHint) =>
        IsWritable ? _queue.GetMemory(sizeHint) : Scratch(sizeHint);

    private protected override Span<byte> GetSpanClear(int sizeHint) => IsWritable ? _queue.GetSpan(sizeHint) : Scratch(sizeHint);

    private protected override void AdvanceClear(int count)
    {
        if (!IsWritable)
            return;
        _queue.Advance(count);
        if (count > 0)
            Enqueued();
    }

    private protected override void RegisterProducerClear(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer.Producer is { } other)
            throw new InvalidOperationException($"{this} has a producer already, {other}, to be unregistered before {producer} comes.");
        if (IsWritable)
            _producer.Register(producer, streaming);
        else
            producer.StopProducing();
    }

    private protected override void UnregisterProducerClear()
    {
        _producer.Unregister();
        _isDue |= _state == State.Closing || _writing == Writing.Ending;
    }

    private protected override void PauseReading()
    {
        if (_reading == Reading.Flowing)
            _reading = Reading.Paused;
    }

    private protected override void ResumeReading()
    {
        if (_state == State.Open && _reading == Reading.Paused)
            _reading = Reading.Flowing;
    }

    private protected override void LoseClear()
    {
        if (_state != State.Open)
            return;
        _state = State.Closing;
        _isDue = true;
    }

    private protected override void AbortClear()
    {
        if (!ClearConnected)
            return;
        End(new Failure(new ConnectionAbortedException($"The connection to {peer} was aborted from our side.")));
        Other.End(new Failure(new ConnectionLostException($"The connection to {host} was reset by the peer.")));
    }

    private protected override IProtocol ClearProtocol
    {
        get => _protocol;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!ClearConnected)
                throw new InvalidOperationException($"A lost connection has no use for another protocol; this is {this}.");
            _protocol = value;
        }
    }

    private protected override TlsBeginning HandOver(IProtocol receiver)
    {
        var beginning = new TlsBeginning(
            _protocol, _producer.Producer, _producer.IsStreaming, _producer.IsHeld, _reading == Reading.Paused);
        _producer.Unregister();
        _protocol = receiver;
        return beginning;
    }

    private static string InWords(Reading reading) => reading == Reading.Flowing ? "" : $", reading {Lower(reading)}";

    private static string InWords(Writing writing) => writing == Writing.Open ? "" : $", writing {Lower(writing)}";

    private static string Lower(Enum state) => state.ToString().ToLowerInvariant();

    private void Enqueued()
    {
        _isDue = true;
        _producer.Queued(Queued);
    }

    private byte[] Scratch(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var size = Math.Max(sizeHint, 256);
        return _scratch is { } scratch && scratch.Length >= size ? scratch : _scratch = new byte[size];
    }
}
