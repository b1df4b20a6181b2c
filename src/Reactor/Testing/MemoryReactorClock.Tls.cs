using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet.Testing;

/// <content>TLS connections and ports, recorded: what passes over them is clear text, as the protocol sees it.</content>
public partial class MemoryReactorClock
{
    private readonly List<MemoryConnector> _sslClients = [];
    private readonly List<MemoryPort> _sslServers = [];

    /// <summary>Every TLS connection asked for, in order.</summary>
    public IReadOnlyList<MemoryConnector> SslClients => _sslClients;

    /// <summary>Every TLS port opened, in order.</summary>
    public IReadOnlyList<MemoryPort> SslServers => _sslServers;

    /// <inheritdoc/>
    public IConnector ConnectSSL(
        string host, int port, IClientFactory factory, TlsOptions options, TimeSpan? timeout = null, string? bindAddress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(options);
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        if (bindAddress is not null && !IPEndPoint.TryParse(bindAddress, out _))
            throw new ArgumentException($"Our end is an address or address:port; '{bindAddress}' is neither.", nameof(bindAddress));
        var connector = new MemoryConnector(this, host, port, factory, timeout ?? DefaultTimeout, bindAddress) { TlsOptions = options };
        _sslClients.Add(connector);
        connector.Connect();
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenSSL(int port, IFactory factory, TlsServerOptions options, int backlog = 50, string interfaceAddress = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        if (port != 0 && _servers.Concat(_sslServers).Any(s => s.IsListening && s.Port == port && s.InterfaceAddress == interfaceAddress))
            throw new CannotListenException(interfaceAddress, port, new SocketException((int)SocketError.AddressAlreadyInUse));
        var server = new MemoryPort(port == 0 ? _nextPort++ : port, factory, backlog, interfaceAddress) { TlsOptions = options };
        _sslServers.Add(server);
        server.StartListening();
        return server;
    }
}
