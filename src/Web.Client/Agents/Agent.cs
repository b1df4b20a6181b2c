using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>The door to the web: requests and pages over connections that are kept and reused per scheme, host and port (twisted.web.client.Agent).</summary>
/// <remarks>Use it on its reactor's thread. Redirects are followed for pages (<see cref="RequestString"/>), not for <see cref="Request"/>.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Agent : IAgent, IExchangeRouter
{
    private readonly IReactorTime _clock;
    private readonly IRoutes _routes;

    /// <summary>An agent with a pool of its own.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="persist">Whether connections are kept after a response; false opens one for every request.</param>
    /// <param name="connectTimeout">How long name resolution, connecting and the TLS handshake may take together; 30 s when null.</param>
    /// <param name="bindAddress">The local address to connect from; any when null.</param>
    /// <param name="policy">Which servers to trust for https; the system's certificate authorities when null.</param>
    /// <param name="proxies">Which requests go through which proxy, such as <see cref="EnvironmentProxies"/>; none when null.</param>
    public Agent(
        IReactor reactor, bool persist = true, TimeSpan? connectTimeout = null, string? bindAddress = null, IPolicyForHTTPS? policy = null,
        IProxyPolicy? proxies = null)
        : this(reactor, new HTTPConnectionPool(reactor, persist), connectTimeout, bindAddress, policy, proxies) { }

    /// <summary>An agent on a pool, which it may share with others.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="pool">The pool; it holds the limits.</param>
    /// <param name="connectTimeout">How long name resolution, connecting and the TLS handshake may take together; 30 s when null.</param>
    /// <param name="bindAddress">The local address to connect from; any when null.</param>
    /// <param name="policy">Which servers to trust for https; the system's certificate authorities when null.</param>
    /// <param name="proxies">Which requests go through which proxy, such as <see cref="EnvironmentProxies"/>; none when null.</param>
    public Agent(
        IReactor reactor, HTTPConnectionPool pool, TimeSpan? connectTimeout = null, string? bindAddress = null, IPolicyForHTTPS? policy = null,
        IProxyPolicy? proxies = null)
        : this(reactor, Routes(new StandardEndpoints(reactor, connectTimeout, bindAddress, policy), proxies), pool) { }

    internal Agent(IReactorTime clock, IRoutes routes, HTTPConnectionPool pool)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(pool);
        _clock = clock;
        _routes = routes;
        Pool = pool;
    }

    /// <summary>The pool: limits, and what is open.</summary>
    public HTTPConnectionPool Pool { get; }

    /// <summary>An agent that reaches servers in a way of its own (Agent.usingEndpointFactory).</summary>
    /// <param name="clock">The reactor.</param>
    /// <param name="route">Makes the endpoint for each connection.</param>
    /// <param name="pool">The pool; one that keeps connections when null.</param>
    public static Agent UsingEndpointFactory(IReactorTime clock, IAgentEndpointFactory route, HTTPConnectionPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        return new Agent(clock, new DirectRoutes(route), pool ?? new HTTPConnectionPool(clock));
    }

    /// <summary>An agent whose every server is at one UNIX socket; the URLs' hosts are only names then (http://docker/info).</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="path">The socket's path.</param>
    /// <param name="pool">The pool; one that keeps connections when null.</param>
    /// <param name="policy">Which servers to trust for https; the system's certificate authorities when null.</param>
    public static Agent OverUNIXSocket(IReactor reactor, string path, HTTPConnectionPool? pool = null, IPolicyForHTTPS? policy = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return UsingEndpointFactory(reactor, new UNIXRoute(reactor, path, new StandardEndpoints(reactor, null, null, policy)), pool);
    }

    /// <inheritdoc/>
    public Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        var request = new Request(method, URI.Parse(uri), headers, body, options: options);
        if (request.URI.Scheme is not ("http" or "https"))
            return Deferred.Fail<Response>(new SchemeNotSupportedException(request.URI.Scheme));
        var exchange = new ResponseExchange(request);
        Submit(exchange);
        return exchange.Deferred;
    }

    /// <summary>Gets a page as text: follows redirects, and fails for a status that is not success.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="headers">Header fields to send, or null.</param>
    /// <param name="timeout">How long it may take, waiting for a connection and redirects included; null for no limit but the budget's.</param>
    /// <param name="options">What this page wants differently from others; nothing when null.</param>
    /// <returns>The page, decoded by the charset of Content-Type, else as UTF-8. Fails with <see cref="WebErrorException"/> for an error status,
    /// and with the exceptions of this namespace and of TwistedSharp.Internet. Cancelling aborts the connection.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    public Deferred<string> RequestString(string url, Headers? headers = null, TimeSpan? timeout = null, RequestOptions? options = null)
    {
        var request = new Request("GET", HTTPClientFactory.ParsePageURI(url), headers, options: options) { UserAgent = PageSettings.DefaultAgent };
        var page = new StringPage(request, PageSettings.Default, this);
        if (timeout is { } limit)
            page.SetTimeout(limit, _clock);
        Submit(page);
        return page.Deferred;
    }

    /// <summary>Gets many pages, so many at a time, and gives them as they come: <c>await foreach (var result in agent.RequestAll(urls))</c>.</summary>
    /// <param name="urls">Where they are; taken one by one when there is room for another, so there may be endlessly many.</param>
    /// <param name="concurrency">How many are under way at a time, those that wait for a connection included.</param>
    /// <param name="headers">Header fields to send, or null.</param>
    /// <param name="timeout">How long each may take; null for no limit but the budget's.</param>
    /// <param name="options">What these pages want differently from others; nothing when null.</param>
    /// <returns>The results in the order in which they come; one that fails, or whose URL is malformed, holds up none of the others. A reader that is
    /// slower than the pages holds the fetching up. Breaking the loop off cancels what is under way.</returns>
    public PageSequence RequestAll(
        IEnumerable<string> urls, int concurrency = 10, Headers? headers = null, TimeSpan? timeout = null, RequestOptions? options = null) =>
        new(_clock, urls, concurrency, url => RequestString(url, headers, timeout, options));

    /// <summary>Makes connections to a server before they are needed; the next requests there find them idle.</summary>
    /// <param name="url">Any URL of the server.</param>
    /// <param name="connections">How many.</param>
    /// <returns>Fires when they are made or have failed, with the number of those that are there; the pool's limits hold.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    public Deferred<int> WarmUp(string url, int connections = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(connections);
        var uri = HTTPClientFactory.ParsePageURI(url);
        return Pool.WarmUp(_routes.KeyFor(new Request("GET", uri)), uri, connections);
    }

    /// <inheritdoc/>
    public override string ToString() => $"<Agent {Pool}>";

    /// <summary>Gives an exchange to the pool.</summary>
    void IExchangeRouter.Submit(Exchange exchange) => Submit(exchange);

    private static IRoutes Routes(StandardEndpoints direct, IProxyPolicy? proxies) =>
        proxies is null ? new DirectRoutes(direct) : new ProxiedRoutes(direct, proxies);

    private void Submit(Exchange exchange)
    {
        PoolKey key;
        try
        {
            key = _routes.KeyFor(exchange.Request);
        }
        catch (Exception e)
        {
            exchange.Fail(new Failure(e));
            return;
        }
        Pool.Submit(key, exchange);
    }
}
