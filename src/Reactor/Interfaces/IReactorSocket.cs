using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Sockets that somebody else has made (IReactorSocket).</summary>
/// <remarks>A handle is duplicated: it stays with the caller, who may close it when the call has returned. Both then share one socket, so a
/// connection ends for the peer when both have closed.</remarks>
public interface IReactorSocket
{
    /// <summary>Accepts connections on a bound socket for streams, as <see cref="IReactorTCP.ListenTCP"/> and
    /// <see cref="IReactorUNIX.ListenUNIX"/> do.</summary>
    /// <param name="handle">The socket: IPv4, IPv6 or UNIX.</param>
    /// <param name="factory">Builds a protocol for each connection.</param>
    /// <exception cref="ArgumentException">It is not bound, or not a socket for streams.</exception>
    /// <exception cref="UnsupportedAddressFamilyException">It is of another family.</exception>
    IListeningPort AdoptStreamPort(SafeSocketHandle handle, IFactory factory);

    /// <summary>Takes a connected socket for streams over: the protocol is built and connected when the call returns.</summary>
    /// <param name="handle">The socket: IPv4, IPv6 or UNIX.</param>
    /// <param name="factory">Builds the protocol.</param>
    /// <returns>The connection; null when the factory built no protocol.</returns>
    /// <exception cref="ArgumentException">It is not connected, or not a socket for streams.</exception>
    /// <exception cref="UnsupportedAddressFamilyException">It is of another family.</exception>
    ITransport? AdoptStreamConnection(SafeSocketHandle handle, IFactory factory);
}
