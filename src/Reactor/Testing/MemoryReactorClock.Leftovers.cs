namespace TwistedSharp.Internet.Testing;

/// <content>What a test left behind.</content>
public partial class MemoryReactorClock
{
    /// <summary>What is pending, open or running, each in words.</summary>
    internal IEnumerable<string> Leftovers() =>
    [
        .. GetDelayedCalls().Select(c => c.ToString()),
        .. TcpServers.Where(s => s.IsListening).Select(s => s.ToString()!), // Each says what it is.
        .. TcpClients.Where(c => c.IsConnecting || c.Transport is { Connected: true }).Select(c => c.ToString()!),
        .. UdpPorts.Where(p => p.Transport.IsListening).Select(p => $"a UDP port {p.Port}"),
        .. UnixDatagramPorts.Where(p => p.Transport.IsListening).Select(p => $"a UNIX datagram port {p.Path}"),
        .. Processes.Where(p => p.Pid is not null).Select(p => $"a process {p.Executable}"),
    ];
}
