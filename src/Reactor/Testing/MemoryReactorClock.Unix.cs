using System.Net.Sockets;

namespace TwistedSharp.Internet.Testing;

/// <content>UNIX stream connections and ports, and adopted sockets.</content>
public partial class MemoryReactorClock
{
    private readonly List<MemoryConnector> _unixClients = [];
    private readonly List<MemoryPort> _unixServers = [];
    private readonly List<MemoryPort> _adoptedPorts = [];
    private readonly List<StringTransport> _adoptedConnections = [];

    /// <summary>Every connection to a UNIX socket asked for, in order.</summary>
    public IReadOnlyList<MemoryConnector> UnixClients => _unixClients;

    /// <summary>Every port opened at a UNIX socket, in order.</summary>
    public IReadOnlyList<MemoryPort> UnixServers => _unixServers;

    /// <summary>Every stream port adopted, in order.</summary>
    public IReadOnlyList<MemoryPort> AdoptedPorts => _adoptedPorts;

    /// <summary>The transport of every stream connection adopted, in order.</summary>
    public IReadOnlyList<StringTransport> AdoptedStreamConnections => _adoptedConnections;

    /// <inheritdoc/>
    public IConnector ConnectUNIX(string path, IClientFactory factory, TimeSpan? timeout = null, bool checkPID = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(factory);
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        var connector = new MemoryConnector(this, path, factory, timeout ?? DefaultTimeout, checkPID);
        _unixClients.Add(connector);
        connector.Connect();
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenUNIX(string path, IFactory factory, int backlog = 50, UnixFileMode? mode = null, bool wantPID = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(factory);
        if (_unixServers.Exists(s => s.IsListening && s.InterfaceAddress == path))
            throw new CannotListenException(path, new SocketException((int)SocketError.AddressAlreadyInUse));
        var server = new MemoryPort(path, factory, backlog, mode, wantPID);
        _unixServers.Add(server);
        server.StartListening();
        return server;
    }

    /// <inheritdoc/>
    /// <remarks>The socket is not looked at: the port is 0.0.0.0:1234, as in Twisted's MemoryReactor.</remarks>
    public IListeningPort AdoptStreamPort(SafeSocketHandle handle, IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(factory);
        var port = new MemoryPort(AdoptedPort, factory, backlog: 50, interfaceAddress: "");
        _adoptedPorts.Add(port);
        port.StartListening();
        return port;
    }

    /// <inheritdoc/>
    /// <remarks>The socket is not looked at: the connection is a fresh <see cref="StringTransport"/>.</remarks>
    public ITransport? AdoptStreamConnection(SafeSocketHandle handle, IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(factory);
        var transport = new StringTransport();
        if (factory.BuildProtocol(transport.GetPeer()) is not { } protocol)
            return null;
        _adoptedConnections.Add(transport);
        transport.Protocol = protocol;
        protocol.MakeConnection(transport);
        return transport;
    }
}
