using System.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace TwistedSharp.Web.Client;

/// <summary>Decodes Zstandard (RFC 8878): any number of frames; bytes that begin none are an error.</summary>
internal sealed class ZstandardContentDecoder : IContentDecoder
{
    /// <summary>8 MiB, the most that RFC 9659 lets this coding ask for: the window is ours to keep in memory.</summary>
    private const int WindowLog = 23;

    private readonly Decompressor _decompressor = new();
    private bool _isBetweenFrames;

    internal ZstandardContentDecoder() => _decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);

    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        bytesConsumed = 0;
        bytesWritten = 0;
        do
        {
            if (_isBetweenFrames && bytesConsumed == source.Length)
                return OperationStatus.NeedMoreData;
            var status = _decompressor.UnwrapStream(
                source[bytesConsumed..], destination[bytesWritten..], out var consumed, out var written);
            bytesConsumed += consumed;
            bytesWritten += written;
            if (status == OperationStatus.InvalidData)
                return status;
            _isBetweenFrames = status == OperationStatus.Done;
            // It may hold more of the frame than there was room for, and does not always say so.
            if (bytesWritten == destination.Length && !(_isBetweenFrames && bytesConsumed == source.Length))
                return OperationStatus.DestinationTooSmall;
        }
        while (bytesConsumed < source.Length);
        return OperationStatus.NeedMoreData;
    }

    public OperationStatus Finish(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        return _isBetweenFrames ? OperationStatus.Done : OperationStatus.NeedMoreData;
    }

    public void Dispose() => _decompressor.Dispose();
}
