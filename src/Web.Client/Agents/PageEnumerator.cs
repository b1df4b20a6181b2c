using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>One walk over many pages.</summary>
/// <remarks>
/// Theory. It is the idiom of Twisted's Cooperator: several cooperative tasks share one iterator of work, and each waits for its page before
/// it takes the next URL. A result that nobody has taken yet keeps its task's place, so that a slow reader holds the fetching up and not
/// the memory.
///
/// <c>await foreach</c> takes the members of this class: a wait is a Deferred, and the loop goes on inline where a page comes.
/// </remarks>
public sealed class PageEnumerator : IAsyncEnumerator<PageResult>
{
    private readonly Cooperator _cooperator;
    private readonly IEnumerator<string> _urls;
    private readonly int _concurrency;
    private readonly Func<string, Deferred<string>> _request;
    private readonly CancellationToken _token;
    private readonly List<CooperativeTask> _workers = [];
    private readonly HashSet<Deferred<string>> _underWay = [];
    private readonly Queue<(PageResult Result, Deferred Place)> _ready = [];
    private Deferred<bool>? _waiting;
    private Failure? _broken;
    private int _working;
    private Progress _state;

    internal PageEnumerator(
        Cooperator cooperator, IEnumerator<string> urls, int concurrency, Func<string, Deferred<string>> request, CancellationToken token)
    {
        _cooperator = cooperator;
        _urls = urls;
        _concurrency = concurrency;
        _request = request;
        _token = token;
    }

    private enum Progress
    {
        Fresh,
        Walking,
        Disposed,
    }

    /// <summary>The result that <see cref="MoveNextAsync"/> found.</summary>
    public PageResult Current { get; private set; }

    /// <summary>Waits for the next page, whichever it is.</summary>
    /// <returns>Whether there is one; false when all have been given. Fails with what the sequence of URLs threw. Cancelling it stops this wait.</returns>
    /// <exception cref="InvalidOperationException">The wait before this one is not over.</exception>
    /// <exception cref="ObjectDisposedException">The walk is over.</exception>
    public Deferred<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_state == Progress.Disposed, this);
        if (_waiting is not null)
            throw new InvalidOperationException("MoveNextAsync while it waits already: await the wait before it first.");
        if (_state == Progress.Fresh)
            Begin();
        if (_ready.TryDequeue(out var next))
        {
            Current = next.Result;
            next.Place.Callback();
            return Deferred.Succeed(true);
        }
        if (_working == 0)
            return _broken is null ? Deferred.Succeed(false) : Deferred.Fail<bool>(_broken);
        var waiting = _waiting = new Deferred<bool>(_ => _waiting = null);
        return _token.CanBeCanceled ? waiting.CancelOn(_token) : waiting;
    }

    /// <summary>Ends the walk; pages under way are cancelled.</summary>
    public ValueTask DisposeAsync()
    {
        if (_state == Progress.Disposed)
            return ValueTask.CompletedTask;
        _state = Progress.Disposed;
        foreach (var worker in _workers)
            worker.Stop();
        _workers.Clear();
        foreach (var page in _underWay.ToArray())
            page.Cancel();
        _urls.Dispose();
        _waiting?.Cancel();
        return ValueTask.CompletedTask;
    }

    ValueTask<bool> IAsyncEnumerator<PageResult>.MoveNextAsync() => new(MoveNextAsync().AsTask());

    private void Begin()
    {
        _state = Progress.Walking;
        _working = _concurrency;
        for (var i = 0; i < _concurrency; i++)
        {
            var worker = _cooperator.Cooperate(Work());
            _workers.Add(worker);
            worker.WhenDone().AddCallbacks(_ => WorkerDone(worker, null), failure => WorkerDone(worker, failure));
        }
    }

    private IEnumerable<Deferred?> Work()
    {
        // Once the sequence has thrown, or ended, it is not asked again.
        while (_broken is null && _urls.MoveNext())
            yield return Fetch(_urls.Current);
    }

    /// <summary>Fires when its result has been taken, or there is no one to take it.</summary>
    private Deferred Fetch(string url)
    {
        Deferred<string> page;
        try
        {
            page = _request(url);
        }
        catch (Exception e)
        {
            return Hand(new PageResult(url, null, new Failure(e)));
        }
        _underWay.Add(page);
        var taken = new Deferred();
        page.AddBoth(outcome =>
        {
            _underWay.Remove(page);
            if (_state == Progress.Disposed)
                return;
            Hand(outcome.Failure is { } failure ? new PageResult(url, null, failure) : new PageResult(url, outcome.Value, null))
                .AddCallback(() => taken.Callback());
        });
        return taken;
    }

    private Deferred Hand(PageResult result)
    {
        if (_waiting is { } waiting)
        {
            _waiting = null;
            Current = result;
            waiting.Callback(true);
            return Deferred.Succeed();
        }
        var place = new Deferred();
        _ready.Enqueue((result, place));
        return place;
    }

    private void WorkerDone(CooperativeTask worker, Failure? failure)
    {
        if (_state == Progress.Disposed)
            return;
        _workers.Remove(worker);
        _working--;
        _broken ??= failure;
        if (_working > 0 || _waiting is not { } waiting)
            return;
        _waiting = null;
        if (_broken is null)
            waiting.Callback(false);
        else
            waiting.Errback(_broken);
    }
}
