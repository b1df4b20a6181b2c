namespace TwistedSharp.Internet.Testing;

/// <summary>A connected UNIX datagram port asked of a <see cref="MemoryReactorClock"/>.</summary>
/// <param name="Path">The other end's path.</param>
/// <param name="Protocol">What gets its datagrams.</param>
/// <param name="MaxPacketSize">The longest datagram it is to take, in bytes.</param>
/// <param name="Mode">Who may write to our own path.</param>
/// <param name="BindAddress">Our own path.</param>
/// <param name="Transport">What was returned.</param>
public sealed record MemoryUNIXDatagramClient(
    string Path, IConnectedDatagramProtocol Protocol, int MaxPacketSize, UnixFileMode? Mode, string? BindAddress,
    FakeUNIXDatagramConnectedTransport Transport);
