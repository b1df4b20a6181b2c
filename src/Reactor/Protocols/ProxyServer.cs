using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection that a port forwarder accepted (twisted.protocols.portforward.ProxyServer).</summary>
public class ProxyServer : Proxy
{
    private readonly IReactorTCP _reactor;
    private readonly string _host;
    private readonly int _port;
    private IConnector? _connector;

    /// <summary>A connection to forward.</summary>
    /// <param name="reactor">What connects.</param>
    /// <param name="host">Where to forward: a name or an address literal.</param>
    /// <param name="port">1 to 65535.</param>
    public ProxyServer(IReactorTCP reactor, string host, int port)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(host);
        _reactor = reactor;
        _host = host;
        _port = port;
    }

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        // Nothing is read until there is somewhere to send it.
        Transport.PauseProducing();
        var factory = ClientProtocolFactory();
        factory.SetServer(this);
        _connector = _reactor.ConnectTCP(_host, _port, factory);
    }

    /// <inheritdoc/>
    public override void ConnectionLost(Failure reason)
    {
        var isConnecting = Peer is null;
        base.ConnectionLost(reason);
        if (isConnecting)
            _connector?.Disconnect();
        _connector = null;
    }

    /// <summary>Makes the factory of the other connection.</summary>
    protected virtual ProxyClientFactory ClientProtocolFactory() => new() { Noisy = false };
}
