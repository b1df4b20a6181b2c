using System.Diagnostics;

namespace TwistedSharp.Internet;

/// <summary>Timed calls on any <see cref="System.TimeProvider"/>: the system's, or a test's fake one.</summary>
/// <remarks>The provider has one timer for all the calls. They are made on the clock's SynchronizationContext; without one, on the
/// provider's own thread, one at a time: the thread that moves a fake one, a pool thread for the system's. Calls may be added, moved and
/// taken back on any thread; Deferreds and LoopingCalls are for one thread, so give those a context, or a provider that a test moves. What
/// a call throws is logged. A call with no delay is made in a later turn of the context; without one, when the provider's time moves
/// on.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TimeProviderClock : IReactorTime
{
    private readonly SynchronizationContext? _context;
    private readonly SendOrPostCallback _makeDueCalls;
    private readonly DelayedCallQueue _calls;
    private readonly Alarm _alarm;
    private int _isMakingCalls;

    /// <summary>Makes a clock that shows zero; its calls are made on the SynchronizationContext of this call, if there is one.</summary>
    /// <param name="timeProvider">Where its time comes from.</param>
    public TimeProviderClock(TimeProvider timeProvider) : this(timeProvider, SynchronizationContext.Current) { }

    /// <summary>Makes a clock that shows zero.</summary>
    /// <param name="timeProvider">Where its time comes from.</param>
    /// <param name="context">Where its calls are made; null: on the provider's thread. Some test frameworks run tests on a context of their
    /// own: with null, the calls are made inside the fake provider's Advance all the same.</param>
    public TimeProviderClock(TimeProvider timeProvider, SynchronizationContext? context)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        TimeProvider = timeProvider;
        // The plain one is as good as none, as for awaited Tasks: it makes its calls on the pool.
        _context = context?.GetType() == typeof(SynchronizationContext) ? null : context;
        _makeDueCalls = _ => MakeDueCalls();
        _alarm = new Alarm(timeProvider, Rung);
        _calls = new DelayedCallQueue(() => _alarm.NowTicks, new Lock(), Changed);
    }

    /// <summary>The one it was made with; timers made on it go off on its own threads.</summary>
    public TimeProvider TimeProvider { get; }

    long IReactorTime.NowTicks => _alarm.NowTicks;

    /// <inheritdoc/>
    public double Seconds() => (double)_alarm.NowTicks / TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public DelayedCall CallLater(TimeSpan delay, Action call) => _calls.Add(delay, call);

    /// <inheritdoc/>
    public DelayedCall CallLater(double seconds, Action call) => _calls.Add(seconds, call);

    /// <inheritdoc/>
    public IReadOnlyList<DelayedCall> GetDelayedCalls() => _calls.Snapshot();

    /// <summary>Its state in words.</summary>
    public override string ToString() =>
        $"<TimeProviderClock on {TimeProvider.GetType().Name}, {_calls.Count} timed calls>";

    private void Rung()
    {
        if (_context is null)
            MakeDueCalls();
        else
            _context.Post(_makeDueCalls, null);
    }

    private void Changed()
    {
        // While calls are made the alarm is not touched: it is set once, after them.
        if (Volatile.Read(ref _isMakingCalls) != 0 || _calls.NextDue is not { } due)
            return;
        if (!_alarm.SetFor(due, evenIfPast: _context is null))
            _context!.Post(_makeDueCalls, null); // Without a context the alarm rings whatever the time is.
    }

    private void MakeDueCalls()
    {
        do
        {
            // Who is at it already sees to what is due now when it is done.
            if (Interlocked.Exchange(ref _isMakingCalls, 1) != 0)
                return;
            // What these calls add waits for the next round, and on a context for its next turn.
            var mark = _calls.Mark();
            var now = _alarm.NowTicks;
            while (_calls.TakeDue(now, mark) is { } call)
            {
                try
                {
                    call();
                }
                catch (Exception e)
                {
                    Log.Err(e, "while handling timed call");
                }
            }
            Interlocked.Exchange(ref _isMakingCalls, 0);
        }
        while (!Rest());
    }

    /// <summary>Sets the alarm for what is left.</summary>
    /// <returns>False: some is due, and is to be made at once.</returns>
    private bool Rest()
    {
        if (_calls.NextDue is not { } due || _alarm.SetFor(due))
            return true;
        if (_context is null)
            return false;
        _context.Post(_makeDueCalls, null);
        return true;
    }
}
