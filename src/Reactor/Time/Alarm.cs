namespace TwistedSharp.Internet;

/// <summary>The one timer on a TimeProvider that rings when the earliest of a queue's calls is due.</summary>
/// <remarks>
/// Theory. A TimeProvider's timer takes a delay, and counts it from the moment it is set. A clock that another thread moves may move
/// between our reading it and the setting, and the timer would ring late; on a clock that only a test moves, that is never. So the clock is
/// read again afterwards, and if it has moved the timer is set anew, earlier by more than that: it may ring early, but not late. After a
/// ring, early or not, the owner looks what is due and sets the alarm again. It is only ever set forward, to an earlier time; calls that
/// were taken back or moved on may cost an idle ring.
///
/// The provider is never called with a lock held: it may ring at once, or call others who set alarms. One thread sets the timer; others who
/// come meanwhile leave word.
/// </remarks>
internal sealed class Alarm
{
    private const long NotSet = long.MaxValue;

    // The system's timers count in whole milliseconds, 2^32 - 2 of them at most; a longer wait rings early.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private static readonly TimerCallback Ringing = static alarm => ((Alarm)alarm!).Ring(); // Only made with an alarm.

    private readonly TimeProvider _provider;
    private readonly Action _rung;
    private readonly long _epoch;
    private readonly bool _isSystemTime;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _setTicks = NotSet;
    private int _settingThread;
    private bool _hasWord; // Others have asked for a time since the thread that sets the timer looked.

    /// <summary>Makes an alarm that is not set.</summary>
    /// <param name="provider">Its clock.</param>
    /// <param name="rung">Called on the provider's thread when it rings, never inside <see cref="SetFor"/>.</param>
    internal Alarm(TimeProvider provider, Action rung)
    {
        _provider = provider;
        _rung = rung;
        _epoch = provider.GetTimestamp();
        _isSystemTime = ReferenceEquals(provider, TimeProvider.System);
        // Made here, where nothing can ring yet, and without the maker's async-locals, which would live as long as it does.
        using var none = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = provider.CreateTimer(Ringing, this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time since it was made, in ticks.</summary>
    internal long NowTicks => _provider.GetElapsedTime(_epoch, _provider.GetTimestamp()).Ticks;

    /// <summary>Sees to it that it rings when a time has come, at the latest.</summary>
    /// <param name="dueTicks">The time.</param>
    /// <param name="evenIfPast">Whether it is to ring for a time that has come already, as soon as the clock moves on.</param>
    /// <returns>False: the time has come already, and there is no ring for it.</returns>
    internal bool SetFor(long dueTicks, bool evenIfPast = false)
    {
        lock (_gate)
        {
            if (dueTicks >= _setTicks)
                return true;
            _setTicks = dueTicks;
            if (_settingThread != 0)
            {
                _hasWord = true;
                return true;
            }
            _settingThread = Environment.CurrentManagedThreadId;
        }
        var rings = true;
        while (true)
        {
            rings &= SetTimer(dueTicks, evenIfPast);
            lock (_gate)
            {
                if (!_hasWord)
                {
                    _settingThread = 0;
                    if (!rings)
                        _setTicks = NotSet;
                    return rings;
                }
                // Not always of an earlier time: it may have rung since, and then the timer is not set any more.
                _hasWord = false;
                dueTicks = _setTicks;
            }
        }
    }

    /// <summary>Puts it away.</summary>
    internal void Stop() => _timer.Dispose();

    private bool SetTimer(long dueTicks, bool evenIfPast)
    {
        var margin = 0L;
        while (true)
        {
            var now = NowTicks;
            if (now >= dueTicks)
            {
                if (evenIfPast)
                    SetTimer(_isSystemTime ? TimeSpan.Zero : TimeSpan.FromTicks(1));
                return evenIfPast;
            }
            if (_isSystemTime)
            {
                // Rounded up, as it cuts off: a ring before the time would be followed by others until it has come.
                SetTimer(TimeSpan.FromMilliseconds((dueTicks - now - 1) / TimeSpan.TicksPerMillisecond + 1));
                return true;
            }
            SetTimer(TimeSpan.FromTicks(Math.Max(1, dueTicks - now - margin)));
            var after = NowTicks;
            if (after < dueTicks && after - now <= margin)
                return true;
            margin = 2 * (after - now);
        }
    }

    private void SetTimer(TimeSpan delay) => _timer.Change(delay < LongestDelay ? delay : LongestDelay, Timeout.InfiniteTimeSpan);

    private void Ring()
    {
        bool isSetting;
        lock (_gate)
        {
            _setTicks = NotSet;
            isSetting = _settingThread == Environment.CurrentManagedThreadId;
        }
        // Some providers ring inside Change; what is called then must not run inside the CallLater that set the alarm.
        if (isSetting)
            ThreadPool.UnsafeQueueUserWorkItem(static rung => rung(), _rung, preferLocal: false);
        else
            _rung();
    }
}
