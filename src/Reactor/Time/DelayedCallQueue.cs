namespace TwistedSharp.Internet;

/// <summary>Pending calls, the earliest first; calls due at the same time keep the order they were made in, a moved one counting as
/// new.</summary>
/// <remarks>A four-way heap in which every call knows its place, so that taking one back is as cheap as adding it and leaves nothing
/// behind. A reactor's queue belongs to its thread and has no gate; one that several threads may reach is given one.</remarks>
/// <param name="now">The time, in ticks.</param>
/// <param name="gate">Held around every change, if the queue's calls may be added, moved or taken back on any thread.</param>
/// <param name="changed">Called when a call was added or moved, outside the gate: the earliest may be another now.</param>
internal sealed class DelayedCallQueue(Func<long> now, Lock? gate = null, Action? changed = null)
{
    private const int Ways = 4;

    private DelayedCall[] _heap = new DelayedCall[16];
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
            Up(_count++, added);
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
        _heap[_count] = null!; // Released; the slot is beyond the heap.
        call.Index = -1;
        if (last == call)
            return;
        if (index > 0 && Before(last, _heap[(index - 1) / Ways]))
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
        Up(_count++, call);
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
            var first = _heap[0];
            if (first.DueTicks > nowTicks || first.Sequence >= mark)
                return null;
            Remove(first);
            return first.Take();
        }
    }

    internal IReadOnlyList<DelayedCall> Snapshot()
    {
        using (Enter())
            return _heap.AsSpan(0, _count).ToArray();
    }

    private static bool Before(DelayedCall a, DelayedCall b) =>
        a.DueTicks < b.DueTicks || (a.DueTicks == b.DueTicks && a.Sequence < b.Sequence);

    private void Up(int index, DelayedCall call)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Ways;
            if (!Before(call, _heap[parent]))
                break;
            Place(index, _heap[parent]);
            index = parent;
        }
        Place(index, call);
    }

    private void Down(int index, DelayedCall call)
    {
        while (true)
        {
            var child = (index * Ways) + 1;
            if (child >= _count)
                break;
            var least = child;
            for (var other = child + 1; other < Math.Min(child + Ways, _count); other++)
            {
                if (Before(_heap[other], _heap[least]))
                    least = other;
            }
            if (!Before(_heap[least], call))
                break;
            Place(index, _heap[least]);
            index = least;
        }
        Place(index, call);
    }

    private void Place(int index, DelayedCall call)
    {
        _heap[index] = call;
        call.Index = index;
    }
}
