using System.Buffers;
using System.IO.Compression;

namespace TwistedSharp.Web.Client;

/// <summary>Decodes deflate: with zlib's header and checksum (RFC 1950) when it begins with that header, else bare (RFC 1951).</summary>
/// <remarks>The two cannot be confused: a bare stream whose first byte has the header's 8 in its low bits would begin with an uncompressed block whose
/// padding is not zero, which no compressor writes. What comes after the end is ignored: a coding with two readings has no certain one.</remarks>
internal sealed class DeflateContentDecoder : IContentDecoder
{
    private const int None = -1;

    private FedStream? _stream;
    private int _first = None;
    private bool _hasEnded;

    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        bytesConsumed = 0;
        bytesWritten = 0;
        if (_stream is null)
        {
            if (source.IsEmpty)
                return OperationStatus.NeedMoreData;
            if (_first == None && source.Length == 1)
            {
                _first = source[0];
                bytesConsumed = 1;
                return OperationStatus.NeedMoreData;
            }
            _stream = _first == None ? Open(source[0], source[1]) : Open((byte)_first, source[0]);
            if (_first != None)
                _stream.Decode([(byte)_first], destination, out _, out bytesWritten); // One byte alone decodes to nothing.
        }
        if (!_hasEnded)
        {
            var status = _stream.Decode(source, destination[bytesWritten..], out bytesConsumed, out var written);
            bytesWritten += written;
            _hasEnded = status == OperationStatus.Done;
            if (!_hasEnded)
                return status;
        }
        bytesConsumed = source.Length;
        return OperationStatus.NeedMoreData;
    }

    public OperationStatus Finish(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        return _hasEnded ? OperationStatus.Done : OperationStatus.NeedMoreData;
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>RFC 1950 section 2.2: method 8, a window of at most 32 KiB, no dictionary, and a header that 31 divides.</summary>
    private static FedStream Open(byte first, byte second) =>
        (first & 0x0f) == 8 && first >> 4 <= 7 && (second & 0x20) == 0 && ((first << 8) | second) % 31 == 0
            ? new FedStream(static feed => new ZLibStream(feed, CompressionMode.Decompress))
            : new FedStream(static feed => new DeflateStream(feed, CompressionMode.Decompress));
}
