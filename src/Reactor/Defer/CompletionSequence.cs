namespace TwistedSharp.Defer;

/// <summary>The outcomes of several Deferreds in the order in which they end; what <c>Deferred.WhenEach</c> gives.</summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <remarks>For <c>await foreach</c> in <c>async Deferred</c> and <c>async Task</c> methods alike, on the thread that fires the Deferreds.
/// Waiting starts with the enumeration: those that have ended by then come first, in the order given. Each enumeration starts anew. Leaving
/// the loop stops the waiting and leaves the Deferreds alone.</remarks>
public sealed class CompletionSequence<T> : IAsyncEnumerable<(int Index, Outcome<T> Outcome)>
{
    private readonly Deferred[] _children;
    private readonly Type _type;

    /// <summary>Keeps the children for the enumerations to come.</summary>
    /// <param name="children">What is waited for.</param>
    /// <param name="type">The type of value that each must have; void for any.</param>
    internal CompletionSequence(Deferred[] children, Type type)
    {
        _children = children;
        _type = type;
    }

    /// <summary>Starts to wait.</summary>
    /// <param name="cancellationToken">Stops the waiting, not the Deferreds: the wait then fails with
    /// <see cref="CancelledException"/>.</param>
    /// <exception cref="InvalidOperationException">One of the Deferreds has got a callback that changed its type.</exception>
    public CompletionEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // All are asked before the first gets a link: a bad call leaves nothing behind.
        foreach (var child in _children)
            child.Chain.RequireLast(_type);
        return new CompletionEnumerator<T>(_children, cancellationToken);
    }

    IAsyncEnumerator<(int Index, Outcome<T> Outcome)> IAsyncEnumerable<(int Index, Outcome<T> Outcome)>.GetAsyncEnumerator(
        CancellationToken cancellationToken) => GetAsyncEnumerator(cancellationToken);
}
