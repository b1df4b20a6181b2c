using System.Buffers;

namespace TwistedSharp.Web.Client;

/// <summary>A decompressing stream, which pulls, turned into a decoder, which is pushed.</summary>
/// <remarks>The stream reads from a feed that has nothing when it has nothing: the streams of System.IO.Compression return what they have then, and
/// go on when they are read again. Whether they asked the feed in vain tells the need for more from the end.</remarks>
internal sealed class FedStream : IDisposable
{
    private readonly Feed _feed = new();
    private readonly Stream _stream;

    internal FedStream(Func<Stream, Stream> open) => _stream = open(_feed);

    internal OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        bytesConsumed = 0;
        bytesWritten = 0;
        while (bytesWritten < destination.Length)
        {
            _feed.IsAskedInVain = false;
            var read = _stream.Read(destination[bytesWritten..]);
            bytesWritten += read;
            if (read > 0)
                continue;
            if (!_feed.IsAskedInVain)
                return OperationStatus.Done;
            if (bytesConsumed == source.Length)
                return OperationStatus.NeedMoreData;
            bytesConsumed += _feed.Fill(source[bytesConsumed..]);
        }
        return OperationStatus.DestinationTooSmall;
    }

    /// <summary>Gives one more byte, which is none of the body's; afterwards the stream is of no use.</summary>
    /// <returns>Whether the stream ended without wanting it.</returns>
    internal bool StopsBefore(byte probe)
    {
        Span<byte> nowhere = stackalloc byte[1];
        _feed.Fill([probe]);
        _feed.IsAskedInVain = false;
        try
        {
            return _stream.Read(nowhere) == 0 && !_feed.IsAskedInVain;
        }
        catch (InvalidDataException)
        {
            return false; // It took the byte for its own, and it did not fit.
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _feed.Dispose();
    }

    private sealed class Feed : Stream
    {
        /// <summary>What the streams read at once.</summary>
        private const int Size = 8192;

        private byte[]? _bytes;
        private int _start;
        private int _end;

        internal bool IsAskedInVain { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _end - _start);
            _bytes.AsSpan(_start, count).CopyTo(buffer);
            _start += count;
            IsAskedInVain |= count == 0;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        /// <summary>Takes bytes; only when it is empty.</summary>
        internal int Fill(ReadOnlySpan<byte> source)
        {
            _bytes ??= ArrayPool<byte>.Shared.Rent(Size);
            var count = Math.Min(source.Length, Size);
            source[..count].CopyTo(_bytes);
            (_start, _end) = (0, count);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            // The decompressing stream disposes of it too.
            if (_bytes is { } bytes)
                ArrayPool<byte>.Shared.Return(bytes);
            _bytes = null;
            _start = _end = 0;
            base.Dispose(disposing);
        }
    }
}
