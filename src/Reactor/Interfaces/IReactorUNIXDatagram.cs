namespace TwistedSharp.Internet;

/// <summary>UNIX datagram ports (IReactorUNIXDatagram).</summary>
public interface IReactorUNIXDatagram
{
    /// <summary>Opens a UNIX datagram port; it is bound, and the protocol started, when the call returns.</summary>
    /// <param name="path">Its path, removed when the port closes; one that begins with a NUL is in Linux's abstract namespace. A port
    /// without one (null or empty) only sends.</param>
    /// <param name="protocol">Gets the datagrams.</param>
    /// <param name="maxPacketSize">The longest datagram taken, in bytes; longer ones are cut off.</param>
    /// <param name="mode">Who may write to it: everybody when null.</param>
    /// <exception cref="CannotListenException">The path is taken or cannot be made.</exception>
    IUNIXDatagramTransport ListenUNIXDatagram(
        string? path, IDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null);

    /// <summary>Opens a UNIX datagram port with one other end. It is connected, and the protocol started, when the call returns; or the
    /// protocol was told that it failed.</summary>
    /// <param name="path">The other end's path.</param>
    /// <param name="protocol">Gets the datagrams.</param>
    /// <param name="maxPacketSize">The longest datagram taken, in bytes; longer ones are cut off.</param>
    /// <param name="mode">Who may write to our own path: everybody when null.</param>
    /// <param name="bindAddress">Our own path, for answers; none when null.</param>
    IUNIXDatagramConnectedTransport ConnectUNIXDatagram(
        string path, IConnectedDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null, string? bindAddress = null);
}
