using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Directly or through proxies, as a policy says.</summary>
/// <remarks>An HTTP proxy takes http requests whole, and connections to it are shared by all origins; everything else gets a tunnel of its own
/// origin. The keys tell them apart by the proxy and what it is told, so that no tunnel is used with another's credentials (CVE-2026-3784 in curl).</remarks>
internal sealed class ProxiedRoutes(StandardEndpoints direct, IProxyPolicy policy) : IRoutes
{
    public PoolKey KeyFor(Request request)
    {
        request.Proxy = null;
        if (policy.ProxyFor(request.URI) is not { } proxy)
            return new PoolKey(request.URI.Origin, direct);
        if (request.URI.IsSecure || proxy.Kind == ProxyKind.SOCKS5)
            return new PoolKey(request.URI.Origin, new TunnelRoute(direct, proxy));
        request.Proxy = new ForwardProxy(proxy.Authorization);
        return new PoolKey(proxy.Origin, new ForwardRoute(direct, proxy));
    }

    private sealed record ForwardRoute(StandardEndpoints Direct, Proxy Proxy) : IAgentEndpointFactory
    {
        public IStreamClientEndpoint EndpointForURI(URI uri) => Direct.ToProxy(Proxy);
    }

    private sealed record TunnelRoute(StandardEndpoints Direct, Proxy Proxy) : IAgentEndpointFactory
    {
        public IStreamClientEndpoint EndpointForURI(URI uri) => Direct.ThroughProxy(uri, Proxy);
    }
}
