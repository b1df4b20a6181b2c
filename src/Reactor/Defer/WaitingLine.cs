using System.Diagnostics.CodeAnalysis;
using Nito.Collections;

namespace TwistedSharp.Defer;

/// <summary>Deferreds in the order they came; one that is cancelled leaves the line.</summary>
internal sealed class WaitingLine<T>
{
    private Deque<Deferred<T>>? _line;
    private Action<Deferred<T>>? _leave;

    internal int Count => _line?.Count ?? 0;

    internal Deferred<T> Join()
    {
        var last = new Deferred<T>(_leave ??= Leave);
        (_line ??= []).AddToBack(last);
        return last;
    }

    /// <summary>Takes out the one that has waited longest. It is out before it is fired: then a cancellation cannot take it out again, and
    /// what its callbacks do finds the line without it.</summary>
    internal bool TryTakeFirst([NotNullWhen(true)] out Deferred<T>? first)
    {
        first = Count > 0 ? _line!.TakeFirst() : null; // It has a count.
        return first is not null;
    }

    /// <summary>The canceller; a Deferred that has been fired has none any more, so this one is in the line.</summary>
    private void Leave(Deferred<T> one) => _line!.Take(one); // Join made it.
}
