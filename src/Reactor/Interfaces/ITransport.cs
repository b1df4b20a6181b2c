using System.Buffers;

namespace TwistedSharp.Internet;

/// <summary>A connection as its protocol sees it (ITransport, IConsumer and IPushProducer of Twisted in one).</summary>
/// <remarks>Writing only queues: bytes go out after the current callback has returned, so nothing but a registered producer's
/// <see cref="IPushProducer.PauseProducing"/> is ever called from inside a write. The queue can also be filled in place, as an
/// <see cref="IBufferWriter{T}"/>: <c>GetSpan</c>, fill, <c>Advance</c>, all within one callback. Writes after the connection is lost are
/// dropped. Used on the reactor's thread only.</remarks>
public interface ITransport : IBufferWriter<byte>, IConsumer, IPushProducer
{
    /// <summary>Whether <see cref="LoseConnection"/> was called and the connection is not lost yet.</summary>
    bool Disconnecting { get; }

    /// <summary>Whether the connection is up, closing included.</summary>
    bool Connected { get; }

    /// <summary>Whether the peer has sent something, or closed, that has not been read yet; asks the system, at the cost of a call to it.</summary>
    bool IsInputPending => false;

    /// <summary>Whether something written has not been handed to the system yet: the peer reads slowly, or this callback wrote it.</summary>
    bool IsOutputPending => false;

    /// <summary>Queues the bytes of several pieces, as one write of them all.</summary>
    /// <param name="pieces">The pieces; they are copied before it returns.</param>
    void WriteSequence(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (var piece in pieces)
            Write(piece.Span);
    }

    /// <summary>Closes when everything written so far is sent and a registered producer is done; reading stops at once.</summary>
    void LoseConnection();

    /// <summary>Closes now: what is queued is dropped, the peer sees a reset; ConnectionLost follows in a later turn.</summary>
    void AbortConnection();

    /// <summary>Our end.</summary>
    IAddress GetHost();

    /// <summary>The other end.</summary>
    IAddress GetPeer();
}
