namespace TwistedSharp.Internet;

/// <summary>Time that stands still until a test moves it (twisted.internet.task.Clock).</summary>
/// <remarks>It is also a <see cref="TimeProvider"/>: Task.Delay, CancellationTokenSource and whatever else takes one are driven by
/// <see cref="Advance(TimeSpan)"/>. As a TimeProvider it shows 1 January 1970, UTC, plus <see cref="Seconds"/>. Its timers go off inside
/// Advance; a periodic one once in each, however many of its periods went by, as the time jumps. Timers and timed calls may be made,
/// changed and taken back on any thread; Advance is the test's.</remarks>
public class Clock : TimeProvider, IReactorTime
{
    private static readonly Action<Action> AtOnce = static call => call();

    private readonly DelayedCallQueue _calls;
    private long _nowTicks;

    /// <summary>A clock that shows zero.</summary>
    public Clock() => _calls = new DelayedCallQueue(() => Volatile.Read(ref _nowTicks), new Lock());

    /// <summary>The clock itself.</summary>
    public TimeProvider TimeProvider => this;

    long IReactorTime.NowTicks => _calls.Now;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC, wherever the test runs.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public double Seconds() => (double)_calls.Now / TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public DelayedCall CallLater(TimeSpan delay, Action call) => _calls.Add(delay, call);

    /// <inheritdoc/>
    public DelayedCall CallLater(double seconds, Action call) => _calls.Add(seconds, call);

    /// <summary>The calls still pending, in the order in which they will be made (as Twisted's Clock, and not its reactors).</summary>
    public IReadOnlyList<DelayedCall> GetDelayedCalls() => [.. _calls.Snapshot().OrderBy(c => c.DueTicks).ThenBy(c => c.Sequence)];

    /// <summary>Moves the time on and makes every call that is due by then, also those that such calls add; what a call throws comes
    /// out.</summary>
    /// <remarks>The time jumps once, to the end: a call sees the new time, not the time it was due at.</remarks>
    /// <param name="amount">How far, zero or more.</param>
    public void Advance(TimeSpan amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, TimeSpan.Zero);
        // Short of the range's end, where calls are due that are never to be made: a LoopingCall would be made there for ever.
        Volatile.Write(ref _nowTicks, Math.Min(DelayedCallQueue.Later(_nowTicks, amount), long.MaxValue - 1));
        // Looked up each time round: a call may advance the clock itself.
        while (_calls.TakeDue(_nowTicks, long.MaxValue) is { } call)
            call();
    }

    /// <summary>Moves the time on by seconds; see <see cref="Advance(TimeSpan)"/>.</summary>
    /// <param name="seconds">How far, zero or more.</param>
    public void Advance(double seconds) => Advance(TimeUnits.Span(seconds));

    /// <summary>Advances several times.</summary>
    /// <param name="steps">How far each time, in seconds.</param>
    public void Pump(params IEnumerable<double> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (var step in steps)
            Advance(step);
    }

    /// <summary>The time since the clock was made, in <see cref="TimestampFrequency"/>.</summary>
    public override long GetTimestamp() => _calls.Now;

    /// <summary>1 January 1970 plus the time on the clock.</summary>
    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Min(_calls.Now, (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks));

    /// <inheritdoc/>
    /// <remarks>The callback is called inside <see cref="Advance(TimeSpan)"/>; what it throws comes out.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CallLaterTimer.Start(this, AtOnce, callback, state, dueTime, period);
}
