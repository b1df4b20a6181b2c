namespace TwistedSharp.Defer;

/// <summary>What becomes of a Deferred when its Task ends.</summary>
internal static class TaskEnd
{
    /// <summary>Calls back where this call is made: on its thread if that runs a reactor by then, else on its
    /// SynchronizationContext.</summary>
    internal static void Await(Task task, Action then)
    {
        if (task.IsCompleted)
        {
            then();
            return;
        }
        task.GetAwaiter().OnCompleted(HomeThread.Comeback(then));
    }

    internal static void Fire(Deferred deferred, Task task) => Fire(deferred, task, static (d, _) => d.Callback());

    internal static void Fire<T>(Deferred<T> deferred, Task<T> task) =>
        Fire(deferred, task, static (d, t) => d.Callback(t.Result)); // Completed: this does not block.

    private static void Fire<TDeferred, TTask>(TDeferred deferred, TTask task, Action<TDeferred, TTask> succeed)
        where TDeferred : Deferred where TTask : Task
    {
        try
        {
            if (FailureOf(task) is { } failure)
                deferred.Errback(failure);
            else
                succeed(deferred, task);
        }
        catch (AlreadyCalledException e)
        {
            // Below is a thread of the pool, perhaps: what is thrown there ends the process.
            Log.Err(e, "A Task ended, but the Deferred that follows it had been fired by someone else");
        }
    }

    private static Failure? FailureOf(Task task) =>
        // Task.Run without the token ends in a failure where an async method ends cancelled; both mean the same.
        task.IsCanceled || task.Exception?.InnerException is OperationCanceledException and not CancelledException
            ? new Failure(new CancelledException("The Task was cancelled."))
        : task.Exception is { } e ? new Failure(e.InnerExceptions.Count == 1 ? e.InnerExceptions[0] : e)
        : null;
}
