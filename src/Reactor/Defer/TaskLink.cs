namespace TwistedSharp.Defer;

/// <summary>Ends a Task with the chain's result and leaves the result where it is.</summary>
/// <param name="chain">The chain it is queued on.</param>
/// <param name="hasValue">Whether the Task takes the value; without it, it only ends.</param>
internal sealed class TaskLink<T>(DeferredChain chain, bool hasValue) : Link
{
    // Whoever awaits the Task chose Tasks: its code must not run inside the reactor's callback.
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Task => _source.Task;

    internal override object? Run(object? result)
    {
        if (result is Failure failure)
        {
            chain.MarkFailureSeen();
            if (failure.Check<CancelledException>())
                _source.TrySetCanceled();
            else
                _source.TrySetException(failure.Value);
        }
        else
        {
            _source.TrySetResult(hasValue ? Links.Unwrap<T>(result) : default!); // Nobody can see the value of a plain Task.
        }
        return result;
    }
}
