namespace TwistedSharp.Defer;

/// <summary>What ends a gathering early, and what it does to failures; the flags of defer.DeferredList.</summary>
[Flags]
internal enum GatheringRules
{
    None = 0,
    FireOnOneCallback = 1,
    FireOnOneErrback = 2,
    ConsumeErrors = 4,
}

/// <summary>Several Deferreds and the one that waits for them; stands behind GatherResults and DeferredList.</summary>
/// <param name="children">What is waited for.</param>
/// <param name="rules">What ends the wait early.</param>
/// <param name="finish">Makes the value from the children's results and the index of the one that won, or -1 when all have
/// ended.</param>
/// <remarks>
/// Theory. Each child carries one link that notes its result here. A failure which the value or the first error reports counts as handled
/// in its child, and so does each one from a cancellation on, since whoever cancels has given up on them all. Later ones are the child's
/// own. A cancellation only reaches the children: the gathering ends by what they make of it, perhaps later.
/// </remarks>
internal sealed class Gathering<TResult>(Deferred[] children, GatheringRules rules, Func<object?[], int, TResult> finish)
    : ILastingCanceller
{
    private enum Progress : byte
    {
        Waiting,
        Cancelling,
        Cancelled,
    }

    private readonly object?[] _results = new object?[children.Length];
    private Deferred<TResult>? _whole;
    private int _missing = children.Length;
    private Progress _progress;

    public void Cancel()
    {
        // A child may wait for the gathering itself, and would pass the cancellation back to it.
        if (_progress == Progress.Cancelling)
            return;
        _progress = Progress.Cancelling;
        foreach (var child in children)
            child.Cancel();
        _progress = Progress.Cancelled;
    }

    internal Deferred<TResult> Start()
    {
        var whole = _whole = new Deferred<TResult>(this);
        if (children.Length == 0)
            whole.Callback(finish(_results, -1));
        for (var i = 0; i < children.Length; i++)
            children[i].Chain.AddPassing(new Ended(this, i));
        return whole;
    }

    private object? Note(int index, object? result)
    {
        var failure = result as Failure;
        var whole = _whole!; // Set by Start, before the first child is asked.
        if (failure is not null && (!whole.Called || _progress != Progress.Waiting))
            children[index].Chain.MarkFailureSeen();
        _missing--;
        // Once it has fired, the results are the user's.
        if (!whole.Called)
        {
            _results[index] = result;
            if (failure is not null && Has(GatheringRules.FireOnOneErrback))
                whole.Errback(new FirstErrorException(failure, index));
            else if (failure is null && Has(GatheringRules.FireOnOneCallback))
                whole.Callback(finish(_results, index));
            else if (_missing == 0)
                whole.Callback(finish(_results, -1));
        }
        return failure is not null && Has(GatheringRules.ConsumeErrors) ? null : result;
    }

    private bool Has(GatheringRules rule) => (rules & rule) != 0;

    private sealed class Ended(Gathering<TResult> gathering, int index) : Link
    {
        internal override object? Run(object? result) => gathering.Note(index, result);
    }
}
