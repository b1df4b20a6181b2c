using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Sends every request through one HTTP proxy, which an endpoint reaches (twisted.web.client.ProxyAgent).</summary>
/// <remarks>http requests are given to the proxy whole, Proxy-Authorization among their headers included; for https it is asked for a tunnel, where
/// Twisted sends the request to it in clear. An <see cref="Agent"/> that is given an <see cref="IProxyPolicy"/> does more.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ProxyAgent : IAgent
{
    private readonly Agent _agent;

    /// <summary>An agent for a proxy.</summary>
    /// <param name="endpoint">Reaches the proxy.</param>
    /// <param name="reactor">The reactor.</param>
    /// <param name="pool">The pool; one that keeps connections when null. It keeps connections apart by the endpoint object.</param>
    /// <param name="policy">Which servers to trust for https; the system's certificate authorities when null.</param>
    public ProxyAgent(IStreamClientEndpoint endpoint, IReactor reactor, HTTPConnectionPool? pool = null, IPolicyForHTTPS? policy = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(reactor);
        _agent = new Agent(reactor, new Routes(endpoint, reactor, new StandardEndpoints(reactor, null, null, policy)), pool ?? new HTTPConnectionPool(reactor));
    }

    /// <summary>The pool: limits, and what is open.</summary>
    public HTTPConnectionPool Pool => _agent.Pool;

    /// <inheritdoc/>
    public Deferred<Response> Request(
        string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null) =>
        _agent.Request(method, uri, headers, body, options);

    /// <inheritdoc/>
    public override string ToString() => $"<ProxyAgent {Pool}>";

    private sealed class Routes(IStreamClientEndpoint proxy, IReactor reactor, StandardEndpoints tls) : IRoutes
    {
        private static readonly Origin ProxyOrigin = new("http-proxy", "proxy", 0);
        private static readonly ForwardProxy WithoutAuthorization = new(Authorization: null);
        private readonly Forward _forward = new(proxy);
        private readonly Tunnel _tunnel = new(proxy, reactor, tls);

        public PoolKey KeyFor(Request request)
        {
            if (request.URI.IsSecure)
                return new PoolKey(request.URI.Origin, _tunnel);
            request.Proxy = WithoutAuthorization;
            return new PoolKey(ProxyOrigin, _forward);
        }
    }

    private sealed record Forward(IStreamClientEndpoint Proxy) : IAgentEndpointFactory
    {
        public IStreamClientEndpoint EndpointForURI(URI uri) => Proxy;
    }

    private sealed record Tunnel(IStreamClientEndpoint Proxy, IReactor Reactor, StandardEndpoints Tls) : IAgentEndpointFactory
    {
        public IStreamClientEndpoint EndpointForURI(URI uri) => Tls.Secured(uri, new HTTPConnectEndpoint(Reactor, Proxy, uri.Host, uri.Port));
    }
}
