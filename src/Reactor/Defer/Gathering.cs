namespace TwistedSharp.Defer;

/// <summary>Several Deferreds and the one that waits for them; stands behind GatherResults and DeferredList.</summary>
/// <param name="children">What is waited for.</param>
/// <param name="convert">Makes an item of the list from a child's result.</param>
/// <param name="failsFirst">Whether a failure ends the wait; else it is an item like the others.</param>
internal sealed class Gathering<TItem>(Deferred[] children, Func<object?, TItem> convert, bool failsFirst) : ICanceller
{
    private readonly TItem[] _items = new TItem[children.Length];
    private Deferred<IReadOnlyList<TItem>>? _whole;
    private int _missing = children.Length;
    private bool _isCancelled;

    public void Cancel()
    {
        _isCancelled = true;
        foreach (var child in children)
            child.Cancel();
    }

    internal Deferred<IReadOnlyList<TItem>> Start()
    {
        var whole = _whole = new Deferred<IReadOnlyList<TItem>>(this);
        if (children.Length == 0)
            whole.Callback(_items);
        for (var i = 0; i < children.Length; i++)
            children[i].Chain.AddPassing(new Ended(this, i));
        return whole;
    }

    private void Note(int index, object? result)
    {
        var failure = failsFirst ? result as Failure : null;
        if (failure is null)
            _items[index] = convert(result);
        var whole = _whole!; // Set by Start, before the first child is asked.
        var isReported = !failsFirst || _isCancelled || !whole.Called;
        if (result is Failure && isReported)
            children[index].Chain.MarkFailureSeen();
        _missing--;
        if (whole.Called)
            return;
        if (failure is not null)
            whole.Errback(new FirstErrorException(failure, index));
        else if (_missing == 0)
            whole.Callback(_items);
    }

    private sealed class Ended(Gathering<TItem> gathering, int index) : Link
    {
        internal override object? Run(object? result)
        {
            gathering.Note(index, result);
            return result;
        }
    }
}
