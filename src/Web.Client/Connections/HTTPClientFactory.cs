using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Gets pages from one origin over one connection: builds its <see cref="HTTPPageGetter"/> and keeps it
/// (twisted.web.client.HTTPClientFactory).</summary>
/// <remarks>On its own, as old code uses it (give it to ConnectTCP, or call GetPage), it gets one page and closes. Under an agent it is
/// a lane:
/// it stays, and takes the next URL of its origin with <see cref="SetURL"/> when the page before is done.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public partial class HTTPClientFactory : ClientFactory
{
    private readonly string _method;
    private IDictionary<string, string>? _cookies;
    private PageSettings _settings;
    private RequestOptions? _options;
    private Origin _home;

    /// <summary>A factory that gets one page.</summary>
    /// <param name="url">Where it is; http or https.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body, or null.</param>
    /// <param name="headers">Header fields to send; Host and User-Agent among them replace ours, Content-Length is ignored.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="timeout">How long the page may take, redirects included; null for no limit.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in. They are sent to this URL's origin only. A
    /// dictionary of its own when null.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more: 20 allows 19.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    public HTTPClientFactory(
        string url, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = PageSettings.LegacyAgent,
        TimeSpan? timeout = null, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
        bool afterFoundGet = false)
    {
        URI = ParsePageURI(url);
        _home = URI.Origin;
        RequestWriter.ValidateMethod(method);
        _method = method;
        Postdata = postdata;
        Timeout = timeout;
        Headers = headers;
        _cookies = cookies;
        _settings = new PageSettings
        {
            Agent = agent,
            FollowRedirect = followRedirect,
            RedirectLimit = redirectLimit,
            AfterFoundGet = afterFoundGet,
        };
        WantsHeaders = true;
        _page = new FactoryPage(this, MakeRequest(), _settings);
        Deferred = _page.Deferred;
        Take(_page);
    }

    /// <summary>A lane under a pool: it gets what the pool gives it.</summary>
    internal HTTPClientFactory(URI uri, IStreamClientEndpoint endpoint, ILaneOwner owner)
    {
        URI = uri;
        _method = "GET";
        _settings = PageSettings.Default;
        Endpoint = endpoint;
        Owner = owner;
        Deferred = NoPageYet;
    }

    private static Deferred<byte[]> NoPageYet { get; } = new();

    /// <summary>The URL it is getting, or got last.</summary>
    public string Url => URI.ToString();

    /// <summary>"http" or "https".</summary>
    public string Scheme => URI.Scheme;

    /// <summary>The host, in lower case.</summary>
    public string Host => URI.Host;

    /// <summary>The port.</summary>
    public int Port => URI.Port;

    /// <summary>The request target: path and query.</summary>
    public string Path => URI.OriginForm;

    /// <summary>The method; a redirect may have changed it.</summary>
    public string Method => _page?.Request.Method ?? _method;

    /// <summary>The header fields to send, as given.</summary>
    public Headers? Headers { get; }

    /// <summary>The User-Agent.</summary>
    public string Agent => _settings.Agent;

    /// <summary>The cookies to send, and those that the server has set, by name. They belong to the origin of the URL that was
    /// given.</summary>
    public IDictionary<string, string> Cookies => _cookies ??= new Dictionary<string, string>();

    /// <summary>Whether redirects are followed.</summary>
    public bool FollowRedirect
    {
        get => _settings.FollowRedirect;
        set => Change(_settings with { FollowRedirect = value });
    }

    /// <summary>The redirect that is not followed any more: 20 allows 19.</summary>
    public int RedirectLimit
    {
        get => _settings.RedirectLimit;
        set => Change(_settings with { RedirectLimit = value });
    }

    /// <summary>Whether 302 turns the method into GET.</summary>
    public bool AfterFoundGet
    {
        get => _settings.AfterFoundGet;
        set => Change(_settings with { AfterFoundGet = value });
    }

    /// <summary>How many redirects were followed.</summary>
    public int Redirects => _page?.Redirects ?? 0;

    /// <summary>The body to send, or null.</summary>
    public byte[]? Postdata { get; }

    /// <summary>How long the page may take, connecting and redirects included; null for no limit.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Measures <see cref="Timeout"/>. GetPage sets it; give it yourself before ConnectTCP, else there is no limit.</summary>
    public IReactorTime? Clock { get; set; }

    /// <summary>The status code of the last response; 0 before there is one.</summary>
    public int Status { get; private set; }

    /// <summary>The protocol version of the last response.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The reason phrase of the last response.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The header fields of the last response; null before there is one.</summary>
    public Headers? ResponseHeaders { get; private set; }

    /// <summary>Whether the page is still awaited.</summary>
    public bool Waiting => _page is { Deferred.Called: false };

    /// <summary>The page; fires when the connection that brought it is closed.</summary>
    public Deferred<byte[]> Deferred { get; private set; }

    internal URI URI { get; private set; }

    /// <summary>Whether anyone can ask for the response's headers; under an agent nobody can.</summary>
    internal bool WantsHeaders { get; private protected init; }

    /// <summary>Points the factory at another URL; a relative one keeps the origin. For a factory that has not connected yet.</summary>
    /// <param name="url">Absolute, or relative to the present one.</param>
    /// <exception cref="InvalidURIException">The URL is malformed.</exception>
    /// <exception cref="SchemeNotSupportedException">It is neither http nor https.</exception>
    /// <exception cref="InvalidOperationException">The page is being got, or has been.</exception>
    public void SetURL(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        RequireFresh();
        var target = URI.Join(url);
        URI = IsPageURI(target) ? target : throw new SchemeNotSupportedException(target.Scheme);
        _home = target.Origin;
        _page?.Readdress(MakeRequest());
    }

    /// <inheritdoc/>
    /// <returns>The getter; null when there is nothing to get any more.</returns>
    public override IProtocol? BuildProtocol(IAddress address)
    {
        if (_current is null && _state != LaneState.Connecting)
            return null;
        var getter = Protocol is null ? MakeGetter() : MadeGetter(Protocol());
        if (getter is null)
            return null;
        getter.Factory = this;
        getter.Owner = this;
        getter.Ordinal = Owner?.NextOrdinal() ?? ++_connections;
        return getter;
    }

    /// <summary>The page has come whole; tells who waits for it.</summary>
    /// <param name="body">It.</param>
    protected internal virtual void Page(byte[] body)
    {
        if (!Deferred.Called)
            Deferred.Callback(body);
    }

    /// <summary>The page cannot be had; tells who waits for it.</summary>
    /// <param name="reason">Why.</param>
    protected internal virtual void NoPage(Failure reason)
    {
        if (!Deferred.Called)
            Deferred.Errback(reason);
    }

    /// <summary>The status line is there.</summary>
    /// <param name="minorVersion">0 or 1, of HTTP/1.</param>
    /// <param name="status">The code.</param>
    /// <param name="message">The reason phrase.</param>
    protected internal virtual void GotStatus(int minorVersion, int status, string message)
    {
        Version = VersionName(minorVersion);
        Status = status;
        Message = message;
    }

    /// <summary>The header fields are there; keeps them, and the cookies they set.</summary>
    /// <param name="headers">They.</param>
    protected internal virtual void GotHeaders(Headers headers)
    {
        ResponseHeaders = headers;
        // Cookies belong to the origin they were given for: what another one sets on the way is not taken up.
        if (Owner is not null || URI.Origin != _home)
            return;
        foreach (var field in headers.GetRawHeaders("Set-Cookie") ?? [])
        {
            if (FieldText.Recoded(field) is not { } line)
                continue; // It could not be sent back as it came.
            var pair = line.AsSpan(0, line.IndexOf(';') is var end and >= 0 ? end : line.Length);
            var equals = pair.IndexOf('=');
            if (equals > 0)
                Cookies[pair[..equals].Trim().ToString()] = pair[(equals + 1)..].Trim().ToString();
        }
    }

    /// <summary>Makes the protocol for a connection, unless <see cref="Factory.Protocol"/> is set; override it, or set that, to get
    /// pages with a
    /// getter of your own.</summary>
    protected virtual HTTPPageGetter MakeGetter() => Owner is null ? new HTTPPageGetter() : Owner.MakeGetter();

    /// <inheritdoc/>
    public override void StartedConnecting(IConnector connector)
    {
        _connector = connector;
        ConnectingByHand();
    }

    /// <inheritdoc/>
    public override void ClientConnectionFailed(IConnector connector, Failure reason) => ConnectFailed(reason);

    /// <inheritdoc/>
    /// <remarks>Most losses reach the getter; this one hears of a connection that broke before its getter began.</remarks>
    public override void ClientConnectionLost(IConnector connector, Failure reason)
    {
        ArgumentNullException.ThrowIfNull(connector);
        if (!FollowByHand(connector))
            ConnectFailed(reason);
    }

    /// <summary>Its origin and what its connection does.</summary>
    public override string ToString() => $"<{GetType().Name} {URI.Origin} {(object?)_live ?? "unconnected"}>";

    internal static URI ParsePageURI(string url)
    {
        var uri = URI.Parse(url);
        return IsPageURI(uri) ? uri : throw new SchemeNotSupportedException(uri.Scheme);
    }

    /// <summary>Its page goes there now.</summary>
    internal void GoesTo(URI uri) => URI = uri;

    /// <summary>The request with the cookies of this moment: a redirect may have set some that the next page asks for.</summary>
    internal Request WithCookies(Request request)
    {
        if (_cookies is not { Count: > 0 } || request.URI.Origin != _home)
            return request;
        var headers = request.Headers?.Copy() ?? new Headers();
        // The caller's own Cookie header, once a redirect has led elsewhere, stays away for good; our cookies know where they belong.
        var own = headers.HasHeader("Cookie") ? Headers?.GetRawHeaders("Cookie") : null;
        // One line (RFC 6265 section 5.4), the caller's own first, as in Twisted.
        headers.SetRawHeader("Cookie", string.Join("; ", [.. own ?? [], .. _cookies.Select(c => $"{c.Key}={c.Value}")]));
        return new Request(request.Method, request.URI, headers, request.Body, request.Persistent, request.Options)
        {
            UserAgent = request.UserAgent,
        };
    }

    internal static string VersionName(int minorVersion) => minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1";

    private static bool IsPageURI(URI uri) => uri.Scheme is "http" or "https";

    private Request MakeRequest(bool persistent = false) => WithCookies(
        new(_method, URI, Headers, Postdata is null ? null : new BytesBodyProducer(Postdata), persistent, _options) { UserAgent = Agent });

    private static HTTPPageGetter? MadeGetter(IProtocol? made) => made is null or HTTPPageGetter
        ? (HTTPPageGetter?)made
        : throw new InvalidOperationException(
            $"A page is got by an {nameof(HTTPPageGetter)}, but {nameof(Protocol)} made a {made.GetType().Name}.");

    private void Change(PageSettings settings)
    {
        _settings = settings;
        _page?.Settings = settings;
    }
}
