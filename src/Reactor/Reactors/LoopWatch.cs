using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Sees how long each callback holds the loop, and tells of those that hold it too long.</summary>
/// <remarks>While one callback runs no other can: a slow one is everybody's delay, and from outside it looks as if the network were slow.
/// The clock that is read after each of them is the system's coarse one, some nanoseconds' work and some milliseconds' grain; it is the
/// real one also in a reactor on a test's clock.</remarks>
internal sealed class LoopWatch
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMilliseconds(100);

    private long _last; // In milliseconds of Environment.TickCount64.
    private long _limit = (long)DefaultLimit.TotalMilliseconds;
    private long _turnStarted; // A time stamp; zero while nobody listens.

    /// <summary>From how long on a callback counts as slow.</summary>
    internal TimeSpan Limit
    {
        get => _limit == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(_limit);
        set
        {
            if (value != Timeout.InfiniteTimeSpan)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _limit = value == Timeout.InfiniteTimeSpan ? long.MaxValue : Math.Max(1, (long)value.TotalMilliseconds);
        }
    }

    /// <summary>How many callbacks were slow.</summary>
    internal long SlowCallbacks { get; private set; }

    /// <summary>The longest callback so far.</summary>
    internal TimeSpan Longest { get; private set; }

    /// <summary>The loop has something to do from now on.</summary>
    internal void Begin()
    {
        _last = Environment.TickCount64;
        _turnStarted = ReactorMetrics.IsTimingTurns ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>A callback has returned.</summary>
    /// <param name="what">A delegate, or what acted on a ready socket: named if it was slow.</param>
    internal void Returned(object what)
    {
        var now = Environment.TickCount64;
        if (now != _last)
            Passed(now - _last, what);
        _last = now;
    }

    /// <summary>The loop has nothing more to do for now.</summary>
    internal void End()
    {
        if (_turnStarted != 0)
            ReactorMetrics.Turn(Stopwatch.GetElapsedTime(_turnStarted));
    }

    private void Passed(long milliseconds, object what)
    {
        var took = TimeSpan.FromMilliseconds(milliseconds);
        if (took > Longest)
            Longest = took;
        if (milliseconds < _limit)
            return;
        SlowCallbacks++;
        Log.Warn($"{(what is Delegate function ? FunctionName.Of(function) : what)} held the reactor for {took.TotalSeconds:F2} s; " +
            "move work that blocks to a thread (DeferToThread) and long work to a Cooperator.");
    }
}
