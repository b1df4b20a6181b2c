using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Sends a large body that is in memory piece by piece: it is not copied as a whole, and can be stopped half-way.</summary>
internal sealed class PacedBytes(ReadOnlyMemory<byte> data) : IBodyProducer
{
    /// <summary>Above this a body is sent in pieces of this size: what one send takes.</summary>
    internal const int PieceBytes = 128 << 10;

    private readonly Deferred _done = new();
    private ReadOnlyMemory<byte> _rest = data;
    private IConsumer? _consumer;
    private Progress _state = Progress.Paused;

    private enum Progress
    {
        Paused,
        Flowing,
        Stopped,
    }

    public long? Length { get; } = data.Length;

    public Deferred StartProducing(IConsumer consumer)
    {
        _consumer = consumer;
        ResumeProducing();
        return _done;
    }

    public void PauseProducing()
    {
        if (_state == Progress.Flowing)
            _state = Progress.Paused;
    }

    public void ResumeProducing()
    {
        if (_state != Progress.Paused)
            return;
        _state = Progress.Flowing;
        while (_state == Progress.Flowing && !_rest.IsEmpty)
        {
            var piece = _rest[..Math.Min(_rest.Length, PieceBytes)];
            _rest = _rest[piece.Length..];
            _consumer!.Write(piece.Span); // Set at the start.
        }
        if (_rest.IsEmpty && _state != Progress.Stopped)
        {
            _state = Progress.Stopped;
            _done.Callback();
        }
    }

    public void StopProducing() => _state = Progress.Stopped;
}
