using System.Text;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>The one page of a factory on its own, as bytes.</summary>
internal sealed class FactoryPage : PageExchange
{
    private readonly HTTPClientFactory _factory;
    private Action? _whenGone;
    private byte[] _bytes = [];

    internal FactoryPage(HTTPClientFactory factory, Request request, PageSettings settings) : base(request, settings)
    {
        _factory = factory;
        Deferred = new Deferred<byte[]>(this);
    }

    internal Deferred<byte[]> Deferred { get; }

    /// <summary>The factory was pointed at another URL, before anything was sent.</summary>
    internal void Readdress(Request request) => Replace(request);

    /// <summary>The last connection is closed; what was kept back until then is told now (Twisted 11.1's _waitForDisconnect).</summary>
    internal void ConnectionGone()
    {
        var then = _whenGone;
        _whenGone = null;
        if (then is not null)
            Guarded(then);
    }

    private protected override void KeepPage(ref BodyBuffer body, Encoding encoding) => _bytes = body.TakeBytes();

    private protected override void TellPage() => WhenGone(() => _factory.Page(_bytes));

    private protected override void TellFailure(Failure reason) => WhenGone(() => _factory.NoPage(reason));

    private protected override void Follow() => WhenGone(() => _factory.Follow(this));

    private protected override Request Redirected(Request request) => _factory.WithCookies(request);

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
