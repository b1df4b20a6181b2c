using System.Buffers;
using System.IO.Compression;

namespace TwistedSharp.Web.Client;

/// <summary>Decodes gzip: any number of members one after the other, each with its checksum and length (twisted.web.client.GzipDecoder).</summary>
/// <remarks>Bytes after the last member that begin no other one are an error, as with Go, curl and Rust's flate2: what a cache or a filter on the way
/// took for the body and what a lenient reader takes for it would be two things. (gzip(1) warns and ignores them.)</remarks>
public sealed class GzipDecoder : IContentDecoder
{
    private readonly FedStream _stream = new(static feed => new GZipStream(feed, CompressionMode.Decompress));

    /// <inheritdoc/>
    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        var status = _stream.Decode(source, destination, out bytesConsumed, out bytesWritten);
        // The stream takes the bytes after a member for another member and never ends, except before bytes that are none.
        return status == OperationStatus.Done ? OperationStatus.InvalidData : status;
    }

    /// <inheritdoc/>
    public OperationStatus Finish(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        // The stream asks for more at the end of a member as it does inside one. Given a byte that begins no member it stops asking only
        // when it stood at the end of one.
        return _stream.StopsBefore(0) ? OperationStatus.Done : OperationStatus.NeedMoreData;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
