namespace TwistedSharp.Internet;

/// <summary>Pending calls, the earliest first; calls due at the same time keep the order they were made in, a moved one counting as
/// new.</summary>
/// <remarks>A four-way heap in which every call knows its place, so that taking one back is as cheap as adding it and leaves nothing
/// behind. A reactor's queue belongs to its thread and has no gate; one that several threads may reach is given one.</remarks>
/// <param name="now">The time, in ticks.</param>
/// <param name="gate">Held around every change, if the queue's calls may be added, moved or taken back on any thread.</param>
/// <param name="changed">Called when a call was added or moved, outside the gate: the earliest may be another now.</param>
/// <param name="foreign">Called with the member's name before a call is moved or taken back; throws on a thread that must not.</param>
internal sealed class DelayedCallQueue(Func<long> now, Lock? gate = null, Action? changed = null, Action<string>? foreign = null)
{
    private const int Ways = 4;

    private Entry[] _heap = new Entry[16];
    private int _count;
    private long _sequence;

    internal long Now => now();

    internal int Count => _count;

    /// <summary>When the earliest call is due, in ticks, or null when none is pending.</summary>
    internal long? NextDue
    {
        get
        {
            using (Enter())
                return _count == 0 ? null : _heap[0].DueTicks;
        }
    }

    /// <summary>Takes the gate, if there is one.</summary>
    internal Lock.Scope Enter() => gate is null ? default : gate.EnterScope();

    /// <summary>Tells the owner, once the gate is left, that a call was added or moved.</summary>
    internal void Announce() => changed?.Invoke();

    /// <summary>Throws when this thread must not touch the calls.</summary>
    internal void CheckThread(string member) => foreign?.Invoke(member);

    internal DelayedCall Add(TimeSpan delay, Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        var added = new DelayedCall(this, Later(Now, delay), call);
        using (Enter())
        {
            added.Sequence = _sequence++;
            if (_count == _heap.Length)
                Array.Resize(ref _heap, _count * 2);
            Up(_count++, new Entry(added));
        }
        Announce();
        return added;
    }

    internal DelayedCall Add(double seconds, Action call) => Add(TimeUnits.Delay(seconds), call);

    /// <summary>Takes a call out; inside the gate.</summary>
    internal void Remove(DelayedCall call)
    {
        var index = call.Index;
        var last = _heap[--_count];
        _heap[_count] = default; // Released; the slot is beyond the heap.
        call.Index = -1;
        if (index == _count)
            return;
        if (index > 0 && last.IsBefore(_heap[(index - 1) / Ways]))
            Up(index, last);
        else
            Down(index, last);
    }

    /// <summary>A time some way from another, in ticks; beyond the clock's range it is the range's end ("never"), not a time on the other
    /// side.</summary>
    internal static long Later(long ticks, TimeSpan by)
    {
        var sum = unchecked(ticks + by.Ticks);
        // The sum of two numbers of the same sign overflowed if its sign is another.
        return ((ticks ^ sum) & (by.Ticks ^ sum)) >= 0 ? sum : by.Ticks > 0 ? long.MaxValue : long.MinValue;
    }

    /// <summary>Gives a call another time; inside the gate.</summary>
    internal void Move(DelayedCall call, long dueTicks)
    {
        Remove(call);
        call.DueTicks = dueTicks;
        call.Sequence = _sequence++;
        Up(_count++, new Entry(call));
    }

    /// <summary>A mark that tells the calls there are now from those added later.</summary>
    internal long Mark()
    {
        using (Enter())
            return _sequence;
    }

    /// <summary>Takes the next call out that is due and was added before the mark; null when there is none.</summary>
    internal Action? TakeDue(long nowTicks, long mark)
    {
        using (Enter())
        {
            if (_count == 0)
                return null;
            var first = _heap[0].Call;
            if (first.DueTicks > nowTicks || first.Sequence >= mark)
                return null;
            Remove(first);
            return first.Take();
        }
    }

    internal IReadOnlyList<DelayedCall> Snapshot()
    {
        using (Enter())
            return Array.ConvertAll(_heap[.._count], static entry => entry.Call);
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
            if (child >= _count)
                break;
            var end = Math.Min(child + Ways, _count);
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
