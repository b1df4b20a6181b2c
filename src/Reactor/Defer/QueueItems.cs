using System.Threading.Tasks.Sources;

namespace TwistedSharp.Defer;

/// <summary>The items of a <see cref="DeferredQueue{T}"/>, taken one by one by an <c>await foreach</c>.</summary>
/// <typeparam name="T">The items' type.</typeparam>
/// <remarks>Each step is a Deferred, where other sequences have a ValueTask: a loop in an <c>async Deferred</c> method goes on inline when
/// an item is put, and a cancellation of that method reaches the wait, so that no item goes to a loop that has been given up. Everything
/// else sees an ordinary <see cref="IAsyncEnumerable{T}"/>.</remarks>
public sealed class QueueItems<T> : IAsyncEnumerable<T>
{
    private readonly DeferredQueue<T> _queue;
    private readonly CancellationToken _cancellationToken;

    internal QueueItems(DeferredQueue<T> queue, CancellationToken cancellationToken)
    {
        _queue = queue;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Starts to read.</summary>
    /// <param name="cancellationToken">Ends the reading, beside the token that ReadAll was given.</param>
    public Enumerator GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new(_queue, _cancellationToken, cancellationToken);

    IAsyncEnumerator<T> IAsyncEnumerable<T>.GetAsyncEnumerator(CancellationToken cancellationToken) =>
        GetAsyncEnumerator(cancellationToken);

    /// <summary>One reader.</summary>
    public sealed class Enumerator : IAsyncEnumerator<T>, IValueTaskSource<bool>
    {
        private readonly DeferredQueue<T> _queue;
        private readonly CancellationToken _ofReadAll;
        private readonly CancellationToken _ofLoop;
        private readonly Func<T, bool> _keep;
        private Deferred<bool>? _step;
        private ManualResetValueTaskSourceCore<bool> _asTask;

        internal Enumerator(DeferredQueue<T> queue, CancellationToken ofReadAll, CancellationToken ofLoop)
        {
            _queue = queue;
            _ofReadAll = ofReadAll;
            _ofLoop = ofLoop;
            _keep = Keep;
        }

        /// <summary>The item that the last step took.</summary>
        public T Current { get; private set; } = default!; // Nobody asks before the first step.

        /// <summary>Takes the next item; the name is the one that <c>await foreach</c> looks for.</summary>
        /// <returns>A Deferred that fires with true when <see cref="Current"/> is there.</returns>
        /// <exception cref="InvalidOperationException">The step before still waits.</exception>
        /// <exception cref="QueueUnderflowException">There is no item, and no more may wait.</exception>
        public Deferred<bool> MoveNextAsync()
        {
            if (_step is { Called: false })
                throw new InvalidOperationException($"A reader of {_queue} takes one step at a time, and the last one still waits.");
            if (_ofReadAll.IsCancellationRequested || _ofLoop.IsCancellationRequested)
                return Deferred.Fail<bool>(new CancelledException());
            var item = _queue.Get();
            item.CancelOn(_ofReadAll);
            item.CancelOn(_ofLoop);
            return _step = item.AddCallback(_keep);
        }

        ValueTask<bool> IAsyncEnumerator<T>.MoveNextAsync()
        {
            // A ValueTask made of a Task would go on on the thread pool where somebody says ConfigureAwait(false), and take the next step
            // there. On this source the loop goes on inline, as on a Deferred.
            var step = MoveNextAsync();
            _asTask.Reset();
            step.AddCallbacks(isThere => _asTask.SetResult(isThere), failure => _asTask.SetException(failure.Value));
            return new ValueTask<bool>(this, _asTask.Version);
        }

        bool IValueTaskSource<bool>.GetResult(short token) => _asTask.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _asTask.GetStatus(token);

        void IValueTaskSource<bool>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _asTask.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

        /// <summary>Gives up a step that still waits, so that no item goes to it.</summary>
        public ValueTask DisposeAsync()
        {
            _step?.Cancel();
            return default;
        }

        private bool Keep(T item)
        {
            Current = item;
            return true;
        }
    }
}
