using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

// On its own: one page, from start to close.
public partial class HTTPClientFactory
{
    private Func<URI, IStreamClientEndpoint>? _endpoints;

    internal bool HasConnection => _state is LaneState.Connecting or LaneState.Connected;

    /// <summary>Gets the page, over connections that it opens itself.</summary>
    /// <param name="endpoints">How to reach a URL's origin; a redirect may lead to another.</param>
    /// <param name="clock">Measures <see cref="Timeout"/>.</param>
    internal void Start(Func<URI, IStreamClientEndpoint> endpoints, IReactorTime clock)
    {
        Clock = clock;
        _endpoints = endpoints;
        Endpoint = endpoints(URI);
        StartTimer();
        Connect();
    }

    /// <summary>The page is somewhere else.</summary>
    internal void Follow(PageExchange page)
    {
        if (_endpoints is null)
        {
            page.Fail(new Failure(new PageRedirectException(
                page.Status, page.ReasonPhrase, null, page.Request.URI.ToString(), "a factory given to ConnectTCP cannot go elsewhere; use GetPage or an Agent")));
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

    private void StartTimer()
    {
        if (Timeout is { } timeout && Clock is { } clock)
            _page?.SetTimeout(timeout, clock);
    }
}
