using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Many pages, fetched so many at a time and given as they come: <c>await foreach (var result in agent.RequestAll(urls))</c>.</summary>
/// <remarks>Nothing is asked before the first result is. Each walk asks for all pages anew. The URLs are taken one by one when there is room, so
/// there may be endlessly many.</remarks>
public sealed class PageSequence : IAsyncEnumerable<PageResult>
{
    private readonly Func<string, Deferred<string>> _request;
    private readonly IReactorTime _clock;
    private readonly IEnumerable<string> _urls;
    private readonly int _concurrency;

    internal PageSequence(IReactorTime clock, IEnumerable<string> urls, int concurrency, Func<string, Deferred<string>> request)
    {
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concurrency);
        _clock = clock;
        _urls = urls;
        _concurrency = concurrency;
        _request = request;
    }

    /// <summary>Begins a walk.</summary>
    /// <param name="cancellationToken">Ends the walk with <see cref="CancelledException"/>, from any thread.</param>
    public PageEnumerator GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new(Cooperator.Of(_clock), _urls.GetEnumerator(), _concurrency, _request, cancellationToken);

    IAsyncEnumerator<PageResult> IAsyncEnumerable<PageResult>.GetAsyncEnumerator(CancellationToken cancellationToken) =>
        GetAsyncEnumerator(cancellationToken);
}
