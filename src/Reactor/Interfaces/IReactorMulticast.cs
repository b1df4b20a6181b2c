namespace TwistedSharp.Internet;

/// <summary>UDP ports for multicast groups (IReactorMulticast).</summary>
public interface IReactorMulticast
{
    /// <summary>Opens a UDP port for multicast groups; it is bound, and the protocol started, when the call returns.</summary>
    /// <param name="port">0 to 65535; 0 takes a free one, which GetHost tells.</param>
    /// <param name="protocol">Gets the datagrams.</param>
    /// <param name="interfaceAddress">The local address as a literal; all IPv4 ones when empty, all of both kinds for "::".</param>
    /// <param name="maxPacketSize">The longest datagram taken, in bytes; longer ones are cut off.</param>
    /// <param name="listenMultiple">Whether others that say so too may have the same port, in this process or another.</param>
    /// <exception cref="InvalidAddressException">The interface is no IP literal.</exception>
    /// <exception cref="CannotListenException">The address is taken or not ours.</exception>
    IMulticastTransport ListenMulticast(
        int port, IDatagramProtocol protocol, string interfaceAddress = "", int maxPacketSize = 8192, bool listenMultiple = false);
}
