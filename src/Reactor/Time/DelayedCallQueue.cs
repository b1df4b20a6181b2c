namespace TwistedSharp.Internet;

/// <summary>Pending calls, the earliest first; calls due at the same time keep the order they were made in, a moved one counting as
/// new.</summary>
/// <remarks>Calls due soon are in a heap, in order; later ones in a wheel, which sorts them no further than it must, so that adding one and
/// taking it back costs the same however many others there are. Time moves them from the wheel to the heap. A reactor's queue belongs to
/// its thread and has no gate; one that several threads may reach is given one.</remarks>
/// <param name="now">The time, in ticks.</param>
/// <param name="gate">Held around every change, if the queue's calls may be added, moved or taken back on any thread.</param>
/// <param name="changed">Called when a call was added or moved, outside the gate: the earliest may be another now.</param>
/// <param name="foreign">Called with the member's name before a call is moved or taken back; throws on a thread that must not.</param>
internal sealed class DelayedCallQueue(Func<long> now, Lock? gate = null, Action? changed = null, Action<string>? foreign = null)
{
    private readonly DelayedCallHeap _soon = new();
    private readonly DelayedCallWheel _later = new();
    private long _sequence;

    internal long Now => now();

    internal int Count => _soon.Count + _later.Count;

    /// <summary>When the earliest call is due, in ticks, or null when none is pending. With very many calls due together and far away it may
    /// be a time before that: asked again then, after <see cref="TakeDue"/>, it tells more exactly.</summary>
    internal long? NextDue
    {
        get
        {
            using (Enter())
                return _soon.Count > 0 ? _soon.First.DueTicks : _later.Count > 0 ? _later.NextDue() : null;
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
            Insert(added);
        Announce();
        return added;
    }

    internal DelayedCall Add(double seconds, Action call) => Add(TimeUnits.Delay(seconds), call);

    /// <summary>Takes a call out; inside the gate.</summary>
    internal void Remove(DelayedCall call)
    {
        if (call.Slot == DelayedCall.InHeap)
            _soon.Remove(call);
        else
            _later.Remove(call);
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
        Insert(call);
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
            _later.Advance(nowTicks, _soon);
            if (_soon.Count == 0)
                return null;
            var first = _soon.First;
            if (first.DueTicks > nowTicks || first.Sequence >= mark)
                return null;
            _soon.Remove(first);
            return first.Take();
        }
    }

    internal IReadOnlyList<DelayedCall> Snapshot()
    {
        using (Enter())
        {
            var calls = new DelayedCall[Count];
            _soon.CopyTo(calls);
            _later.CopyTo(calls.AsSpan(_soon.Count));
            return calls;
        }
    }

    private void Insert(DelayedCall call)
    {
        call.Sequence = _sequence++;
        if (_later.TryAdd(call))
            return;
        call.Slot = DelayedCall.InHeap;
        _soon.Add(call);
    }
}
