using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet.Testing;

/// <summary>A reactor without a loop or sockets: time moves when the test says so, connections wait for the test to decide how they go
/// (twisted.internet.testing.MemoryReactorClock).</summary>
/// <remarks>Everything happens on the caller's thread. <see cref="Run"/> fires "startup" and returns; the reactor then counts as running
/// until <see cref="Stop"/> fires "shutdown". Twisted's run stops at once. As every <see cref="Clock"/> it is a TimeProvider too.</remarks>
public partial class MemoryReactorClock : Clock, IReactor
{
    private const int FirstEphemeralPort = 49152;
    private const int FirstProcess = 1000;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly List<MemoryConnector> _clients = [];
    private readonly List<MemoryPort> _servers = [];
    private int _nextPort = FirstEphemeralPort;

    /// <summary>Every connection asked for, in order.</summary>
    public IReadOnlyList<MemoryConnector> TcpClients => _clients;

    /// <summary>Every port opened, in order.</summary>
    public IReadOnlyList<MemoryPort> TcpServers => _servers;

    /// <summary>The names the reactor knows, unless <see cref="NameResolver"/> was replaced.</summary>
    public MemoryResolver Resolver { get; } = new();

    /// <inheritdoc/>
    public IHostnameResolver NameResolver
    {
        get => field ?? Resolver;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public IConnector ConnectTCP(string host, int port, IClientFactory factory, TimeSpan? timeout = null, string? bindAddress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(factory);
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        if (bindAddress is not null && !IPEndPoint.TryParse(bindAddress, out _))
            throw new ArgumentException($"Our end is an address or address:port; '{bindAddress}' is neither.", nameof(bindAddress));
        var connector = new MemoryConnector(this, host, port, factory, timeout ?? DefaultTimeout, bindAddress);
        _clients.Add(connector);
        connector.Connect();
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenTCP(int port, IFactory factory, int backlog = 50, string interfaceAddress = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        if (port != 0 && _servers.Concat(_sslServers).Any(s => s.IsListening && s.Port == port && s.InterfaceAddress == interfaceAddress))
            throw new CannotListenException(interfaceAddress, port, new SocketException((int)SocketError.AddressAlreadyInUse));
        var server = new MemoryPort(port == 0 ? _nextPort++ : port, factory, backlog, interfaceAddress);
        _servers.Add(server);
        server.StartListening();
        return server;
    }

    internal static IAddress Address(string host, int port) =>
        !IPAddress.TryParse(host, out var literal) ? new HostnameAddress(host, port)
        : literal.AddressFamily == AddressFamily.InterNetwork ? new IPv4Address(host, port)
        : new IPv6Address(host, port, ScopeId: literal.ScopeId);

    private static void Guarded(string what, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.Err(e, what);
        }
    }

    /// <summary>At "shutdown": connections and attempts end with the reactor.</summary>
    private void LoseConnections()
    {
        foreach (var client in _clients.Concat(_unixClients).Concat(_sslClients).ToArray())
        {
            if (client.IsConnecting)
                client.StopConnecting();
            else if (client.Transport is { Connected: true })
                client.Lose(new ConnectionLostException("The reactor was stopped."));
        }
        CloseDatagramPorts();
    }
}
