namespace TwistedSharp.Internet;

/// <summary>Calls in the order of their times, those of the same time in the order they were added: a four-way heap in which every call
/// knows its place, so that taking one out leaves nothing behind.</summary>
internal sealed class DelayedCallHeap
{
    private const int Ways = 4;

    private Entry[] _heap = new Entry[16];

    internal int Count { get; private set; }

    /// <summary>The earliest; there must be one.</summary>
    internal DelayedCall First => _heap[0].Call;

    internal void Add(DelayedCall call)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        Up(Count++, new Entry(call));
    }

    internal void Remove(DelayedCall call)
    {
        var index = call.Index;
        var last = _heap[--Count];
        _heap[Count] = default; // Released; the slot is beyond the heap.
        if (index == Count)
            return;
        if (index > 0 && last.IsBefore(_heap[(index - 1) / Ways]))
            Up(index, last);
        else
            Down(index, last);
    }

    internal void CopyTo(Span<DelayedCall> calls)
    {
        for (var i = 0; i < Count; i++)
            calls[i] = _heap[i].Call;
    }

    private void Up(int index, Entry entry)
    {
        var heap = _heap;
        while (index > 0)
        {
            var parent = (index - 1) / Ways;
            if (!entry.IsBefore(heap[parent]))
                break;
            Place(heap, index, heap[parent]);
            index = parent;
        }
        Place(heap, index, entry);
    }

    private void Down(int index, Entry entry)
    {
        var heap = _heap;
        while (true)
        {
            var child = (index * Ways) + 1;
            if (child >= Count)
                break;
            var end = Math.Min(child + Ways, Count);
            var least = child;
            for (var other = child + 1; other < end; other++)
            {
                if (heap[other].IsBefore(heap[least]))
                    least = other;
            }
            if (!heap[least].IsBefore(entry))
                break;
            Place(heap, index, heap[least]);
            index = least;
        }
        Place(heap, index, entry);
    }

    private static void Place(Entry[] heap, int index, Entry entry)
    {
        heap[index] = entry;
        entry.Call.Index = index;
    }

    /// <summary>A call with the time it is due: most comparisons need no look at the call, which is somewhere else in memory.</summary>
    private readonly struct Entry(DelayedCall call)
    {
        internal readonly DelayedCall Call = call;
        internal readonly long DueTicks = call.DueTicks;

        internal bool IsBefore(in Entry other) =>
            DueTicks < other.DueTicks || (DueTicks == other.DueTicks && Call.Sequence < other.Call.Sequence);
    }
}
