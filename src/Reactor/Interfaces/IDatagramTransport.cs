using System.Buffers;

namespace TwistedSharp.Internet;

/// <summary>A port that sends and receives datagrams, as its protocol sees it; what UDP and UNIX datagrams have in common.</summary>
/// <remarks>A datagram is handed to the system inside the call: none is queued here. As a producer, pausing stops receiving: what comes
/// meanwhile waits in the system's buffer, and is lost when that is full. Used on the reactor's thread only.</remarks>
public interface IDatagramTransport : IListeningPort, IPushProducer
{
    /// <summary>Sends a datagram.</summary>
    /// <param name="datagram">Its bytes; there may be none.</param>
    /// <param name="address">Where to; the same object each time costs the least. Only a connected port needs none.</param>
    /// <exception cref="InvalidAddressException">The address is no literal, or not of this port's family.</exception>
    /// <exception cref="MessageLengthException">It is longer than the system sends.</exception>
    /// <exception cref="InvalidOperationException">The port is closed; or it is not connected and the address is missing.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The system refuses for another reason.</exception>
    void Write(ReadOnlySpan<byte> datagram, IAddress? address = null);

    /// <summary>Sends one datagram made of several pieces.</summary>
    /// <param name="pieces">The pieces, in order.</param>
    /// <param name="address">As in <see cref="Write"/>, whose exceptions it shares.</param>
    void WriteSequence(IEnumerable<ReadOnlyMemory<byte>> pieces, IAddress? address = null)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var whole = new ArrayBufferWriter<byte>();
        foreach (var piece in pieces)
            whole.Write(piece.Span);
        Write(whole.WrittenSpan, address);
    }
}
