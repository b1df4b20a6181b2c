using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>UDP ports (IReactorUDP, and the part of IReactorSocket for them).</summary>
public interface IReactorUDP
{
    /// <summary>Opens a UDP port; it is bound, and the protocol started, when the call returns.</summary>
    /// <param name="port">0 to 65535; 0 takes a free one, which GetHost tells.</param>
    /// <param name="protocol">Gets the datagrams.</param>
    /// <param name="interfaceAddress">The local address as a literal; all IPv4 ones when empty, all of both kinds for "::".</param>
    /// <param name="maxPacketSize">The longest datagram taken, in bytes; longer ones are cut off.</param>
    /// <exception cref="InvalidAddressException">The interface is no IP literal.</exception>
    /// <exception cref="CannotListenException">The address is taken or not ours.</exception>
    IUDPTransport ListenUDP(int port, IDatagramProtocol protocol, string interfaceAddress = "", int maxPacketSize = 8192);

    /// <summary>Uses a bound UDP socket that was made elsewhere, such as one that systemd hands to a service.</summary>
    /// <param name="handle">The socket; a duplicate is used, so this one stays the caller's to close.</param>
    /// <param name="protocol">Gets the datagrams.</param>
    /// <param name="maxPacketSize">The longest datagram taken, in bytes; longer ones are cut off.</param>
    /// <exception cref="UnsupportedAddressFamilyException">It is neither IPv4 nor IPv6.</exception>
    /// <exception cref="ArgumentException">It is not for datagrams.</exception>
    IUDPTransport AdoptDatagramPort(SafeSocketHandle handle, IDatagramProtocol protocol, int maxPacketSize = 8192);
}
