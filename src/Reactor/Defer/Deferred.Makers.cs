namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>A Deferred that has ended well already (defer.succeed).</summary>
    public static Deferred Succeed()
    {
        var deferred = new Deferred();
        deferred.Callback();
        return deferred;
    }

    /// <summary>A Deferred that has its value already (defer.succeed).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    public static Deferred<T> Succeed<T>(T value)
    {
        var deferred = new Deferred<T>();
        deferred.Callback(value);
        return deferred;
    }

    /// <summary>A Deferred that has failed already (defer.fail).</summary>
    /// <param name="exception">What went wrong.</param>
    public static Deferred Fail(Exception exception)
    {
        var deferred = new Deferred();
        deferred.Errback(exception);
        return deferred;
    }

    /// <summary>A Deferred that has failed already (defer.fail).</summary>
    /// <typeparam name="T">The type of the value it does not have.</typeparam>
    /// <param name="exception">What went wrong.</param>
    public static Deferred<T> Fail<T>(Exception exception) => Fail<T>(new Failure(exception));

    /// <summary>A Deferred that has failed already (defer.fail).</summary>
    /// <typeparam name="T">The type of the value it does not have.</typeparam>
    /// <param name="failure">What went wrong.</param>
    public static Deferred<T> Fail<T>(Failure failure)
    {
        var deferred = new Deferred<T>();
        deferred.Errback(failure);
        return deferred;
    }

    /// <summary>Follows a Task: fires when it ends, on the SynchronizationContext of this call (the reactor's, inside a
    /// callback).</summary>
    /// <param name="task">The Task; a cancelled one fails the Deferred with <see cref="CancelledException"/>.</param>
    public static Deferred FromTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var deferred = new Deferred();
        WhenDone(task, () =>
        {
            if (FailureOf(task) is { } failure)
                deferred.Errback(failure);
            else
                deferred.Callback();
        });
        return deferred;
    }

    /// <summary>Follows a Task: fires when it ends, on the SynchronizationContext of this call (the reactor's, inside a
    /// callback).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="task">The Task; a cancelled one fails the Deferred with <see cref="CancelledException"/>.</param>
    public static Deferred<T> FromTask<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var deferred = new Deferred<T>();
        WhenDone(task, () =>
        {
            if (FailureOf(task) is { } failure)
                deferred.Errback(failure);
            else
                deferred.Callback(task.Result); // Completed: this does not block.
        });
        return deferred;
    }

    private static void WhenDone(Task task, Action then)
    {
        if (task.IsCompleted)
            then();
        else
            task.GetAwaiter().OnCompleted(then);
    }

    private static Failure? FailureOf(Task task) =>
        task.IsCanceled ? new Failure(new CancelledException("The Task was cancelled."))
        : task.Exception is { } e ? new Failure(e.InnerExceptions.Count == 1 ? e.InnerExceptions[0] : e)
        : null;
}
