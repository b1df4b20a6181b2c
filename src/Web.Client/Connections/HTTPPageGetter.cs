using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>The connection that knows what getting a page means (twisted.web.client.HTTPPageGetter). It does not close its transport after a response.</summary>
/// <remarks>A subclass overrides the hooks, which come in this order for each page: <see cref="HandleStatus"/>, <see cref="HandleHeader"/> for each field,
/// <see cref="HandleEndHeaders"/>, <see cref="HandleStatusCode"/> (and from it <c>HandleStatus_NNN</c>), <see cref="HandleResponsePart"/> for each
/// piece of the body, <see cref="HandleResponseEnd"/> and <see cref="HandleResponse"/>. A response that is not a page (Agent.Request) passes
/// by them all. To treat a status of one's own, override HandleStatusCode.</remarks>
public class HTTPPageGetter(WireLimits? limits = null) : HTTP11ClientProtocol(null, limits)
{
    private PageExchange? _page;
    private ResponseParser? _parser;
    private Refusal? _refusal;

    /// <summary>Whether the page so far is an error; the status hooks set it.</summary>
    protected bool Failed { get; set; }

    /// <summary>The status code of the page.</summary>
    protected int Status => Page.Status;

    /// <summary>The reason phrase of the page.</summary>
    protected string Message => Page.ReasonPhrase;

    /// <summary>The factory that built this getter.</summary>
    protected HTTPClientFactory? ClientFactory => Factory as HTTPClientFactory;

    private PageExchange Page => _page ?? throw new InvalidOperationException($"{this} is getting no page now.");

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        base.ConnectionMade();
        ClientFactory?.GetterConnected(this);
    }

    private protected sealed override void HeadReceived(Exchange exchange, ResponseParser parser)
    {
        base.HeadReceived(exchange, parser);
        if (exchange is not PageExchange page)
            return;
        _page = page;
        _parser = parser;
        Failed = false;
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
            HandleResponsePart(data);
        else
            base.BodyReceived(exchange, data);
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
            factory.GotHeaders(ResponseHeaders());
    }

    /// <summary>Picks the hook for the status; those without one of their own are errors (<see cref="HandleStatusDefault"/>).</summary>
    /// <param name="status">The code.</param>
    protected virtual void HandleStatusCode(int status)
    {
        switch (status)
        {
            case 200:
                HandleStatus_200();
                break;
            case 201:
                HandleStatus_201();
                break;
            case 202:
                HandleStatus_202();
                break;
            case 204:
                HandleStatus_204();
                break;
            case 301:
                HandleStatus_301();
                break;
            case 302:
                HandleStatus_302();
                break;
            case 303:
                HandleStatus_303();
                break;
            case 307:
                HandleStatus_307();
                break;
            case 308:
                HandleStatus_308();
                break;
            default:
                HandleStatusDefault();
                break;
        }
    }

    /// <summary>200 OK: the page.</summary>
    protected virtual void HandleStatus_200() { }

    /// <summary>201 Created: a page.</summary>
    protected virtual void HandleStatus_201() => HandleStatus_200();

    /// <summary>202 Accepted: a page.</summary>
    protected virtual void HandleStatus_202() => HandleStatus_200();

    /// <summary>204 No Content: an empty page.</summary>
    protected virtual void HandleStatus_204() => HandleStatus_200();

    /// <summary>301 Moved Permanently: asked again there, with the same method.</summary>
    protected virtual void HandleStatus_301() => Redirect(Page.Request.Method);

    /// <summary>302 Found: as 301, or as 303 when afterFoundGet is set.</summary>
    protected virtual void HandleStatus_302()
    {
        if (Page.Settings.AfterFoundGet)
            HandleStatus_303();
        else
            HandleStatus_301();
    }

    /// <summary>303 See Other: asked there with GET (HEAD stays HEAD), without the body.</summary>
    protected virtual void HandleStatus_303() => Redirect(Page.Request.Method == "HEAD" ? "HEAD" : "GET", keepsBody: false);

    /// <summary>307 Temporary Redirect: asked again there, with the same method and body.</summary>
    protected virtual void HandleStatus_307() => Redirect(Page.Request.Method);

    /// <summary>308 Permanent Redirect: asked again there, with the same method and body.</summary>
    protected virtual void HandleStatus_308() => Redirect(Page.Request.Method);

    /// <summary>Any other status: an error.</summary>
    protected virtual void HandleStatusDefault() => Failed = true;

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

    private protected Headers ResponseHeaders() => _parser!.Head.ToHeaders(); // Called from hooks, after a head.

    private void Redirect(string method, bool keepsBody = true)
    {
        var page = Page;
        if (!_parser!.Head.TryGet("location"u8, out var bytes) || bytes.IsEmpty) // Called from hooks, after a head.
        {
            HandleStatusDefault();
            return;
        }
        var location = Encoding.Latin1.GetString(bytes);
        var refusal = RefusalOf(page, location, keepsBody, out var target);
        if (refusal is null)
            page.RedirectTo(target!, method, keepsBody); // Not refused: there is a target.
        _refusal = refusal;
        Failed = refusal is not null;
    }

    private static Refusal? RefusalOf(PageExchange page, string location, bool keepsBody, out URI? target)
    {
        target = null;
        if (!page.Settings.FollowRedirect)
            return new Refusal(location, "");
        if (page.Redirects + 1 >= page.Settings.RedirectLimit)
            return new Refusal(location, null);
        try
        {
            target = page.Request.URI.Join(location);
        }
        catch (InvalidURIException e)
        {
            return new Refusal(location, e.Message);
        }
        if (target.Scheme is not ("http" or "https"))
            return new Refusal(location, "only http and https are followed");
        if (page.Request.URI.IsSecure && !target.IsSecure)
            return new Refusal(location, "it leads from https to http");
        if (keepsBody && page.Request.Body is not (null or BytesBodyProducer))
            return new Refusal(location, "the request's body cannot be produced again");
        return null;
    }

    /// <summary>A redirect that is not followed; its own page is still to come.</summary>
    /// <param name="Location">Where it points.</param>
    /// <param name="Why">Why not; null when there were too many before it.</param>
    private sealed record Refusal(string Location, string? Why)
    {
        internal PageRedirectException WithBody(PageExchange page, byte[] body) => Why is null
            ? new InfiniteRedirectionException(page.Status, page.ReasonPhrase, body, Location)
            : new PageRedirectException(page.Status, page.ReasonPhrase, body, Location, Why);
    }
}
