namespace TwistedSharp.Defer;

/// <summary>A Task that a Deferred follows and cancels through a token; the Deferred ends as the Task does.</summary>
internal sealed class CancellableTask : ILastingCanceller
{
    private readonly CancellationTokenSource _source = new();
    private Deferred? _deferred;

    /// <summary>Cancels the token and leaves the end to the Task; whoever cancels again is not made to wait for it.</summary>
    public void Cancel()
    {
        if (_source.IsCancellationRequested)
        {
            _deferred?.Errback(new CancelledException());
            return;
        }
        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            Log.Err(e, "What listened to a Task's token failed");
        }
    }

    internal TDeferred Follow<TDeferred, TTask>(
        TDeferred deferred, Func<CancellationToken, TTask> start, Action<TDeferred, TTask> fire) where TDeferred : Deferred where TTask : Task
    {
        _deferred = deferred;
        try
        {
            var task = start(_source.Token) ?? throw new InvalidOperationException("The function returned null; a Task was expected.");
            TaskEnd.Await(task, () =>
            {
                if (!deferred.Called)
                    fire(deferred, task);
            });
        }
        catch (Exception e) when (!deferred.Called)
        {
            deferred.Errback(e);
        }
        return deferred;
    }
}
