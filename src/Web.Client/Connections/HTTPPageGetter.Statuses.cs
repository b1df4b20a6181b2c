using System.Text;

namespace TwistedSharp.Web.Client;

/// <content>What each status means. Twisted finds a subclass's handleStatus_NNN by its name; here every final status that is registered
/// (RFC 9110
/// section 15, RFC 4918, 6585, 7725, 8470) has a hook to override, and <see cref="HandleStatusCode"/> sees all others.</content>
public partial class HTTPPageGetter
{
    private Refusal? _refusal;

    /// <summary>Picks the hook for the status; those without one of their own are errors (<see cref="HandleStatusDefault"/>).</summary>
    /// <param name="status">The code.</param>
    protected virtual void HandleStatusCode(int status)
    {
        switch (status)
        {
            case 200: HandleStatus_200(); break;
            case 201: HandleStatus_201(); break;
            case 202: HandleStatus_202(); break;
            case 203: HandleStatus_203(); break;
            case 204: HandleStatus_204(); break;
            case 205: HandleStatus_205(); break;
            case 206: HandleStatus_206(); break;
            case 300: HandleStatus_300(); break;
            case 301: HandleStatus_301(); break;
            case 302: HandleStatus_302(); break;
            case 303: HandleStatus_303(); break;
            case 304: HandleStatus_304(); break;
            case 305: HandleStatus_305(); break;
            case 307: HandleStatus_307(); break;
            case 308: HandleStatus_308(); break;
            case 400: HandleStatus_400(); break;
            case 401: HandleStatus_401(); break;
            case 402: HandleStatus_402(); break;
            case 403: HandleStatus_403(); break;
            case 404: HandleStatus_404(); break;
            case 405: HandleStatus_405(); break;
            case 406: HandleStatus_406(); break;
            case 407: HandleStatus_407(); break;
            case 408: HandleStatus_408(); break;
            case 409: HandleStatus_409(); break;
            case 410: HandleStatus_410(); break;
            case 411: HandleStatus_411(); break;
            case 412: HandleStatus_412(); break;
            case 413: HandleStatus_413(); break;
            case 414: HandleStatus_414(); break;
            case 415: HandleStatus_415(); break;
            case 416: HandleStatus_416(); break;
            case 417: HandleStatus_417(); break;
            case 421: HandleStatus_421(); break;
            case 422: HandleStatus_422(); break;
            case 423: HandleStatus_423(); break;
            case 424: HandleStatus_424(); break;
            case 425: HandleStatus_425(); break;
            case 426: HandleStatus_426(); break;
            case 428: HandleStatus_428(); break;
            case 429: HandleStatus_429(); break;
            case 431: HandleStatus_431(); break;
            case 451: HandleStatus_451(); break;
            case 500: HandleStatus_500(); break;
            case 501: HandleStatus_501(); break;
            case 502: HandleStatus_502(); break;
            case 503: HandleStatus_503(); break;
            case 504: HandleStatus_504(); break;
            case 505: HandleStatus_505(); break;
            case 507: HandleStatus_507(); break;
            case 511: HandleStatus_511(); break;
            default: HandleStatusDefault(); break;
        }
    }

    /// <summary>200 OK: the page; a download's file is opened.</summary>
    protected virtual void HandleStatus_200()
    {
        if (Page is { IsDownload: true } page)
            page.Begin(isPartial: false, Headers);
    }

    /// <summary>201 Created: a page.</summary>
    protected virtual void HandleStatus_201() => HandleStatus_200();

    /// <summary>202 Accepted: a page.</summary>
    protected virtual void HandleStatus_202() => HandleStatus_200();

    /// <summary>203 Non-Authoritative Information: an error.</summary>
    protected virtual void HandleStatus_203() => HandleStatusDefault();

    /// <summary>204 No Content: an empty page.</summary>
    protected virtual void HandleStatus_204() => HandleStatus_200();

    /// <summary>205 Reset Content: an error.</summary>
    protected virtual void HandleStatus_205() => HandleStatusDefault();

