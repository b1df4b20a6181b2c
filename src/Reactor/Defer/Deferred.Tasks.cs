namespace TwistedSharp.Defer;

/// <content>The bridges to Tasks and tokens; <c>await</c> is in DeferredAwaiter, <c>async Deferred</c> in DeferredMethodBuilder.</content>
public partial class Deferred
{
    /// <summary>A Task that ends as this Deferred does, for code that awaits Tasks; its continuations run on their own scheduler, not
    /// inline.</summary>
    /// <remarks>The result stays here for callbacks added later. A failure becomes the Task's exception and counts as handled here; a
    /// <see cref="CancelledException"/> makes the Task a cancelled one. Source: Deferred.asFuture.</remarks>
    /// <param name="cancellationToken">Cancels this Deferred, as <see cref="CancelOn"/> does.</param>
    public Task AsTask(CancellationToken cancellationToken = default)
    {
        TokenLink.Add(Chain, cancellationToken);
        return TaskLink<object?>.Add(Chain, hasValue: false, cancellationToken);
    }

    /// <summary>Cancels this Deferred when the token is cancelled before the callbacks added so far have run.</summary>
    /// <remarks>The token may be cancelled on any thread: the cancellation comes home to the thread, or the SynchronizationContext, of this
    /// call.</remarks>
    /// <param name="cancellationToken">The token to listen to.</param>
    /// <returns>This Deferred.</returns>
    public Deferred CancelOn(CancellationToken cancellationToken)
    {
        TokenLink.Add(Chain, cancellationToken);
        return this;
    }

    /// <summary>Follows a Task: fires when it ends, on the SynchronizationContext of this call (the reactor's, inside a
    /// callback).</summary>
    /// <remarks>Cancelling the Deferred leaves the Task alone; to cancel the work, hand in a function that takes a token. Source:
    /// Deferred.fromFuture.</remarks>
    /// <param name="task">The Task; a cancelled one fails the Deferred with <see cref="CancelledException"/>.</param>
    public static Deferred FromTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var deferred = new Deferred();
        TaskEnd.Await(task, () => TaskEnd.Fire(deferred, task));
        return deferred;
    }

    /// <inheritdoc cref="FromTask(Task)"/>
    /// <typeparam name="T">The value's type.</typeparam>
    public static Deferred<T> FromTask<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var deferred = new Deferred<T>();
        TaskEnd.Await(task, () => TaskEnd.Fire(deferred, task));
        return deferred;
    }

    /// <summary>Starts a Task that can be cancelled, and follows it: <see cref="Cancel"/> cancels its token and then waits for what the Task
    /// makes of it.</summary>
    /// <remarks>The end is the Task's: <see cref="CancelledException"/> when it obeys, its value or failure when it was faster. Cancelling again
    /// ends the Deferred without it. An exception thrown by the function itself is a failure too. Source: Deferred.fromFuture.</remarks>
    /// <param name="start">Takes the token, returns the Task.</param>
    public static Deferred FromTask(Func<CancellationToken, Task> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var work = new CancellableTask();
        return work.Follow(new Deferred(work), start, TaskEnd.Fire);
    }

    /// <inheritdoc cref="FromTask(Func{CancellationToken, Task})"/>
    /// <typeparam name="T">The value's type.</typeparam>
    public static Deferred<T> FromTask<T>(Func<CancellationToken, Task<T>> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var work = new CancellableTask();
        return work.Follow(new Deferred<T>(work), start, TaskEnd.Fire);
    }
}
