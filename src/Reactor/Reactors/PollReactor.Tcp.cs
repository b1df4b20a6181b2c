using System.Net;

namespace TwistedSharp.Internet;

/// <content>TCP connections and ports.</content>
public abstract partial class PollReactor
{
    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IConnector ConnectTCP(string host, int port, IClientFactory factory, TimeSpan? timeout = null, string? bindAddress = null)
    {
        RequireThread();
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ArgumentNullException.ThrowIfNull(factory);
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        IPEndPoint? local = null;
        if (bindAddress is not null && !IPEndPoint.TryParse(bindAddress, out local))
            throw new ArgumentException($"Our end is an address or address:port; '{bindAddress}' is neither.", nameof(bindAddress));
        var connector = new TcpConnector(this, host, port, factory, timeout ?? DefaultConnectTimeout, local);
        connector.Connect();
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenTCP(int port, IFactory factory, int backlog = 50, string interfaceAddress = "")
    {
        RequireThread();
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        var listening = new TcpPort(this, port, factory, backlog, interfaceAddress);
        listening.StartListening();
        return listening;
    }
}
