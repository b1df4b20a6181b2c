using System.Buffers;
using System.IO.Compression;

namespace TwistedSharp.Web.Client;

/// <summary>Decodes Brotli (RFC 7932); its windows are at most 16 MiB, and bytes after its end are an error.</summary>
internal sealed class BrotliContentDecoder : IContentDecoder
{
    private BrotliDecoder _decoder; // Not readonly: it is a struct that changes.
    private bool _hasEnded;

    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        bytesConsumed = 0;
        bytesWritten = 0;
        if (_hasEnded)
            return OperationStatus.Done;
        var status = _decoder.Decompress(source, destination, out bytesConsumed, out bytesWritten);
        _hasEnded = status == OperationStatus.Done;
        return status;
    }

    public OperationStatus Finish(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        return _hasEnded ? OperationStatus.Done : OperationStatus.NeedMoreData;
    }

    public void Dispose() => _decoder.Dispose();
}
