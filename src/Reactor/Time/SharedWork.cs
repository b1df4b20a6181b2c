using System.Collections;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Several tasks over one iterator; stands behind <see cref="Cooperator.ForEach"/>.</summary>
/// <remarks>There are no more of them than it takes: one that comes to wait brings the next, so that a limit of a million costs
/// nothing.</remarks>
internal sealed class SharedWork<T>(IEnumerator<T> items, Func<T, Deferred?> work, Cooperator cooperator, int concurrency) : ICanceller
{
    private readonly IEnumerator<T> _items = items;
    private readonly Func<T, Deferred?> _work = work;
    private readonly Cooperator _cooperator = cooperator;
    private readonly int _concurrency = concurrency;
    private readonly List<Worker> _workers = [];
    private Deferred? _whole;
    private int _unfinished = 1; // One for Start, until there is a worker.
    private int _undisposed = 1;
    private bool _hasEnded;

    public void Cancel()
    {
        // First, so that the cancelled work counts as heard and not as the first failure.
        _hasEnded = true;
        foreach (var worker in _workers)
            worker.Current?.Cancel();
        StopWorkers();
    }

    internal Deferred Start()
    {
        var whole = _whole = new Deferred(this);
        AddWorker();
        Disposed();
        Finished(null);
        return whole;
    }

    private void AddWorker()
    {
        if (_hasEnded || _workers.Count == _concurrency)
            return;
        var worker = new Worker(this);
        _workers.Add(worker);
        _unfinished++;
        _undisposed++;
        worker.Task = _cooperator.Cooperate(worker);
        worker.Task.WhenDone().AddBoth((Outcome<IEnumerator<Deferred?>> outcome) => Finished(outcome.Failure));
    }

    private void Finished(Failure? failure)
    {
        _unfinished--;
        if (_hasEnded || (failure is null && _unfinished > 0))
            return;
        _hasEnded = true;
        if (failure is null)
        {
            _whole!.Callback(); // Set by Start, before the first worker.
            return;
        }
        StopWorkers();
        _whole!.Errback(failure);
    }

    private void StopWorkers()
    {
        foreach (var worker in _workers)
        {
            if (worker.Task is { HasEnded: false } task)
                task.Stop();
        }
    }

    /// <summary>The items are disposed with the last worker: until then one may be taking an item.</summary>
    private void Disposed()
    {
        if (--_undisposed == 0)
            _items.Dispose();
    }

    /// <summary>Takes the next item, and yields the work on it. Not an iterator method: it must hear of its end also when it never made a
    /// step.</summary>
    private sealed class Worker(SharedWork<T> shared) : IEnumerator<Deferred?>
    {
        /// <summary>The work it waits for.</summary>
        public Deferred? Current { get; private set; }

        object? IEnumerator.Current => Current;

        internal CooperativeTask? Task { get; set; }

        public bool MoveNext()
        {
            Current = null;
            if (!shared._items.MoveNext())
                return false;
            Current = shared._work(shared._items.Current);
            if (Current is { Chain.IsSettled: false })
                shared.AddWorker();
            return true;
        }

        public void Reset() => throw new NotSupportedException("The items are shared and are taken once.");

        public void Dispose() => shared.Disposed();
    }
}
