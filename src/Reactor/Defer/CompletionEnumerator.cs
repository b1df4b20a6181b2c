namespace TwistedSharp.Defer;

/// <summary>One walk over the outcomes of several Deferreds, in the order in which they end.</summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <remarks>
/// Theory. Each child carries one link, which notes its result and its place in the order; the walk hands them out. A failure counts as
/// handled when it is handed out, not when it is noted: one that nobody came to see is still the child's own.
///
/// <c>await foreach</c> takes the members of this class, so that a wait is a Deferred: the loop goes on inline where a child fires, and
/// cancelling an <c>async Deferred</c> method reaches the wait. Whoever sees the interface only, as after <c>WithCancellation</c>, waits
/// for Tasks.
/// </remarks>
public sealed class CompletionEnumerator<T> : IAsyncEnumerator<(int Index, Outcome<T> Outcome)>
{
    private readonly Deferred[] _children;
    private readonly object?[] _results;
    private readonly int[] _order;
    private readonly int _home = HomeThread.Current;
    private readonly SynchronizationContext? _context;
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;
    private WaitCanceller? _canceller;
    private Deferred<bool>? _waiting;
    private int _ended;
    private int _given;
    private bool _isDisposed;

    internal CompletionEnumerator(Deferred[] children, CancellationToken token)
    {
        _children = children;
        _results = new object?[children.Length];
        _order = new int[children.Length];
        for (var i = 0; i < children.Length; i++)
            children[i].Chain.AddPassing(new Ended(this, i));
        _context = SynchronizationContext.Current;
        _token = token;
        _registration = token.UnsafeRegister(static state => ((CompletionEnumerator<T>)state!).OnToken(), this);
    }

    /// <summary>The outcome that <see cref="MoveNextAsync"/> found, and the index of its Deferred in the order given.</summary>
    public (int Index, Outcome<T> Outcome) Current { get; private set; }

    /// <summary>Waits for the next Deferred to end.</summary>
    /// <returns>Whether there is one; false when all have been given. Cancelling it stops this wait and leaves the Deferreds
    /// alone.</returns>
    /// <exception cref="InvalidOperationException">The wait before this one is not over.</exception>
    /// <exception cref="ObjectDisposedException">The walk is over.</exception>
    public Deferred<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_waiting is not null)
            throw new InvalidOperationException("MoveNextAsync while it waits already: await the wait before it first.");
        if (_token.IsCancellationRequested)
            return Deferred.Fail<bool>(Stopped());
        if (_given == _children.Length)
            return Deferred.Succeed(false);
        if (_given == _ended)
            return _waiting = new Deferred<bool>(_canceller ??= new WaitCanceller(this));
        Give();
        return Deferred.Succeed(true);
    }

    /// <summary>Ends the walk; the Deferreds that were not given go their own way.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        // Not Dispose, which waits for a callback that is running elsewhere.
        _registration.Unregister();
        EndWait();
        return ValueTask.CompletedTask;
    }

    ValueTask<bool> IAsyncEnumerator<(int Index, Outcome<T> Outcome)>.MoveNextAsync() => new(MoveNextAsync().AsTask());

    private static CancelledException Stopped() => new("Waiting for the next Deferred was cancelled.");

    /// <summary>The token may be cancelled on any thread; the wait belongs to the one that walks.</summary>
    private void OnToken()
    {
        // First the reactor: it may run by now where there was no context when the walk began.
        if (HomeThread.TryPost(_home, EndWait))
            return;
        if (_context is null || _context.Equals(SynchronizationContext.Current))
            EndWait();
        else
            _context.Post(static state => ((CompletionEnumerator<T>)state!).EndWait(), this);
    }

    private void EndWait()
    {
        var waiting = _waiting;
        _waiting = null;
        waiting?.Errback(Stopped());
    }

    private void Note(int index, object? result)
    {
        _results[index] = result;
        _order[_ended++] = index;
        if (_waiting is not { } waiting)
            return;
        _waiting = null;
        Give();
        waiting.Callback(true);
    }

    private void Give()
    {
        var index = _order[_given++];
        var result = _results[index];
        Current = (index, new Outcome<T>(result));
        // The child may have got rid of the failure meanwhile, and have another one by now.
        var chain = _children[index].Chain;
        if (result is Failure && ReferenceEquals(chain.Result, result))
            chain.MarkFailureSeen();
    }

    private sealed class Ended(CompletionEnumerator<T> enumerator, int index) : Link
    {
        internal override object? Run(object? result)
        {
            enumerator.Note(index, result);
            return result;
        }
    }

    private sealed class WaitCanceller(CompletionEnumerator<T> enumerator) : ICanceller
    {
        // The wait then fails by itself.
        public void Cancel() => enumerator._waiting = null;
    }
}
