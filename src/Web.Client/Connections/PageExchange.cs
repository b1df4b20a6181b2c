using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>An exchange whose user wants the page and nothing else: redirects are followed, a status that is not success is an error.</summary>
/// <remarks>The page getter's hooks decide what the response means and say so here (<see cref="Succeed"/>, <see cref="FailWith"/>,
/// <see cref="RedirectTo"/>); the user hears of it in <see cref="Fire"/>.</remarks>
internal abstract class PageExchange(Request request, PageSettings settings) : Exchange(request)
{
    /// <summary>A redirect's own page is read up to here so that its connection can be kept; beyond, closing is cheaper.</summary>
    private const int MaxRedirectBodyBytes = 64 << 10;

    private enum Verdict
    {
        Undecided,
        Page,
        Error,
        Redirect,
        Told,
    }

    private Verdict _verdict;
    private Failure? _failure;
    private DelayedCall? _timer;
    private Encoding _encoding = Encoding.UTF8;
    private BodyBuffer _body;

    /// <summary>Set before the request is sent only.</summary>
    internal PageSettings Settings { get; set; } = settings;

    /// <summary>The factory whose page it is, if it is one's.</summary>
    internal virtual HTTPClientFactory? Factory => null;

    /// <summary>Whether the body goes into a file.</summary>
    internal virtual bool IsDownload => false;

    internal int Status { get; private set; }

    internal string ReasonPhrase { get; private set; } = "";

    internal int MinorVersion { get; private set; }

    internal int Redirects { get; private set; }

    internal bool IsRedirecting => _verdict == Verdict.Redirect;

    internal ReadOnlySpan<byte> Body => _body.Written;

    /// <summary>Gives the whole page, redirects included, this long.</summary>
    internal void SetTimeout(TimeSpan timeout, IReactorTime clock) => _timer = clock.CallLater(timeout, () =>
    {
        var reason = new TimeoutException($"Getting {Request.URI} took longer than {timeout.TotalSeconds:0.###} seconds.");
        if (Carrier is HTTPClientFactory { Live: HTTPPageGetter getter })
            getter.TimedOut(this, reason);
        else
            GiveUp(reason);
    });

    public override void Cancel() => GiveUp(new CancelledException());

    /// <summary>Asks for something else, before the request has gone anywhere.</summary>
    private protected void Replace(Request request) => Request = request;

    internal override void HeadReceived(HTTP11ClientProtocol connection, ResponseParser parser)
    {
        var head = parser.Head;
        Status = head.Status;
        ReasonPhrase = head.ReasonPhrase;
        MinorVersion = head.MinorVersion;
        _encoding = head.TryGet("content-type"u8, out var type) ? Charset.FromContentType(type) : Encoding.UTF8;
        _body.Release();
        _body = new BodyBuffer(Settings.MaxBytes, parser.ContentLength);
    }

    internal override void BodyReceived(ReadOnlySpan<byte> data)
    {
        if (IsRedirecting && _body.Length + data.Length > MaxRedirectBodyBytes)
        {
            Carrier?.Abandon(this);
            Fire();
        }
        else if (!_body.TryAppend(data))
        {
            Carrier?.Abandon(this);
            Tell(new Failure(_body.TooLarge()));
        }
    }

    internal override void Complete()
    {
        if (_verdict == Verdict.Undecided)
            Succeed();
    }

    /// <summary>A download's body begins: all of the page, or the part that was asked for.</summary>
    internal virtual void Begin(bool isPartial, Headers headers) => throw new InvalidOperationException($"{this} is no download.");

    /// <summary>Whether a 416 is no error: a download has all of the page already, or asks further.</summary>
    internal virtual bool HasAll(ResponseHead head) => false;

    /// <summary>The page is what came; called when the body is whole.</summary>
    internal void Succeed()
    {
        _verdict = Verdict.Page;
        KeepPage(ref _body, _encoding);
    }

    /// <summary>The response is an error, or a redirect that is not followed.</summary>
    internal virtual void FailWith(Exception error)
    {
        _verdict = Verdict.Error;
        _failure = new Failure(error);
    }

    /// <summary>The page is somewhere else.</summary>
    /// <param name="target">Where.</param>
    /// <param name="method">How to ask there.</param>
    /// <param name="keepsBody">Whether the request's body goes there too.</param>
    internal void RedirectTo(URI target, string method, bool keepsBody)
    {
        Redirects++;
        AskNext(Redirected(PageRedirects.Next(Request, target, method, keepsBody)));
    }

    internal override void Fire()
    {
        var verdict = _verdict;
        _body.Release();
        switch (verdict)
        {
            case Verdict.Redirect:
                _verdict = Verdict.Undecided;
                Follow();
                break;
            case Verdict.Error:
                Tell(_failure!); // Set with the verdict.
                break;
            case Verdict.Page:
                _verdict = Verdict.Told;
                StopTimer();
                TellPage();
                break;
        }
    }

    internal override void Fail(Failure reason)
    {
        // Where to go on is known; nobody misses the rest of the redirect's own page.
        if (IsRedirecting && reason.Check<ResponseFailedException>())
        {
            Fire();
            return;
        }
        // The page broke off: what came of it is worth having (PartialDownloadError).
        if (Status != 0 && reason.Value is ResponseFailedException { Reasons: var reasons }
            && reasons.Any(r => r.Value is DataLossException or PotentialDataLossException))
            reason = new Failure(new PartialDownloadException(Status, ReasonPhrase, _body.Written.ToArray(), reasons[^1]));
        Tell(reason);
    }

    /// <summary>Closes what it travels on, and fails.</summary>
    internal void GiveUp(Exception why)
    {
        Carrier?.Abandon(this);
        Tell(new Failure(why));
    }

    /// <summary>The response's own page is of no interest; this is asked next.</summary>
    private protected void AskNext(Request request)
    {
        _verdict = Verdict.Redirect;
        Request = request;
    }

    /// <summary>Turns the body into what the user wants, while it is there.</summary>
    private protected abstract void KeepPage(ref BodyBuffer body, Encoding encoding);

    private protected abstract void TellPage();

    private protected abstract void TellFailure(Failure reason);

    /// <summary>Sends the request on, to where the redirect pointed.</summary>
    private protected abstract void Follow();

    /// <summary>Has the last word on the request that follows a redirect.</summary>
    private protected virtual Request Redirected(Request request) => request;

    private void Tell(Failure reason)
    {
        if (_verdict == Verdict.Told)
            return;
        _verdict = Verdict.Told;
        _body.Release();
        StopTimer();
        TellFailure(reason);
    }

    private void StopTimer()
    {
        if (_timer is { Active: true } timer)
            timer.Cancel();
        _timer = null;
    }
}
