using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Reactors;

namespace TwistedSharp.Tests.Transports;

/// <summary>UDP ports on loopback, on one reactor.</summary>
public abstract class UdpContract(Type kind) : ReactorContract(kind)
{
    internal const string Loopback = "127.0.0.1";

    internal IMulticastTransport Open(RecordingDatagrams protocol, string interfaceAddress = Loopback, int maxPacketSize = 8192) =>
        (IMulticastTransport)Reactor.ListenUDP(0, protocol, interfaceAddress, maxPacketSize);

    /// <summary>A protocol that stops the reactor when it has so many datagrams.</summary>
    internal RecordingDatagrams StopAfter(int datagrams) => new()
    {
        OnDatagram = (p, _, _) =>
        {
            if (p.Datagrams.Count == datagrams)
                Reactor.Stop();
        },
    };

    internal static int PortOf(IListeningPort port) => port.GetHost() switch
    {
        IPv4Address v4 => v4.Port,
        IPv6Address v6 => v6.Port,
        var other => throw new InvalidOperationException($"{other} has no port."),
    };

    internal static void NeedIPv6()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Inconclusive("There is no IPv6 here.");
    }
}
