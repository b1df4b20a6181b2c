namespace TwistedSharp.Internet;

/// <summary>Time that stands still until a test moves it (twisted.internet.task.Clock).</summary>
public class Clock : IReactorTime
{
    private readonly DelayedCallQueue _calls;
    private long _nowTicks;

    /// <summary>A clock that shows zero.</summary>
    public Clock() => _calls = new DelayedCallQueue(() => _nowTicks);

    /// <inheritdoc/>
    public double Seconds() => (double)_nowTicks / TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public DelayedCall CallLater(TimeSpan delay, Action call) => _calls.Add(delay, call);

    /// <inheritdoc/>
    public DelayedCall CallLater(double seconds, Action call) => _calls.Add(seconds, call);

    /// <inheritdoc/>
    public IReadOnlyList<DelayedCall> GetDelayedCalls() => _calls.Snapshot();

    /// <summary>Moves the time on and makes every call that is due by then, also those that such calls add; what a call throws comes
    /// out.</summary>
    /// <remarks>The time jumps once, to the end: a call sees the new time, not the time it was due at.</remarks>
    /// <param name="amount">How far, zero or more.</param>
    public void Advance(TimeSpan amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, TimeSpan.Zero);
        _nowTicks = DelayedCallQueue.Later(_nowTicks, amount);
        while (_calls.TakeDue(_nowTicks, long.MaxValue) is { } call)
            call();
    }

    /// <summary>Moves the time on by seconds; see <see cref="Advance(TimeSpan)"/>.</summary>
    /// <param name="seconds">How far, zero or more.</param>
    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Advances several times.</summary>
    /// <param name="steps">How far each time, in seconds.</param>
    public void Pump(params IEnumerable<double> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (var step in steps)
            Advance(step);
    }
}
