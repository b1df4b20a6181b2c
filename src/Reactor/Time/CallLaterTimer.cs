namespace TwistedSharp.Internet;

/// <summary>A timer as .NET's code expects it, made of timed calls.</summary>
/// <remarks>Whoever changes it, on whatever thread, notes what is wanted and from when; the timed call is made to match on the clock's own
/// thread. So the last change wins, its time counts from when it was asked for, and once a change or the disposal has been asked for the
/// timer does not go off for what was before.</remarks>
internal sealed class CallLaterTimer : ITimer
{
    private static readonly ContextCallback InContext = static timer => ((CallLaterTimer)timer!).Call(); // Only run with a timer.

    private readonly IReactorTime _clock;
    private readonly Action<Action> _onItsThread;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly Action _match;
    private readonly Action _goOff;
    private readonly Lock _gate = new();
    private DelayedCall? _pending;
    private long? _dueTicks;
    private long _periodTicks;
    private Progress _progress;

    private CallLaterTimer(IReactorTime clock, Action<Action> onItsThread, TimerCallback callback, object? state)
    {
        _clock = clock;
        _onItsThread = onItsThread;
        _callback = callback;
        _state = state;
        _match = Match;
        _goOff = GoOff;
    }

    private enum Progress
    {
        /// <summary>The timed call is the one that is wanted.</summary>
        Matched,

        /// <summary>Another one is wanted; what is pending no longer counts.</summary>
        Changed,
        Disposed,
    }

    /// <summary>Makes a timer and sets it.</summary>
    /// <param name="clock">Whose timed calls it uses.</param>
    /// <param name="onItsThread">Makes a call on the clock's thread, at once or later, in the order asked for.</param>
    /// <param name="callback">What to call.</param>
    /// <param name="state">What to call it with.</param>
    /// <param name="dueTime">How long until the first call; infinite: none.</param>
    /// <param name="period">How long between calls; infinite or zero: there is one.</param>
    internal static CallLaterTimer Start(
        IReactorTime clock, Action<Action> onItsThread, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new CallLaterTimer(clock, onItsThread, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        RequireTime(dueTime, nameof(dueTime));
        RequireTime(period, nameof(period));
        lock (_gate)
        {
            if (_progress == Progress.Disposed)
                return false;
            _progress = Progress.Changed;
            _dueTicks = dueTime == Timeout.InfiniteTimeSpan ? null : DelayedCallQueue.Later(_clock.NowTicks, dueTime);
            _periodTicks = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
        }
        _onItsThread(_match);
        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_progress == Progress.Disposed)
                return;
            _progress = Progress.Disposed;
            _dueTicks = null;
        }
        _onItsThread(_match);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static void RequireTime(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, time, "A timer's time is zero or more, or Timeout.InfiniteTimeSpan.");
    }

    /// <summary>On the clock's thread: the timed call becomes what is wanted.</summary>
    private void Match()
    {
        lock (_gate)
        {
            if (_progress == Progress.Matched)
                return;
            _pending?.TryCancel();
            _pending = null;
            if (_progress == Progress.Changed)
                _progress = Progress.Matched;
            Schedule(_clock.NowTicks);
        }
    }

    private void GoOff()
    {
        lock (_gate)
        {
            // A change came between: it makes its own timed call. One that is pending was made by such a change.
            if (_progress != Progress.Matched || _pending is not { Active: false })
                return;
            _pending = null;
            var now = _clock.NowTicks;
            // In step with the first time, without going off again for periods that were missed.
            _dueTicks = _periodTicks == 0 || _dueTicks is not { } due ? null
                : DelayedCallQueue.Later(now, TimeSpan.FromTicks(_periodTicks - ((now - due) % _periodTicks)));
            Schedule(now);
        }
        if (_context is null)
            Call();
        else
            ExecutionContext.Run(_context, InContext, this);
    }

    private void Schedule(long now)
    {
        if (_dueTicks is { } due)
            _pending = _clock.CallLater(TimeSpan.FromTicks(Math.Max(0, due - now)), _goOff);
    }

    private void Call() => _callback(_state);
}