    /// <summary>206 Partial Content: the part of the file that a download asked for; an error for other pages.</summary>
    protected virtual void HandleStatus_206()
    {
        if (Page is { IsDownload: true } page)
            page.Begin(isPartial: true, Headers);
        else
            HandleStatusDefault();
    }

    /// <summary>300 Multiple Choices: an error.</summary>
    protected virtual void HandleStatus_300() => HandleStatusDefault();

    /// <summary>301 Moved Permanently: asked again there, with the same method.</summary>
    protected virtual void HandleStatus_301() => Redirect(Page.Request.Method);

    /// <summary>302 Found: as 301, or as 303 when <see cref="AfterFoundGet"/> is set.</summary>
    protected virtual void HandleStatus_302()
    {
        if (AfterFoundGet)
            HandleStatus_303();
        else
            HandleStatus_301();
    }

    /// <summary>303 See Other: asked there with GET (HEAD stays HEAD), without the body.</summary>
    protected virtual void HandleStatus_303() => Redirect(Page.Request.Method == "HEAD" ? "HEAD" : "GET", keepsBody: false);

    /// <summary>304 Not Modified: an error.</summary>
    protected virtual void HandleStatus_304() => HandleStatusDefault();

    /// <summary>305 Use Proxy: an error.</summary>
    protected virtual void HandleStatus_305() => HandleStatusDefault();

    /// <summary>307 Temporary Redirect: asked again there, with the same method and body.</summary>
    protected virtual void HandleStatus_307() => Redirect(Page.Request.Method);

    /// <summary>308 Permanent Redirect: asked again there, with the same method and body.</summary>
    protected virtual void HandleStatus_308() => Redirect(Page.Request.Method);

    /// <summary>400 Bad Request: an error.</summary>
    protected virtual void HandleStatus_400() => HandleStatusDefault();

    /// <summary>401 Unauthorized: an error.</summary>
    protected virtual void HandleStatus_401() => HandleStatusDefault();

    /// <summary>402 Payment Required: an error.</summary>
    protected virtual void HandleStatus_402() => HandleStatusDefault();

    /// <summary>403 Forbidden: an error.</summary>
    protected virtual void HandleStatus_403() => HandleStatusDefault();

    /// <summary>404 Not Found: an error.</summary>
    protected virtual void HandleStatus_404() => HandleStatusDefault();

    /// <summary>405 Method Not Allowed: an error.</summary>
    protected virtual void HandleStatus_405() => HandleStatusDefault();

    /// <summary>406 Not Acceptable: an error.</summary>
    protected virtual void HandleStatus_406() => HandleStatusDefault();

    /// <summary>407 Proxy Authentication Required: an error.</summary>
    protected virtual void HandleStatus_407() => HandleStatusDefault();

    /// <summary>408 Request Timeout: an error.</summary>
    protected virtual void HandleStatus_408() => HandleStatusDefault();

    /// <summary>409 Conflict: an error.</summary>
    protected virtual void HandleStatus_409() => HandleStatusDefault();

    /// <summary>410 Gone: an error.</summary>
    protected virtual void HandleStatus_410() => HandleStatusDefault();

    /// <summary>411 Length Required: an error.</summary>
    protected virtual void HandleStatus_411() => HandleStatusDefault();

    /// <summary>412 Precondition Failed: an error.</summary>
    protected virtual void HandleStatus_412() => HandleStatusDefault();

    /// <summary>413 Content Too Large: an error.</summary>
    protected virtual void HandleStatus_413() => HandleStatusDefault();

    /// <summary>414 URI Too Long: an error.</summary>
    protected virtual void HandleStatus_414() => HandleStatusDefault();

    /// <summary>415 Unsupported Media Type: an error.</summary>
    protected virtual void HandleStatus_415() => HandleStatusDefault();

