using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A call that waits for its time (twisted.internet.base.DelayedCall).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DelayedCall
{
    /// <summary>The <see cref="Slot"/> of a call that is in its queue's heap.</summary>
    internal const short InHeap = -1;

    private readonly DelayedCallQueue _queue;
    private Action? _call;

    internal DelayedCall(DelayedCallQueue queue, long dueTicks, Action call)
    {
        _queue = queue;
        DueTicks = dueTicks;
        _call = call;
        if (DebugTrace.IsOn)
            DelayedCallTrace.Made(this);
    }

    private enum Progress : byte
    {
        Pending,
        Called,
        Cancelled,
    }

    internal long DueTicks { get; set; }

    internal long Sequence { get; set; }

    /// <summary>Where it stands in its queue's heap, or in its slot of the wheel.</summary>
    internal int Index { get; set; }

    /// <summary>Which slot of its queue's wheel it is in, or <see cref="InHeap"/>.</summary>
    internal short Slot { get; set; }

    private Progress State { get; set; }

    /// <summary>Whether it is still going to be made.</summary>
    public bool Active => State == Progress.Pending;

    /// <summary>When it is due, in seconds on its reactor's clock.</summary>
    public double GetTime() => (double)DueTicks / TimeSpan.TicksPerSecond;

    /// <summary>Takes it back.</summary>
    /// <exception cref="InvalidOperationException">It was made or taken back before; see <see cref="Active"/>.</exception>
    public void Cancel()
    {
        _queue.CheckThread(nameof(Cancel));
        if (!TryCancel())
            RequirePending();
    }

    /// <summary>Makes it due after a delay from now.</summary>
    /// <param name="delay">How long from now, zero or more.</param>
    /// <exception cref="InvalidOperationException">It was made or taken back before; see <see cref="Active"/>.</exception>
    public void Reset(TimeSpan delay)
    {
        _queue.CheckThread(nameof(Reset));
        using (_queue.Enter())
        {
            RequirePending();
            ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
            _queue.Move(this, DelayedCallQueue.Later(_queue.Now, delay));
        }
        _queue.Announce();
    }

    /// <summary>Makes it due after a delay from now in seconds, as ported lines write it.</summary>
    /// <param name="seconds">How long from now, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative or not a number.</exception>
    /// <exception cref="InvalidOperationException">It was made or taken back before; see <see cref="Active"/>.</exception>
    public void Reset(double seconds)
    {
        RequirePending();
        Reset(TimeUnits.Delay(seconds));
    }

    /// <summary>Makes it due later (or, with a negative value, earlier) than it was.</summary>
    /// <param name="more">How much later.</param>
    /// <exception cref="InvalidOperationException">It was made or taken back before; see <see cref="Active"/>.</exception>
    public void Delay(TimeSpan more)
    {
        _queue.CheckThread(nameof(Delay));
        using (_queue.Enter())
        {
            RequirePending();
            _queue.Move(this, DelayedCallQueue.Later(DueTicks, more));
        }
        _queue.Announce();
    }

    /// <summary>Makes it due later (or, with a negative value, earlier) than it was, in seconds, as ported lines write it.</summary>
    /// <param name="seconds">How much later.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is not a number.</exception>
    /// <exception cref="InvalidOperationException">It was made or taken back before; see <see cref="Active"/>.</exception>
    public void Delay(double seconds)
    {
        RequirePending();
        Delay(TimeUnits.Span(seconds));
    }

    /// <summary>Its function, time and state; and where it was made, if that was while <see cref="Deferred.Debugging"/> was on.</summary>
    public override string ToString() =>
        $"<DelayedCall {(_call is null ? "released" : FunctionName.Of(_call))} at {GetTime():F3}s {State}>{DelayedCallTrace.Of(this)}";

    /// <summary>Takes it back if it is still pending, in one step even where another thread makes it.</summary>
    internal bool TryCancel()
    {
        using (_queue.Enter())
        {
            if (State != Progress.Pending)
                return false;
            State = Progress.Cancelled;
            _call = null;
            _queue.Remove(this);
            return true;
        }
    }

    internal Action Take()
    {
        // Twisted's order: it counts as called before the function runs, so cancelling oneself is an error.
        State = Progress.Called;
        var call = _call!; // Pending until now, so it was never released.
        _call = null;
        return call;
    }

    private void RequirePending()
    {
        if (State != Progress.Pending)
            throw new InvalidOperationException(State == Progress.Called
                ? "This delayed call has been made already; ask Active before cancelling or moving it."
                : "This delayed call has been cancelled already; ask Active before cancelling or moving it.");
    }
}
