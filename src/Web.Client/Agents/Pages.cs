using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>One page, one connection: the oldest way to use the web (twisted.web.client.getPage and downloadPage).</summary>
/// <remarks>Each call opens a connection and closes it. An <see cref="Agent"/> keeps connections.</remarks>
public static class Pages
{
    /// <summary>Gets a page.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="url">Where it is.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="timeout">How long it may take, redirects included; null for no limit.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more: 20 allows 19.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    /// <param name="policy">Which servers to trust for https; the system's certificate authorities when null.</param>
    /// <returns>The page's bytes, when its connection is closed. Fails with <see cref="WebErrorException"/> for an error status. Cancelling
    /// aborts the connection.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    public static Deferred<byte[]> GetPage(
        IReactor reactor, string url, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = PageSettings.DefaultAgent,
        TimeSpan? timeout = null, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
        bool afterFoundGet = false, IPolicyForHTTPS? policy = null) =>
        Start(reactor, new HTTPClientFactory(url, method, postdata, headers, agent, timeout, cookies, followRedirect, redirectLimit, afterFoundGet), policy);

    /// <summary>Gets a page into a file.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="url">Where it is.</param>
    /// <param name="file">The file's name; it is opened when the page begins to come.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="supportPartial">Whether to ask only for what an existing file lacks.</param>
    /// <param name="timeout">How long it may take, redirects included; null for no limit.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    /// <param name="policy">Which servers to trust for https; the system's certificate authorities when null.</param>
    /// <returns>Fires when the file is complete and closed; fails as <see cref="GetPage"/> does, or with an <see cref="IOException"/> of the file.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    public static Deferred DownloadPage(
        IReactor reactor, string url, string file, string method = "GET", byte[]? postdata = null, Headers? headers = null,
        string agent = PageSettings.DefaultAgent, bool supportPartial = false, TimeSpan? timeout = null, IDictionary<string, string>? cookies = null,
        bool followRedirect = true, int redirectLimit = 20, bool afterFoundGet = false, IPolicyForHTTPS? policy = null)
    {
        var downloader = new HTTPDownloader(
            url, file, method, postdata, headers, agent, supportPartial, timeout, cookies, followRedirect, redirectLimit, afterFoundGet);
        return Start(reactor, downloader, policy).AddCallback(_ => { });
    }

    private static Deferred<byte[]> Start(IReactor reactor, HTTPClientFactory factory, IPolicyForHTTPS? policy)
    {
        var route = new StandardEndpoints(reactor, null, null, policy);
        factory.Start(route.EndpointForURI, reactor);
        return factory.Deferred;
    }
}
