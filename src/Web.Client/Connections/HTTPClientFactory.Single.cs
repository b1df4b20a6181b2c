using System.Runtime.CompilerServices;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

// On its own: one page, from start to close.
public partial class HTTPClientFactory
{
    private Func<URI, IStreamClientEndpoint>? _endpoints;

    /// <summary>The page, redirected to the same origin, that waits for the connector to be free.</summary>
    private PageExchange? _next;

    internal bool HasConnection => _state is LaneState.Connecting or LaneState.Connected;

    /// <summary>Gets the page, over connections that it opens itself.</summary>
    /// <param name="endpoints">How to reach a URL's origin; a redirect may lead to another.</param>
    /// <param name="clock">Measures <see cref="Timeout"/>.</param>
    internal void Start(Func<URI, IStreamClientEndpoint> endpoints, IReactorTime clock)
    {
        RequireFresh();
        Clock = clock;
        _endpoints = endpoints;
        Endpoint = endpoints(URI);
        StartTimer();
        Connect();
    }

    /// <summary>Gets the page over an agent's connections.</summary>
    /// <param name="router">Finds them.</param>
    /// <param name="clock">Measures <see cref="Timeout"/>.</param>
    /// <param name="options">What the request wants differently from others.</param>
    internal void Start(IExchangeRouter router, IReactorTime clock, RequestOptions? options)
    {
        var page = _page!; // Only lanes have none, and they are not started.
        Clock = clock;
        _options = options;
        _state = LaneState.Lent;
        Release();
        page.Readdress(MakeRequest(persistent: true));
        StartTimer();
        page.GoOver(router);
    }

    /// <summary>The page is somewhere else.</summary>
    internal void Follow(PageExchange page)
    {
        if (_endpoints is null && page.Request.URI.Origin == URI.Origin)
        {
            _next = page; // The connector is told of its lost connection after the getter, and can connect then.
            return;
        }
        if (_endpoints is null)
        {
            page.Fail(new Failure(new PageRedirectException(
                page.Status, page.ReasonPhrase, null, page.Request.URI.ToString(), "a factory given to ConnectTCP stays with its server; use MakeGetterFactory, GetPage or an Agent")));
            return;
        }
        Take(page);
        Endpoint = _endpoints(page.Request.URI);
        Connect();
    }

    /// <summary>Somebody else connects: this factory was given to ConnectTCP.</summary>
    private void ConnectingByHand()
    {
        if (_current is null)
            return; // Cancelled before it began, or a second time round: BuildProtocol will refuse.
        if (_state == LaneState.Fresh)
            StartTimer();
        _state = LaneState.Connecting;
    }

    private void RequireFresh([CallerMemberName] string what = "")
    {
        if (_state != LaneState.Fresh)
            throw new InvalidOperationException($"{what} needs a factory that has not connected yet, but {this} is {_state}.");
    }

    private bool FollowByHand(IConnector connector)
    {
        var next = _next;
        _next = null;
        if (next is null || !Waiting)
            return false;
        Take(next);
        connector.Connect();
        return true;
    }

    private void StartTimer()
    {
        if (Timeout is { } timeout && Clock is { } clock)
            _page?.SetTimeout(timeout, clock);
    }
}
