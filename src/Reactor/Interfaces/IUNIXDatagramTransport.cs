namespace TwistedSharp.Internet;

/// <summary>A UNIX datagram port as its protocol sees it (IUNIXDatagramTransport).</summary>
/// <remarks>A datagram for which the receiver has no room is dropped.</remarks>
public interface IUNIXDatagramTransport : IDatagramTransport
{
    /// <summary>Sends a datagram.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="path">The receiver's path; one that begins with a NUL is in Linux's abstract namespace.</param>
    /// <exception cref="MessageLengthException">It is longer than the system sends.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there.</exception>
    void Write(ReadOnlySpan<byte> datagram, string path) => Write(datagram, new UNIXAddress(path));
}
