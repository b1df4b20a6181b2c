using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <content>getPage and downloadPage over kept connections.</content>
public sealed partial class Agent
{
    /// <summary>Gets a page, with getPage's arguments, over a connection that is kept (<see cref="Pages.GetPage"/> makes one for each
    /// page).</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="timeout">How long it may take, waiting for a connection and redirects included; null for no limit but the
    /// budget's.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in. They go to this URL's origin only.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more: 20 allows 19.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    /// <param name="options">What this page wants differently from others; nothing when null.</param>
    /// <returns>The page's bytes. Fails as <see cref="RequestString"/> does. Cancelling aborts the connection.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    public Deferred<byte[]> GetPage(
        string url, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = PageSettings.LegacyAgent,
        TimeSpan? timeout = null, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
        bool afterFoundGet = false, RequestOptions? options = null) =>
        Start(
            new HTTPClientFactory(url, method, postdata, headers, agent, timeout, cookies, followRedirect, redirectLimit, afterFoundGet),
            options);

    /// <summary>Gets a page into a file, with downloadPage's arguments, over a connection that is kept.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="file">The file's name; it is opened when the page begins to come.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="supportPartial">Whether to ask only for what an existing file lacks.</param>
    /// <param name="timeout">How long it may take, waiting for a connection and redirects included; null for no limit but the
    /// budget's.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in. They go to this URL's origin only.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more: 20 allows 19.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    /// <param name="options">What this page wants differently from others; nothing when null.</param>
    /// <param name="maxBytes">How large the file may become; null for what the disk takes (<see cref="HTTPDownloader.MaxBytes"/>).</param>
    /// <returns>Fires when the file is complete and closed. Fails as <see cref="GetPage"/> does, with
    /// <see cref="DownloadFileException"/> when the
    /// file cannot be written, and with <see cref="ContentRangeException"/> when another part comes than was asked for.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    public Deferred DownloadPage(
        string url, string file, string method = "GET", byte[]? postdata = null, Headers? headers = null,
        string agent = HTTPDownloader.DefaultDownloadAgent, bool supportPartial = false, TimeSpan? timeout = null,
        IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20, bool afterFoundGet = false,
        RequestOptions? options = null, long? maxBytes = null)
    {
        var download = new HTTPDownloader(
            url, file, method, postdata, headers, agent, supportPartial, timeout, cookies, followRedirect, redirectLimit, afterFoundGet)
        {
            MaxBytes = maxBytes,
        };
        return Start(download, options).AddCallback(_ => { });
    }

    /// <summary>Gets a page into a stream, with downloadPage's arguments, over a connection that is kept.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="file">Where it goes; closed at the end.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="timeout">How long it may take, waiting for a connection and redirects included; null for no limit but the
    /// budget's.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in. They go to this URL's origin only.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more: 20 allows 19.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    /// <param name="options">What this page wants differently from others; nothing when null.</param>
    /// <param name="maxBytes">How large the file may become; null for what the disk takes (<see cref="HTTPDownloader.MaxBytes"/>).</param>
    /// <returns>Fires when the stream is complete and closed. Fails as <see cref="GetPage"/> does, and with
    /// <see cref="DownloadFileException"/>
    /// when the stream cannot be written.</returns>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    public Deferred DownloadPage(
        string url, Stream file, string method = "GET", byte[]? postdata = null, Headers? headers = null,
        string agent = HTTPDownloader.DefaultDownloadAgent, TimeSpan? timeout = null, IDictionary<string, string>? cookies = null,
        bool followRedirect = true, int redirectLimit = 20, bool afterFoundGet = false, RequestOptions? options = null, long? maxBytes = null)
    {
        var download = new HTTPDownloader(
            url, file, method, postdata, headers, agent, timeout, cookies, followRedirect, redirectLimit, afterFoundGet)
        {
            MaxBytes = maxBytes,
        };
        return Start(download, options).AddCallback(_ => { });
    }

    private Deferred<byte[]> Start(HTTPClientFactory factory, RequestOptions? options)
    {
        factory.Start(this, _clock, options);
        return factory.Deferred;
    }
}
