namespace TwistedSharp.Internet;

/// <content>TLS connections and ports.</content>
public abstract partial class PollReactor
{
    /// <inheritdoc/>
    public IConnector ConnectSSL(
        string host, int port, IClientFactory factory, TlsOptions options, TimeSpan? timeout = null, string? bindAddress = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(options);
        var limit = timeout ?? DefaultConnectTimeout;
        var connector = new TlsConnector(this, factory, options, limit);
        ConnectTCP(host, port, connector.Below, limit, bindAddress);
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenSSL(int port, IFactory factory, TlsServerOptions options, int backlog = 50, string interfaceAddress = "") =>
        ListenTCP(port, new TlsServerFactory(this, factory, options), backlog, interfaceAddress);
}
