namespace TwistedSharp.Internet;

/// <summary>A UNIX datagram port with one fixed other end (IUNIXDatagramConnectedTransport).</summary>
/// <remarks>A datagram for which the receiver has no room is dropped. A receiver that is gone is told to the protocol as
/// <see cref="IConnectedDatagramProtocol.ConnectionRefused"/>.</remarks>
public interface IUNIXDatagramConnectedTransport : IListeningPort, IPushProducer
{
    /// <summary>Sends a datagram.</summary>
    /// <param name="datagram">Its bytes; there may be none.</param>
    /// <exception cref="MessageLengthException">It is longer than the system sends.</exception>
    /// <exception cref="InvalidOperationException">The port is closed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The system refuses for another reason.</exception>
    void Write(ReadOnlySpan<byte> datagram);

    /// <summary>The other end.</summary>
    IAddress GetPeer();
}
