using System.Globalization;
using System.Text;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>The one page of a factory, as bytes or in a download's file: over connections that the factory makes, or over an
/// agent's.</summary>
internal sealed class FactoryPage : PageExchange
{
    private readonly HTTPClientFactory _factory;
    private readonly HTTPDownloader? _download;
    private IExchangeRouter? _router;
    private Action? _whenGone;
    private byte[] _bytes = [];
    private bool _goesIntoFile;
    private long? _announced;

    /// <summary>The 416 that did not say how long the page is, while HEAD asks for that.</summary>
    private WebErrorException? _unsatisfied;

    internal FactoryPage(HTTPClientFactory factory, Request request, PageSettings settings) : base(request, settings)
    {
        _factory = factory;
        _download = factory as HTTPDownloader;
        Deferred = new Deferred<byte[]>(this);
    }

    internal Deferred<byte[]> Deferred { get; }

    internal override HTTPClientFactory Factory => _factory;

    internal override bool IsDownload => _download is not null;

    /// <summary>The factory was pointed at another URL, before anything was sent.</summary>
    internal void Readdress(Request request) => Replace(request);

    /// <summary>It goes over others' connections from now on.</summary>
    internal void GoOver(IExchangeRouter router)
    {
        _router = router;
        router.Submit(this);
    }

    /// <summary>The last connection is closed; what was kept back until then is told now (Twisted 11.1's _waitForDisconnect).</summary>
    internal void ConnectionGone()
    {
        var then = _whenGone;
        _whenGone = null;
        if (then is not null)
            Guarded(then);
    }

    internal override void HeadReceived(HTTP11ClientProtocol connection, ResponseParser parser)
    {
        _goesIntoFile = false;
        _announced = parser.ContentLength;
        base.HeadReceived(connection, parser);
    }

    internal override void Begin(bool isPartial, Headers headers)
    {
        if (_download is null)
            throw new InvalidOperationException($"{_factory} is no download.");
        // HEAD has no body to put there, and what is there stays.
        if (Request.Method == "HEAD")
        {
            if (_unsatisfied is { } unsatisfied && headers.GetFirst("Content-Length")?.Trim() != Invariant(_download.RequestedPartial))
                FailWith(unsatisfied);
            return;
        }
        if (_download.Begin(isPartial, ReasonPhrase, headers, _announced) is { } exceeded)
            GiveUp(exceeded);
        else
            _goesIntoFile = true;
    }

    internal override bool HasAll(ResponseHead head)
    {
        if (_download is not { RequestedPartial: > 0 } || Request.Method != "GET")
            return false;
        if (head.TryGet("content-range"u8, out var value))
            return ContentRange.TryParse(Encoding.Latin1.GetString(value), out var range) && range.Total == _download.RequestedPartial;
        // Apache does not say; the field is optional (RFC 9110 section 15.5.17).
        _unsatisfied = new WebErrorException(Status, ReasonPhrase);
        AskNext(PageRedirects.ForLength(Request));
        return true;
    }

    internal override void FailWith(Exception error) => base.FailWith(_unsatisfied ?? error);

    internal override void BodyReceived(ReadOnlySpan<byte> data)
    {
        if (!_goesIntoFile)
            base.BodyReceived(data);
        else if (_download!.Exceeded(data.Length) is { } exceeded) // It goes into one.
            GiveUp(exceeded);
        else
            _download.Receive(data);
    }

    private protected override void KeepPage(ref BodyBuffer body, Encoding encoding)
    {
        if (_download is null)
            _bytes = body.TakeBytes();
        else
            _download.End(ReasonPhrase);
    }

    private protected override void TellPage() => WhenGone(() => _factory.Page(_bytes));

    private protected override void TellFailure(Failure reason) => WhenGone(() => _factory.NoPage(reason));

    private protected override void Follow()
    {
        if (_router is null)
        {
            WhenGone(() => _factory.Follow(this));
            return;
        }
        _factory.GoesTo(Request.URI);
        _router.Submit(this);
    }

    private protected override Request Redirected(Request request) => _factory.WithCookies(request);

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void WhenGone(Action then)
    {
        if (_factory.HasConnection)
            _whenGone = then;
        else
            Guarded(then);
    }

    /// <summary>What it tells is overridden by users, and reaches a redirect's server by their endpoints.</summary>
    private void Guarded(Action then)
    {
        try
        {
            then();
        }
        catch (Exception e) when (!Deferred.Called)
        {
            Deferred.Errback(e);
        }
        catch (Exception e)
        {
            Log.Err(e, $"{_factory} failed after its page was told");
        }
    }
}
