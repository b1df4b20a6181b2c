using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

// On its own: one page, from start to close.
public partial class HTTPClientFactory
{
    private Func<URI, IStreamClientEndpoint>? _endpoints;

    internal bool HasConnection => _live is not null || _connecting is not null;

    /// <summary>Gets the page, over connections that it opens itself.</summary>
    /// <param name="endpoints">How to reach a URL's origin; a redirect may lead to another.</param>
    /// <param name="clock">Measures <see cref="Timeout"/>.</param>
    internal void Start(Func<URI, IStreamClientEndpoint> endpoints, IReactorTime clock)
    {
        _endpoints = endpoints;
        if (Timeout is { } timeout)
            _page!.SetTimeout(timeout, clock); // A factory on its own has its page.
        Endpoint = endpoints(URI);
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
}
