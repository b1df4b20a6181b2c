using System.Buffers;
using System.Diagnostics;

namespace TwistedSharp.Internet.Testing;

/// <summary>One end of a <see cref="MemoryLink"/>.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class MemoryLinkEnd(IProtocol protocol, IAddress host, IAddress peer) : ITcpTransport
{
    // The mark of Twisted's abstract.FileDescriptor.bufferSize.
    private const int HighWaterBytes = 65536;
    private const byte Poison = 0xDD;

    private readonly ArrayBufferWriter<byte> _queue = new();
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

    public bool Disconnecting => _state == Progress.Disconnecting;

    public bool Connected => _state != Progress.Disconnected;

    public bool IsOutputPending => Queued > 0;

    public bool TcpNoDelay { get; set; }

    public bool TcpKeepAlive { get; set; }

    public void Write(ReadOnlySpan<byte> data)
    {
        if (!Connected || _broken is not null)
            return;
        _queue.Write(data);
        PauseProducerIfFull();
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _queue.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _queue.GetSpan(sizeHint);

    public void Advance(int count)
    {
        if (!Connected || _broken is not null)
            return;
        _queue.Advance(count);
        PauseProducerIfFull();
    }

    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer is not null)
            throw new InvalidOperationException($"Cannot register {producer}: {_producer} is registered already; unregister it first.");
        if (!Connected)
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

    public void UnregisterProducer() => _producer = null;

    public void PauseProducing() => _reading = false;

    public void ResumeProducing() => _reading = true;

    public void StopProducing() => LoseConnection();

    public void LoseConnection()
    {
        if (_state == Progress.Connected)
            _state = Progress.Disconnecting;
    }

    public void AbortConnection()
    {
        if (!Connected || _broken is not null)
            return;
        Break(new Failure(new ConnectionAbortedException("The connection was aborted from this side.")));
        Other.Break(new Failure(new ConnectionLostException("The connection was reset by the peer.")));
    }

    public IAddress GetHost() => host;

    public IAddress GetPeer() => peer;

    public override string ToString() => $"<MemoryLinkEnd {host} to {peer} {_state}, {Queued} bytes queued>";

    internal void Break(Failure reason)
    {
        if (!Connected)
            return;
        _broken ??= reason;
        _queue.Clear();
        _taken = 0;
    }

    /// <summary>Delivers to the other end and does what follows at this one; true when anything happened.</summary>
    internal bool Turn(int chunkSize)
    {
        if (!Connected)
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
            protocol.DataReceived(chunk);
        }
        catch (Exception e)
        {
            // A real transport does the same: the loop lives, the connection does not.
            Log.Err(e, $"DataReceived of {protocol} failed");
            Break(new Failure(e));
            Other.Break(new Failure(new ConnectionLostException("The connection was reset by the peer.")));
        }
        Array.Fill(chunk, Poison);
    }

    private bool RefillOrClose()
    {
        // The peer's close comes after its last byte; an end that neither reads nor writes does not see it.
        if (Other is { _state: Progress.Disconnected, Queued: 0 } && (_reading || Disconnecting))
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
        protocol.ConnectionLost(reason);
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
