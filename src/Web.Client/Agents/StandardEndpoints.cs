using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>TCP to the URI's host for http, TLS over it for https; equal to another with the same settings, so that agents alike share connections.</summary>
internal sealed record StandardEndpoints : IAgentEndpointFactory
{
    private readonly IReactor _reactor;
    private readonly TimeSpan _timeout;
    private readonly string? _bindAddress;
    private readonly IPolicyForHTTPS _policy;

    internal StandardEndpoints(IReactor reactor, TimeSpan? timeout, string? bindAddress, IPolicyForHTTPS? policy)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        _reactor = reactor;
        _timeout = timeout ?? TimeSpan.FromSeconds(30);
        _bindAddress = bindAddress;
        _policy = policy ?? new BrowserLikePolicyForHTTPS();
    }

    public IStreamClientEndpoint EndpointForURI(URI uri) => Secured(uri, Tcp(uri.Host, uri.Port));

    /// <summary>To the proxy itself.</summary>
    internal IStreamClientEndpoint ToProxy(Proxy proxy)
    {
        var tcp = Tcp(proxy.Host, proxy.Port);
        return proxy.Kind == ProxyKind.HTTPS ? Tls(tcp, proxy.Host, proxy.Port) : tcp;
    }

    /// <summary>To the URI's host, through the proxy.</summary>
    internal IStreamClientEndpoint ThroughProxy(URI uri, Proxy proxy) => Secured(uri, proxy.Kind == ProxyKind.SOCKS5
        ? new SOCKS5ClientEndpoint(_reactor, ToProxy(proxy), uri.Host, uri.Port, proxy.Credentials, _timeout)
        : new HTTPConnectEndpoint(_reactor, ToProxy(proxy), uri.Host, uri.Port, proxy.Authorization, _timeout));

    /// <summary>Over a connection of another kind that leads to the URI's host.</summary>
    internal IStreamClientEndpoint Secured(URI uri, IStreamClientEndpoint clear) => uri.Scheme switch
    {
        "http" => clear,
        "https" => Tls(clear, uri.Host, uri.Port),
        _ => throw new SchemeNotSupportedException(uri.Scheme),
    };

    private HostnameEndpoint Tcp(string host, int port) => new(_reactor, host, port, _timeout, _bindAddress);

    private TlsClientEndpoint Tls(IStreamClientEndpoint clear, string host, int port) =>
        new(_reactor, clear, _policy.CreatorForNetloc(host, port), _timeout);
}
