using Nito.Collections;

namespace TwistedSharp.Defer;

/// <summary>Taking things out of a Deque so that it forgets them: by itself it keeps what was in a slot until the slot is used
/// again.</summary>
internal static class DequeExtensions
{
    internal static T TakeFirst<T>(this Deque<T> deque)
    {
        var first = deque[0];
        deque[0] = default!; // Out of reach with the next line.
        deque.RemoveFromFront();
        return first;
    }

    /// <summary>Takes one out of the middle; the cost is its distance from the front.</summary>
    internal static void Take<T>(this Deque<T> deque, T item)
    {
        var index = deque.IndexOf(item);
        if (index < 0)
            throw new InvalidOperationException($"{item} was to be taken out of a line that it is not in.");
        for (; index > 0; index--)
            deque[index] = deque[index - 1];
        deque.TakeFirst();
    }
}
