namespace TwistedSharp.Internet.Testing;

/// <summary>A UNIX datagram port asked of a <see cref="MemoryReactorClock"/>.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Protocol">What gets its datagrams.</param>
/// <param name="MaxPacketSize">The longest datagram it is to take, in bytes.</param>
/// <param name="Mode">Who may write to it.</param>
/// <param name="Transport">What was returned.</param>
public sealed record MemoryUNIXDatagramPort(
    string? Path, IDatagramProtocol Protocol, int MaxPacketSize, UnixFileMode? Mode, FakeUNIXDatagramTransport Transport);
