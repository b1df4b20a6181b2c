using System.Buffers;

namespace TwistedSharp.Web.Client;

/// <summary>Carries a stream.</summary>
internal sealed class StreamPump(Stream stream, int readSize, bool leaveOpen) : BodyPump
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(readSize);
    private int _length;

    private protected override ReadOnlyMemory<byte> Piece => _buffer.AsMemory(0, _length);

    private protected override async ValueTask<bool> Fetch(CancellationToken stopping)
    {
        _length = await stream.ReadAsync(_buffer.AsMemory(0, readSize), stopping).ConfigureAwait(false);
        return _length > 0;
    }

    private protected override void Close()
    {
        // A read under way may still write into the buffer: nobody else can have it then.
        if (_buffer is not null && Doing == Activity.Waiting)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        // At once, also while it is being read: that is how a read that hears of no token ends.
        if (!leaveOpen)
            stream.Dispose();
    }
}
