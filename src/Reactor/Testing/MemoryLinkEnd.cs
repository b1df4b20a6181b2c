using System.Buffers;
using System.Diagnostics;

namespace TwistedSharp.Internet.Testing;

/// <summary>One end of a <see cref="MemoryLink"/>.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class MemoryLinkEnd(IProtocol protocol, IAddress host, IAddress peer, IReactorTime clock)
    : SecurableTransport, ITcpTransport
{
    // The mark of Twisted's abstract.FileDescriptor.bufferSize.
    private const int HighWaterBytes = 65536;
    private const byte Poison = 0xDD;

    private readonly ArrayBufferWriter<byte> _queue = new();
    private IProtocol _protocol = protocol;
    private int _taken;
    private Progress _state;
    private Failure? _broken;
    private IProducer? _producer;
    private bool _streaming;
    private bool _producerPaused;
    private bool _reading = true;

    private enum Progress
    {
        Connected,
        Disconnecting,
        Disconnected,
    }

    /// <summary>The other end; set by the link before anything happens.</summary>
    internal MemoryLinkEnd Other { get; set; } = null!; // Set by the link before anything happens.

    internal int Queued => _queue.WrittenCount - _taken;

    public bool TcpNoDelay { get; set; }

    public bool TcpKeepAlive { get; set; }

    public override bool IsInputPending => false;

    private protected override bool ClearDisconnecting => _state == Progress.Disconnecting;

    private protected override bool ClearConnected => _state != Progress.Disconnected;

    private protected override bool ClearOutputPending => Queued > 0;

    private protected override bool IsOpen => _state == Progress.Connected && _broken is null;

    private protected override IReactorTime Time => clock;

    private protected override void WriteClear(ReadOnlySpan<byte> data)
    {
        if (!ClearConnected || _broken is not null)
            return;
        _queue.Write(data);
        PauseProducerIfFull();
    }

    private protected override void WriteSequenceClear(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (var piece in pieces)
            WriteClear(piece.Span);
    }

    private protected override Memory<byte> GetMemoryClear(int sizeHint) => _queue.GetMemory(sizeHint);

    private protected override Span<byte> GetSpanClear(int sizeHint) => _queue.GetSpan(sizeHint);

    private protected override void AdvanceClear(int count)
    {
        if (!ClearConnected || _broken is not null)
            return;
        _queue.Advance(count);
        PauseProducerIfFull();
    }

    private protected override void RegisterProducerClear(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer is not null)
            throw new InvalidOperationException($"Cannot register {producer}: {_producer} is registered already; unregister it first.");
        if (!ClearConnected)
        {
            producer.StopProducing();
            return;
        }
        _producer = producer;
        _streaming = streaming;
        _producerPaused = false;
        if (!streaming)
            producer.ResumeProducing();
    }

    private protected override void UnregisterProducerClear() => _producer = null;

    private protected override void PauseReading() => _reading = false;

    private protected override void ResumeReading() => _reading = true;

    private protected override void LoseClear()
    {
        if (_state == Progress.Connected)
            _state = Progress.Disconnecting;
    }

    private protected override void AbortClear()
    {
        if (!ClearConnected || _broken is not null)
            return;
        Break(new Failure(new ConnectionAbortedException("The connection was aborted from this side.")));
        Other.Break(new Failure(new ConnectionLostException("The connection was reset by the peer.")));
    }

    public override IAddress GetHost() => host;

    public override IAddress GetPeer() => peer;

    public override string ToString() => $"<MemoryLinkEnd {host} to {peer} {_state}, {Queued} bytes queued>";

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
        var beginning = new TlsBeginning(_protocol, _producer, _streaming, _producerPaused, !_reading);
        (_producer, _producerPaused) = (null, false);
        _protocol = receiver;
        return beginning;
    }

    internal void Break(Failure reason)
    {
        if (!ClearConnected)
            return;
        _broken ??= reason;
        _queue.Clear();
        _taken = 0;
    }

    /// <summary>Delivers to the other end and does what follows at this one; true when anything happened.</summary>
    internal bool Turn(int chunkSize)
    {
        if (!ClearConnected)
            return false;
        if (_broken is not null)
        {
            Lose(_broken);
            return true;
        }
        var happened = Deliver(chunkSize);
        if (_broken is not null || Queued > 0)
            return happened;
        return RefillOrClose() || happened;
    }

    private bool Deliver(int chunkSize)
    {
        if (Queued == 0)
            return false;
        // A closing end reads no more, but takes the bytes off the network.
        if (Other._state != Progress.Connected)
        {
            _queue.Clear();
            _taken = 0;
            return true;
        }
        if (!Other._reading)
            return false;
        var chunk = _queue.WrittenSpan.Slice(_taken, Math.Min(chunkSize, Queued)).ToArray();
        _taken += chunk.Length;
        if (Queued == 0)
        {
            _queue.Clear();
            _taken = 0;
        }
        Other.Receive(chunk);
        return true;
    }

    private void Receive(byte[] chunk)
    {
        try
        {
            _protocol.DataReceived(chunk);
        }
        catch (Exception e)
        {
            // A real transport does the same: the loop lives, the connection does not.
            Log.Err(e, $"DataReceived of {_protocol} failed");
            Break(new Failure(e));
            Other.Break(new Failure(new ConnectionLostException("The connection was reset by the peer.")));
        }
        Array.Fill(chunk, Poison);
    }

    private bool RefillOrClose()
    {
        // The peer's close comes after its last byte; an end that neither reads nor writes does not see it.
        if (Other is { _state: Progress.Disconnected, Queued: 0 } && (_reading || ClearDisconnecting))
        {
            Lose(new Failure(StringTransport.CleanClose()));
            return true;
        }
        if (_producer is not null)
        {
            if (_streaming && !_producerPaused)
                return false;
            _producerPaused = false;
            var before = (_producer, Queued);
            _producer.ResumeProducing();
            // A pull producer with nothing to say would keep the link busy for ever.
            return _streaming || before != (_producer, Queued);
        }
        if (_state == Progress.Disconnecting)
        {
            Lose(new Failure(StringTransport.CleanClose()));
            return true;
        }
        return false;
    }

    private void Lose(Failure reason)
    {
        _state = Progress.Disconnected;
        var producer = _producer;
        _producer = null;
        producer?.StopProducing();
        _protocol.ConnectionLost(reason);
    }

    private void PauseProducerIfFull()
    {
        if (_producer is IPushProducer push && _streaming && !_producerPaused && Queued > HighWaterBytes)
        {
            _producerPaused = true;
            push.PauseProducing();
        }
    }
}
