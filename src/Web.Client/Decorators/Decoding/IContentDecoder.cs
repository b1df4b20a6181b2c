using System.Buffers;

namespace TwistedSharp.Web.Client;

/// <summary>Undoes one content coding of one body, piece by piece (RFC 9110 section 8.4.1).</summary>
/// <remarks>It is made when the first bytes come, and disposed of once, when the body has ended or nobody wants it any more. What it throws fails the
/// body with <see cref="ContentDecodingException"/>.</remarks>
public interface IContentDecoder : IDisposable
{
    /// <summary>Decodes as much as there is, or as there is room for.</summary>
    /// <param name="source">The coded bytes that come next; valid during the call only.</param>
    /// <param name="destination">Takes the decoded bytes; never empty.</param>
    /// <param name="bytesConsumed">How many of <paramref name="source"/> are used up.</param>
    /// <param name="bytesWritten">How many bytes are in <paramref name="destination"/>.</param>
    /// <returns><see cref="OperationStatus.NeedMoreData"/> when all of the source is used up and all it tells is written;
    /// <see cref="OperationStatus.DestinationTooSmall"/> when there is more: it is called again with the rest of the source, which may be empty;
    /// <see cref="OperationStatus.Done"/> when the coded body has ended, so that more bytes are an error;
    /// <see cref="OperationStatus.InvalidData"/> when it is corrupt.</returns>
    OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten);

    /// <summary>No more comes: gives what is left. Called after all of the source was used up.</summary>
    /// <param name="destination">Takes the decoded bytes; never empty.</param>
    /// <param name="bytesWritten">How many bytes are in <paramref name="destination"/>.</param>
    /// <returns><see cref="OperationStatus.Done"/> when the body is whole; <see cref="OperationStatus.DestinationTooSmall"/> when there is more: it is
    /// called again; <see cref="OperationStatus.NeedMoreData"/> when the body is cut short; <see cref="OperationStatus.InvalidData"/> when it is
    /// corrupt.</returns>
    OperationStatus Finish(Span<byte> destination, out int bytesWritten);
}
