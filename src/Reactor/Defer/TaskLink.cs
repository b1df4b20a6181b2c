namespace TwistedSharp.Defer;

/// <summary>Ends a Task with the chain's result and leaves the result where it is.</summary>
/// <param name="chain">The chain it is queued on.</param>
/// <param name="hasValue">Whether the Task takes the value; without it, it only ends.</param>
/// <param name="cancellationToken">What a cancelled Task names as its cause, if it was.</param>
internal sealed class TaskLink<T>(DeferredChain chain, bool hasValue, CancellationToken cancellationToken) : Link
{
    // Whoever awaits the Task chose Tasks: its code must not run inside the reactor's callback.
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static Task<T> Add(DeferredChain chain, bool hasValue, CancellationToken cancellationToken)
    {
        var link = new TaskLink<T>(chain, hasValue, cancellationToken);
        chain.AddPassing(link);
        return link._source.Task;
    }

    internal override object? Run(object? result)
    {
        if (result is Failure failure)
        {
            chain.MarkFailureSeen();
            if (failure.Check<CancelledException>())
                _source.TrySetCanceled(cancellationToken.IsCancellationRequested ? cancellationToken : default);
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
