using System.Diagnostics;
using Nito.Collections;

namespace TwistedSharp.Defer;

/// <summary>Items that wait for somebody to take them, or takers that wait for an item; first in, first out
/// (twisted.internet.defer.DeferredQueue).</summary>
/// <typeparam name="T">The items' type.</typeparam>
/// <remarks>It is for one thread, the reactor's.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DeferredQueue<T>
{
    private readonly WaitingLine<T> _line = new();
    private readonly Deque<T> _items = [];

    /// <summary>An empty queue.</summary>
    /// <param name="size">How many items may be in it, zero or more; null for any number. An item that goes to somebody who waits does not
    /// count: zero means that somebody must be waiting.</param>
    /// <param name="backlog">How many may wait for an item, zero or more; null for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is negative.</exception>
    public DeferredQueue(int? size = null, int? backlog = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size ?? 0, nameof(size));
        ArgumentOutOfRangeException.ThrowIfNegative(backlog ?? 0, nameof(backlog));
        Size = size;
        Backlog = backlog;
    }

    /// <summary>How many items may be in it; null for any number.</summary>
    public int? Size { get; }

    /// <summary>How many may wait for an item; null for any number.</summary>
    public int? Backlog { get; }

    /// <summary>How many items are in it (the length of Twisted's pending).</summary>
    public int Pending => _items.Count;

    /// <summary>How many wait for an item (the length of Twisted's waiting).</summary>
    public int Waiting => _line.Count;

    /// <summary>Gives an item to the one that has waited longest, before this returns, or keeps it for the next
    /// <see cref="Get()"/>.</summary>
    /// <param name="item">The item; a <see cref="Failure"/> fails the Deferred of the one who takes it.</param>
    /// <exception cref="QueueOverflowException">Nobody waits, and the queue is full.</exception>
    /// <exception cref="ArgumentException">The item is a Deferred: no Deferred can have it as its value.</exception>
    public void Put(T item)
    {
        // Now: once somebody has left the line for it, he would wait for ever.
        if (item is Deferred)
            throw new ArgumentException($"{item} cannot be an item of {this}: a Deferred cannot be fired with a Deferred.", nameof(item));
        if (_line.TryTakeFirst(out var first))
            first.Callback(item);
        else if (Pending < (Size ?? int.MaxValue))
            _items.AddToBack(item);
        else
            throw new QueueOverflowException($"{this} is full.");
    }

    /// <summary>Takes the oldest item.</summary>
    /// <returns>A Deferred that fires with it: at once if there is one, else in its turn. Cancelling it while it waits takes it out of the
    /// line, so that no item is lost on it; after that it does nothing.</returns>
    /// <exception cref="QueueUnderflowException">There is no item, and no more may wait.</exception>
    public Deferred<T> Get() =>
        Pending > 0 ? Deferred.Succeed(_items.TakeFirst())
        : Waiting < (Backlog ?? int.MaxValue) ? _line.Join()
        : throw new QueueUnderflowException($"{this} has no item, and no more may wait for one.");

    /// <inheritdoc cref="Get()"/>
    /// <param name="cancellationToken">Cancels the wait, from any thread; one that is cancelled already takes no item.</param>
    public Deferred<T> Get(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Deferred.Fail<T>(new CancelledException());
        var item = Get();
        item.CancelOn(cancellationToken);
        return item;
    }

    /// <summary>All items from now on: <c>await foreach (var item in queue.ReadAll())</c>.</summary>
    /// <param name="cancellationToken">Ends the reading with <see cref="CancelledException"/>, from any thread.</param>
    /// <returns>A sequence without an end. An item leaves the queue when the loop gets it and not before: whoever breaks off, or is
    /// cancelled, leaves the rest to others.</returns>
    public QueueItems<T> ReadAll(CancellationToken cancellationToken = default) => new(this, cancellationToken);

    /// <summary>Its state in words.</summary>
    public override string ToString() =>
        $"<DeferredQueue of {typeof(T).Name}, {Count(Pending, Size)} pending, {Count(Waiting, Backlog)} waiting>";

    private static string Count(int now, int? limit) => limit is null ? $"{now}" : $"{now} of {limit}";
}