    /// <summary>416 Range Not Satisfiable: success for a download that is complete already (HEAD asks when the server does not say),
    /// else an error.</summary>
    protected virtual void HandleStatus_416()
    {
        if (!Page.HasAll(Parser.Head))
            HandleStatusDefault();
    }

    /// <summary>417 Expectation Failed: an error.</summary>
    protected virtual void HandleStatus_417() => HandleStatusDefault();

    /// <summary>421 Misdirected Request: an error.</summary>
    protected virtual void HandleStatus_421() => HandleStatusDefault();

    /// <summary>422 Unprocessable Content: an error.</summary>
    protected virtual void HandleStatus_422() => HandleStatusDefault();

    /// <summary>423 Locked: an error.</summary>
    protected virtual void HandleStatus_423() => HandleStatusDefault();

    /// <summary>424 Failed Dependency: an error.</summary>
    protected virtual void HandleStatus_424() => HandleStatusDefault();

    /// <summary>425 Too Early: an error.</summary>
    protected virtual void HandleStatus_425() => HandleStatusDefault();

    /// <summary>426 Upgrade Required: an error.</summary>
    protected virtual void HandleStatus_426() => HandleStatusDefault();

    /// <summary>428 Precondition Required: an error.</summary>
    protected virtual void HandleStatus_428() => HandleStatusDefault();

    /// <summary>429 Too Many Requests: an error.</summary>
    protected virtual void HandleStatus_429() => HandleStatusDefault();

    /// <summary>431 Request Header Fields Too Large: an error.</summary>
    protected virtual void HandleStatus_431() => HandleStatusDefault();

    /// <summary>451 Unavailable For Legal Reasons: an error.</summary>
    protected virtual void HandleStatus_451() => HandleStatusDefault();

    /// <summary>500 Internal Server Error: an error.</summary>
    protected virtual void HandleStatus_500() => HandleStatusDefault();

    /// <summary>501 Not Implemented: an error.</summary>
    protected virtual void HandleStatus_501() => HandleStatusDefault();

    /// <summary>502 Bad Gateway: an error.</summary>
    protected virtual void HandleStatus_502() => HandleStatusDefault();

    /// <summary>503 Service Unavailable: an error.</summary>
    protected virtual void HandleStatus_503() => HandleStatusDefault();

    /// <summary>504 Gateway Timeout: an error.</summary>
    protected virtual void HandleStatus_504() => HandleStatusDefault();

    /// <summary>505 HTTP Version Not Supported: an error.</summary>
    protected virtual void HandleStatus_505() => HandleStatusDefault();

    /// <summary>507 Insufficient Storage: an error.</summary>
    protected virtual void HandleStatus_507() => HandleStatusDefault();

    /// <summary>511 Network Authentication Required: an error.</summary>
    protected virtual void HandleStatus_511() => HandleStatusDefault();

    /// <summary>Any other status: an error.</summary>
    protected virtual void HandleStatusDefault() => Failed = true;

    private void Redirect(string method, bool keepsBody = true)
    {
        var page = Page;
        if (!Parser.Head.TryGet("location"u8, out var bytes) || bytes.IsEmpty)
        {
            HandleStatusDefault();
            return;
        }
        var location = Encoding.Latin1.GetString(bytes);
        URI? target = null;
        var refusal = Headers.GetRawHeaders("Location") is { Count: > 1 } several && several.Any(l => l != several[0])
            ? new Refusal(location, "there is more than one Location")
            : RefusalOf(page, location, keepsBody, FollowRedirect, out target);
        if (refusal is null)
            page.RedirectTo(target!, method, keepsBody); // Not refused: there is a target.
        _refusal = refusal;
        Failed = refusal is not null;
    }

    private static Refusal? RefusalOf(PageExchange page, string location, bool keepsBody, bool follows, out URI? target)
    {
        target = null;
        if (!follows)
            return new Refusal(location, "");
        if (page.Redirects + 1 >= page.Settings.RedirectLimit)
            return new Refusal(location, null);
        try
        {
            target = page.Request.URI.Join(RedirectFields.Encoded(location));
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
