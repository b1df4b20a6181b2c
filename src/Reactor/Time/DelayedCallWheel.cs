using System.Numerics;

namespace TwistedSharp.Internet;

/// <summary>Calls that are not due soon, sorted no further than is needed to find them when their time comes near: most are taken back
/// before, as the timeouts of requests are.</summary>
/// <remarks>
/// Theory. Time is counted in grains of 13 ms and written as a number in base 64. A call lies at the level of the first digit, from the
/// left, in which its grain differs from the current one, in the slot of its own digit there. So the calls of a level share all digits to
/// the left with the current grain, the lowest slot of the lowest level that has one holds the earliest calls, and adding or taking out
/// one touches one array. When time reaches a slot it is emptied: what is due goes to the caller, the rest moves to lower levels, each call
/// at most once a level.
///
/// All that is asked of a moving current grain is that it stays before the earliest slot: then no call's first differing digit changes.
/// </remarks>
internal sealed class DelayedCallWheel
{
    private const int GrainBits = 17; // 2^17 ticks of 100 ns are 13.1 ms.
    private const int DigitBits = 6;
    private const int Slots = 1 << DigitBits;
    private const int Levels = ((63 - GrainBits) / DigitBits) + 1;

    /// <summary>A slot's array is kept for its next calls up to this size.</summary>
    private const int KeptCapacity = 1024;

    /// <summary>Up to this many calls are looked through for the earliest one.</summary>
    private const int FewCalls = 16;

    private readonly Slot[]?[] _levels = new Slot[Levels][]; // A level's slots are made when it is first used.
    private readonly ulong[] _filled = new ulong[Levels]; // A bit for each slot that has calls.
    private long _current;

    internal int Count { get; private set; }

    /// <summary>Takes a call that is due after the current grain; false for one due sooner, which is not kept.</summary>
    internal bool TryAdd(DelayedCall call)
    {
        var grain = call.DueTicks >> GrainBits;
        if (grain <= _current)
            return false;
        var level = BitOperations.Log2((ulong)(grain ^ _current)) / DigitBits;
        var digit = Digit(grain, level);
        var slots = _levels[level] ??= new Slot[Slots];
        slots[digit].Add(call);
        call.Slot = (short)((level * Slots) + digit);
        _filled[level] |= 1UL << digit;
        Count++;
        return true;
    }

    internal void Remove(DelayedCall call)
    {
        var (level, digit) = Math.DivRem((int)call.Slot, Slots);
        ref var slot = ref _levels[level]![digit]; // The call is in it.
        slot.Remove(call);
        if (slot.Count == 0)
            _filled[level] &= ~(1UL << digit);
        Count--;
    }

    /// <summary>Moves the time on: every call due in that time's grain or before it comes out, in no order.</summary>
    internal void Advance(long ticks, DelayedCallHeap due)
    {
        var target = ticks >> GrainBits;
        if (target <= _current)
            return;
        while (Count > 0)
        {
            var (level, digit) = EarliestSlot();
            var start = Start(level, digit);
            if (start > target)
                break;
            _current = start;
            _filled[level] &= ~(1UL << digit);
            var calls = _levels[level]![digit].TakeAll(); // It has some.
            Count -= calls.Length;
            foreach (var call in calls)
            {
                if (call.DueTicks >> GrainBits > target && TryAdd(call))
                    continue;
                call.Slot = DelayedCall.InHeap;
                due.Add(call);
            }
            calls.Clear(); // The array may be the slot's next one.
        }
        _current = target;
    }

    /// <summary>When the earliest call is due, or, if that would take long to find, a time before it by which some of the way to it can be
    /// gone with <see cref="Advance"/>. There must be a call.</summary>
    internal long NextDue()
    {
        var (level, digit) = EarliestSlot();
        ref var slot = ref _levels[level]![digit]; // It has some.
        return slot.Count <= FewCalls ? slot.Earliest() : Start(level, digit) << GrainBits;
    }

    internal void CopyTo(Span<DelayedCall> calls)
    {
        foreach (var level in _levels)
        {
            foreach (ref var slot in level.AsSpan())
            {
                slot.Calls.CopyTo(calls);
                calls = calls[slot.Count..];
            }
        }
    }

    private (int Level, int Digit) EarliestSlot()
    {
        var level = 0;
        while (_filled[level] == 0)
            level++;
        return (level, BitOperations.TrailingZeroCount(_filled[level]));
    }

    /// <summary>A slot's first grain: the current grain's digits to the left of it, its own, and zeros.</summary>
    private long Start(int level, int digit)
    {
        var shift = level * DigitBits;
        return (((_current >> shift) & ~(Slots - 1L)) | (uint)digit) << shift;
    }

    private static int Digit(long grain, int level) => (int)(grain >> (level * DigitBits)) & (Slots - 1);

    /// <summary>Calls in no order; each knows its place.</summary>
    private struct Slot
    {
        private DelayedCall[]? _calls;

        internal int Count { get; private set; }

        internal readonly ReadOnlySpan<DelayedCall> Calls => _calls.AsSpan(0, Count);

        internal void Add(DelayedCall call)
        {
            var calls = _calls ??= new DelayedCall[4];
            if (Count == calls.Length)
            {
                Array.Resize(ref _calls, Count * 2);
                calls = _calls;
            }
            calls[Count] = call;
            call.Index = Count++;
        }

        internal void Remove(DelayedCall call)
        {
            var calls = _calls!; // The call is in it.
            var last = calls[--Count];
            calls[call.Index] = last;
            last.Index = call.Index;
            calls[Count] = null!; // Beyond the end.
            if (Count == 0 && calls.Length > KeptCapacity)
                _calls = null;
        }

        /// <summary>All of them; the caller clears the span when it is done, before the slot gets others.</summary>
        internal Span<DelayedCall> TakeAll()
        {
            var calls = _calls.AsSpan(0, Count);
            Count = 0;
            if (_calls!.Length > KeptCapacity) // It has calls.
                _calls = null;
            return calls;
        }

        internal readonly long Earliest()
        {
            var earliest = long.MaxValue;
            foreach (var call in Calls)
                earliest = Math.Min(earliest, call.DueTicks);
            return earliest;
        }
    }
}
