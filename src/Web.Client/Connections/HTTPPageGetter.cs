namespace TwistedSharp.Web.Client;

/// <summary>The connection that knows what getting a page means (twisted.web.client.HTTPPageGetter). It does not close its transport after a response.</summary>
/// <remarks>A subclass overrides the hooks, which come in this order for each page: <see cref="HandleStatus"/>, <see cref="HandleHeader"/> for each field,
/// <see cref="HandleEndHeaders"/>, <see cref="HandleStatusCode"/> (and from it <c>HandleStatus_NNN</c>), <see cref="HandleResponsePart"/> for each
/// piece of the body, <see cref="HandleResponseEnd"/> and <see cref="HandleResponse"/>. A response that is not a page (Agent.Request) passes
/// by them all. A factory builds it by its Protocol or MakeGetter, an agent's pool by <see cref="HTTPConnectionPool.Getter"/>.</remarks>
/// <param name="limits">What a server may send; null for the defaults.</param>
public partial class HTTPPageGetter(WireLimits? limits = null) : HTTP11ClientProtocol(null, limits)
{
    private PageExchange? _page;
    private ResponseParser? _parser;
    private Headers? _headers;
    private long _received;

    /// <summary>Whether the page so far is an error; the status hooks set it.</summary>
    protected bool Failed { get; set; }

    /// <summary>Whether redirects are followed; set anew for each page, as its caller wants it.</summary>
    protected bool FollowRedirect { get; set; } = true;

    /// <summary>Whether 302 turns the method into GET; set anew for each page, as its caller wants it.</summary>
    protected bool AfterFoundGet { get; set; }

    /// <summary>The protocol version of the page, such as "HTTP/1.1".</summary>
    protected string Version => HTTPClientFactory.VersionName(Page.MinorVersion);

    /// <summary>The status code of the page.</summary>
    protected int Status => Page.Status;

    /// <summary>The reason phrase of the page.</summary>
    protected string Message => Page.ReasonPhrase;

    /// <summary>The header fields of the page's response.</summary>
    protected Headers Headers => _headers ??= Parser.Head.ToHeaders();

    /// <summary>How many bytes of the body are still to come; null when the server did not say how many there are.</summary>
    protected long? Length => Parser.ContentLength - _received;

    /// <summary>The factory whose page this is; under an agent, for its RequestString, the lane.</summary>
    protected HTTPClientFactory? ClientFactory => _page?.Factory ?? Factory as HTTPClientFactory;

    private ResponseParser Parser => _parser ?? throw new InvalidOperationException($"{this} is getting no page now.");

    private PageExchange Page => _page ?? throw new InvalidOperationException($"{this} is getting no page now.");

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        base.ConnectionMade();
        (Factory as HTTPClientFactory)?.GetterConnected(this);
    }

    private protected sealed override void HeadReceived(Exchange exchange, ResponseParser parser)
    {
        base.HeadReceived(exchange, parser);
        if (exchange is not PageExchange page)
            return;
        _page = page;
        _parser = parser;
        _headers = null;
        _received = 0;
        Failed = false;
        FollowRedirect = page.Settings.FollowRedirect;
        AfterFoundGet = page.Settings.AfterFoundGet;
        _refusal = null;
        var head = parser.Head;
        HandleStatus(head.MinorVersion, head.Status, head.ReasonPhrase);
        for (var i = 0; i < head.Count; i++)
            HandleHeader(head.Name(i), head.Value(i));
        HandleEndHeaders();
        HandleStatusCode(head.Status);
    }

    private protected sealed override void BodyReceived(Exchange exchange, ReadOnlySpan<byte> data)
    {
        if (exchange is PageExchange)
        {
            _received += data.Length;
            HandleResponsePart(data);
        }
        else
        {
            base.BodyReceived(exchange, data);
        }
    }

    private protected sealed override void ResponseEnded(Exchange exchange)
    {
        if (exchange is PageExchange page)
        {
            HandleResponseEnd();
            page.Complete();
            _page = null;
        }
        else
        {
            base.ResponseEnded(exchange);
        }
    }

    /// <summary>The status line is there.</summary>
    /// <param name="minorVersion">0 or 1, of HTTP/1.</param>
    /// <param name="status">The code.</param>
    /// <param name="message">The reason phrase.</param>
    protected virtual void HandleStatus(int minorVersion, int status, string message) => ClientFactory?.GotStatus(minorVersion, status, message);

    /// <summary>A header field is there.</summary>
    /// <param name="name">Its name as sent, valid during the call.</param>
    /// <param name="value">Its value, valid during the call.</param>
    protected virtual void HandleHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) { }

    /// <summary>All header fields are there.</summary>
    protected virtual void HandleEndHeaders()
    {
        if (ClientFactory is { WantsHeaders: true } factory)
            factory.GotHeaders(Headers);
    }

    /// <summary>A piece of the body is there.</summary>
    /// <param name="data">Valid during the call.</param>
    protected virtual void HandleResponsePart(ReadOnlySpan<byte> data) => Page.BodyReceived(data);

    /// <summary>The response is complete.</summary>
    protected virtual void HandleResponseEnd()
    {
        if (!Page.IsRedirecting)
            HandleResponse(Page.Body);
    }

    /// <summary>The whole body is there: gives the page, or the error, to who asked for it.</summary>
    /// <param name="body">Valid during the call.</param>
    protected virtual void HandleResponse(ReadOnlySpan<byte> body)
    {
        if (Failed)
            Page.FailWith(_refusal?.WithBody(Page, body.ToArray()) ?? new WebErrorException(Status, Message, body.ToArray()));
    }

    /// <summary>The page's time is over: ends the connection and fails the page. An override that does neither gives it more.</summary>
    /// <param name="reason">What the page is to fail with.</param>
    protected virtual void Timeout(TimeoutException reason) => Page.GiveUp(reason);

    /// <summary>The page that this getter carries, whether its answer has begun or not, has used its time up.</summary>
    internal void TimedOut(PageExchange page, TimeoutException reason)
    {
        _page = page;
        try
        {
            Timeout(reason);
        }
        catch (Exception e)
        {
            page.GiveUp(e);
        }
    }
}
