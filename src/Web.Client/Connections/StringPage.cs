using System.Text;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>A page as text, for <c>RequestString</c>.</summary>
internal sealed class StringPage : PageExchange
{
    private readonly IExchangeRouter _router;
    private string _text = "";

    internal StringPage(Request request, PageSettings settings, IExchangeRouter router) : base(request, settings)
    {
        _router = router;
        Deferred = new Deferred<string>(this);
    }

    internal Deferred<string> Deferred { get; }

    private protected override void KeepPage(ref BodyBuffer body, Encoding encoding) => _text = body.TakeString(encoding);

    private protected override void TellPage() => Deferred.Callback(_text);

    private protected override void TellFailure(Failure reason)
    {
        if (!Deferred.Called)
            Deferred.Errback(reason);
    }

    private protected override void Follow() => _router.Submit(this);
}

/// <summary>Finds a way for an exchange by its request's URI.</summary>
internal interface IExchangeRouter
{
    void Submit(Exchange exchange);
}
