namespace TwistedSharp.Defer;

/// <summary>A Task that a Deferred follows and cancels through a token.</summary>
/// <remarks>Cancelling fires the Deferred with this object itself, and its first link, which is this object too, turns that into waiting for
/// another Deferred: the one that the Task will fire. So the chain ends as the Task ends, not as the cancellation would have it; whoever cancels
/// a second time is not made to wait.</remarks>
internal sealed class CancellableTask<TDeferred>(Type valueType, Func<ICanceller?, TDeferred> make) : Link, ICanceller
    where TDeferred : Deferred
{
    private readonly CancellationTokenSource _source = new();
    private TDeferred? _unfired;

    public void Cancel()
    {
        var first = Unfired;
        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            Log.Err(e, "What listened to a Task's token failed");
        }
        if (first.Called)
            return;
        _unfired = make(null);
        first.Chain.Fire(valueType, this);
    }

    internal override object? Run(object? result) => ReferenceEquals(result, this) ? Unfired : result;

    internal TDeferred Follow<TTask>(Func<CancellationToken, TTask> start, Action<TDeferred, TTask> fire) where TTask : Task
    {
        var deferred = _unfired = make(this);
        deferred.Chain.AddPassing(this);
        try
        {
            var task = start(_source.Token);
            TaskEnd.Await(task, () => fire(Unfired, task));
        }
        catch (Exception e)
        {
            deferred.Errback(e);
        }
        return deferred;
    }

    private TDeferred Unfired => _unfired!; // Follow sets it before anything can ask.
}
