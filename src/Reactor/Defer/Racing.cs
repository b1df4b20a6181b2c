namespace TwistedSharp.Defer;

/// <summary>Several Deferreds and the one that takes the first value of any; stands behind Race.</summary>
/// <param name="runners">What is waited for; at least one.</param>
/// <remarks>A runner's failure always counts as handled: the group of failures reports it, or the winner has made it irrelevant.</remarks>
internal sealed class Racing<T>(Deferred[] runners) : ICanceller
{
    private Deferred<(int Index, T Value)>? _whole;
    private Failure[]? _failures;
    private int _failed;
    private int? _winner;

    public void Cancel()
    {
        for (var i = 0; i < runners.Length; i++)
        {
            if (i != _winner)
                runners[i].Cancel();
        }
    }

    internal Deferred<(int Index, T Value)> Start()
    {
        var whole = _whole = new Deferred<(int Index, T Value)>(this);
        for (var i = 0; i < runners.Length; i++)
            runners[i].Chain.AddPassing(new Ended(this, i));
        return whole;
    }

    private void Note(int index, object? result)
    {
        var whole = _whole!; // Set by Start, before the first runner is asked.
        if (result is Failure failure)
        {
            runners[index].Chain.MarkFailureSeen();
            (_failures ??= new Failure[runners.Length])[index] = failure;
            if (++_failed == runners.Length && !whole.Called)
                whole.Errback(new FailureGroupException(_failures));
            return;
        }
        if (_winner is not null || whole.Called)
            return;
        _winner = index;
        Cancel();
        // A loser's canceller may have cancelled the race.
        if (!whole.Called)
            whole.Callback((index, Links.Unwrap<T>(result)));
    }

    private sealed class Ended(Racing<T> racing, int index) : Link
    {
        internal override object? Run(object? result)
        {
            racing.Note(index, result);
            return result;
        }
    }
}
