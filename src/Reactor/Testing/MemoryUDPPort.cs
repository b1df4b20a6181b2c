namespace TwistedSharp.Internet.Testing;

/// <summary>A UDP port asked of a <see cref="MemoryReactorClock"/>.</summary>
/// <param name="Port">The port asked for, or the one picked for 0.</param>
/// <param name="Protocol">What gets its datagrams.</param>
/// <param name="InterfaceAddress">The local address asked for.</param>
/// <param name="MaxPacketSize">The longest datagram it is to take, in bytes.</param>
/// <param name="ListenMultiple">Whether others may have the same port.</param>
/// <param name="Transport">What was returned.</param>
public sealed record MemoryUDPPort(
    int Port, IDatagramProtocol Protocol, string InterfaceAddress, int MaxPacketSize, bool ListenMultiple, FakeDatagramTransport Transport);
