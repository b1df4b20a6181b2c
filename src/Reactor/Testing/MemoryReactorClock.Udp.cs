using System.Net.Sockets;

namespace TwistedSharp.Internet.Testing;

/// <content>UDP and UNIX datagram ports.</content>
public partial class MemoryReactorClock
{
    private const int AdoptedPort = 1234;

    private readonly List<MemoryUDPPort> _udpPorts = [];
    private readonly List<MemoryUNIXDatagramPort> _unixDatagramPorts = [];
    private readonly List<MemoryUNIXDatagramClient> _unixDatagramClients = [];

    /// <summary>Every UDP port opened, in order.</summary>
    public IReadOnlyList<MemoryUDPPort> UdpPorts => _udpPorts;

    /// <summary>Every UNIX datagram port opened, in order.</summary>
    public IReadOnlyList<MemoryUNIXDatagramPort> UnixDatagramPorts => _unixDatagramPorts;

    /// <summary>Every connected UNIX datagram port opened, in order.</summary>
    public IReadOnlyList<MemoryUNIXDatagramClient> UnixDatagramClients => _unixDatagramClients;

    /// <inheritdoc/>
    public IUDPTransport ListenUDP(int port, IDatagramProtocol protocol, string interfaceAddress = "", int maxPacketSize = 8192) =>
        ListenMulticast(port, protocol, interfaceAddress, maxPacketSize);

    /// <inheritdoc/>
    public IMulticastTransport ListenMulticast(
        int port, IDatagramProtocol protocol, string interfaceAddress = "", int maxPacketSize = 8192, bool listenMultiple = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        var taken = _udpPorts.Exists(p => p.Transport.IsListening && p.Port == port && p.InterfaceAddress == interfaceAddress
            && !(p.ListenMultiple && listenMultiple));
        if (taken)
            throw new CannotListenException(interfaceAddress, port, new SocketException((int)SocketError.AddressAlreadyInUse));
        return Open(port == 0 ? _nextPort++ : port, protocol, interfaceAddress, maxPacketSize, listenMultiple);
    }

    /// <inheritdoc/>
    /// <remarks>The socket is not looked at: the port is 0.0.0.0:1234, as in Twisted's MemoryReactor.</remarks>
    public IUDPTransport AdoptDatagramPort(SafeSocketHandle handle, IDatagramProtocol protocol, int maxPacketSize = 8192)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        return Open(AdoptedPort, protocol, "0.0.0.0", maxPacketSize, listenMultiple: false);
    }

    /// <inheritdoc/>
    public IUNIXDatagramTransport ListenUNIXDatagram(
        string? path, IDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        if (!string.IsNullOrEmpty(path) && _unixDatagramPorts.Exists(p => p.Transport.IsListening && p.Path == path))
            throw new CannotListenException(path, new SocketException((int)SocketError.AddressAlreadyInUse));
        var transport = new FakeUNIXDatagramTransport(string.IsNullOrEmpty(path) ? null : path, protocol);
        _unixDatagramPorts.Add(new MemoryUNIXDatagramPort(path, protocol, maxPacketSize, mode, transport));
        transport.StartListening();
        return transport;
    }

    /// <inheritdoc/>
    /// <remarks>Whether anybody listens there is not looked at.</remarks>
    public IUNIXDatagramConnectedTransport ConnectUNIXDatagram(
        string path, IConnectedDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null, string? bindAddress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPacketSize);
        var transport = new FakeUNIXDatagramConnectedTransport(path, protocol, bindAddress);
        _unixDatagramClients.Add(new MemoryUNIXDatagramClient(path, protocol, maxPacketSize, mode, bindAddress, transport));
        transport.StartListening();
        return transport;
    }

    private void CloseDatagramPorts()
    {
        IEnumerable<IListeningPort> ports =
        [
            .. _udpPorts.Select(p => p.Transport), .. _unixDatagramPorts.Select(p => p.Transport), .. _unixDatagramClients.Select(c => c.Transport),
        ];
        foreach (var port in ports.ToArray())
        {
            try
            {
                port.StopListening();
            }
            catch (Exception e)
            {
                Log.Err(e, "Closing a datagram port failed");
            }
        }
    }

    private FakeDatagramTransport Open(
        int port, IDatagramProtocol protocol, string interfaceAddress, int maxPacketSize, bool listenMultiple)
    {
        var transport = new FakeDatagramTransport(interfaceAddress, port, protocol);
        _udpPorts.Add(new MemoryUDPPort(port, protocol, interfaceAddress, maxPacketSize, listenMultiple, transport));
        transport.StartListening();
        return transport;
    }
}
