using System.Diagnostics;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Calls a function again and again, at a fixed interval (twisted.internet.task.LoopingCall).</summary>
/// <remarks>
/// Theory. The calls are due at whole intervals from the start. One that comes late, or takes long, does not push the others back, and what
/// was missed meanwhile is skipped, never caught up with in a burst: the next call is at the next whole interval that is still to come.
/// While a Deferred or Task that the function returned is pending there are no calls. All of it is reckoned in whole ticks of 100 ns, so
/// that a call made at the very end of an interval counts into the next one.
///
/// Every start is a run of its own: stopped while its function is still at work, it ends when that does, and a run started meanwhile goes
/// its own way. One loop makes one object a turn, the timed call. Used on its clock's thread only.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class LoopingCall
{
    private readonly IReactorTime _clock;
    private readonly Delegate _named;
    private readonly Func<int, object?> _function; // Returns null, a Deferred or a Task.
    private readonly bool _isCounted;
    private readonly Action _tick;
    private TimeSpan _interval;
    private long _startTicks;
    private DelayedCall? _next;
    private Course? _course;

    /// <summary>Makes a loop; nothing is called before it is started.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="function">What to call; what it throws ends the loop.</param>
    public LoopingCall(IReactorTime clock, Action function) : this(clock, NotNull(function), Without(function), isCounted: false) { }

    /// <inheritdoc cref="LoopingCall(IReactorTime, Action)"/>
    /// <remarks>The loop waits for the Deferred that the function returns; a failure ends the loop.</remarks>
    [OverloadResolutionPriority(1)]
    public LoopingCall(IReactorTime clock, Func<Deferred?> function)
        : this(clock, NotNull(function), _ => function(), isCounted: false) { }

    /// <inheritdoc cref="LoopingCall(IReactorTime, Action)"/>
    /// <remarks>The loop waits for the Task that the function returns; a failure ends the loop.</remarks>
    public LoopingCall(IReactorTime clock, Func<Task?> function)
        : this(clock, NotNull(function), _ => function(), isCounted: false) { }

    private LoopingCall(IReactorTime clock, Delegate named, Func<int, object?> function, bool isCounted)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _named = named;
        _function = function;
        _isCounted = isCounted;
        _tick = Tick;
    }

    /// <summary>Whether it is started and neither stopped nor failed.</summary>
    public bool Running => _course is not null;

    /// <summary>The time between calls; zero before the first start.</summary>
    /// <remarks>May be changed while it runs, and then counts from the next call on: one that is already waited for keeps its time.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan Interval
    {
        get => _interval;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _interval = value;
        }
    }

    /// <summary>When it was started last, or set back, in seconds on its clock: the time that the intervals count from. Zero before the
    /// first start.</summary>
    public double StartTime => (double)_startTicks / TimeSpan.TicksPerSecond;

    /// <summary>Makes a loop whose function is told how many intervals have ended since it was last called: 1, and more when calls were
    /// missed.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="function">What to call with the count; always 1 at an interval of zero. It is not called with 0.</param>
    public static LoopingCall WithCount(IReactorTime clock, Action<int> function)
    {
        NotNull(function);
        return new LoopingCall(
            clock,
            function,
            count =>
            {
                function(count);
                return null;
            },
            isCounted: true);
    }

    /// <inheritdoc cref="WithCount(IReactorTime, Action{int})"/>
    /// <remarks>The loop waits for the Deferred that the function returns.</remarks>
    [OverloadResolutionPriority(1)]
    public static LoopingCall WithCount(IReactorTime clock, Func<int, Deferred?> function) =>
        new(clock, NotNull(function), function, isCounted: true);

    /// <inheritdoc cref="WithCount(IReactorTime, Action{int})"/>
    /// <remarks>The loop waits for the Task that the function returns.</remarks>
    public static LoopingCall WithCount(IReactorTime clock, Func<int, Task?> function) =>
        new(clock, NotNull(function), function, isCounted: true);

    /// <summary>Starts it.</summary>
    /// <param name="interval">The time between calls, zero or more; zero means once in every turn of the reactor.</param>
    /// <param name="now">Whether the first call is made here and now; else it is an interval from now.</param>
    /// <returns>Fires with this object when it is stopped and the last call has ended; fails when a call fails.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public Deferred<LoopingCall> Start(TimeSpan interval, bool now = true)
    {
        if (_course is not null)
            throw new InvalidOperationException($"{this} runs already; stop it before it is started again.");
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.Zero);
        _interval = interval;
        _startTicks = _clock.NowTicks;
        // Kept here, not looked up: the first call may end this run and start another.
        var course = _course = new Course(this, now);
        if (now)
            Tick();
        else
            Schedule(_startTicks);
        return course.Ended;
    }

    /// <summary>Starts it, with the interval in seconds as ported lines write it; see <see cref="Start(TimeSpan, bool)"/>.</summary>
    /// <param name="seconds">The time between calls, zero or more.</param>
    /// <param name="now">Whether the first call is made here and now; else it is an interval from now.</param>
    /// <returns>Fires with this object when it is stopped and the last call has ended; fails when a call fails.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative or not a number.</exception>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public Deferred<LoopingCall> Start(double seconds, bool now = true) => Start(TimeUnits.Delay(seconds), now);

    /// <summary>Stops it: there are no more calls. What <see cref="Start(TimeSpan, bool)"/> returned fires, at once or when the call that
    /// is under way has ended.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public void Stop()
    {
        var course = RequireRunning();
        _course = null;
        if (_next is not { } next)
            return; // Called from the function, or while its Deferred is pending: the run ends with that.
        _next = null;
        next.Cancel();
        course.Ended.Callback(this);
    }

    /// <summary>Skips the call that is waited for: the next one is an interval from now, and the intervals count from now.</summary>
    /// <remarks>Does nothing while a call is under way.</remarks>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public void Reset()
    {
        RequireRunning();
        if (_next is not { } next)
            return;
        next.Cancel();
        _startTicks = _clock.NowTicks;
        Schedule(_startTicks);
    }

    /// <summary>The function's name, the interval and the state.</summary>
    public override string ToString() =>
        $"<LoopingCall {FunctionName.Of(_named)} every {_interval.TotalSeconds:0.#######}s " +
        $"{(_course is null ? "Stopped" : _next is null ? "Calling" : "Waiting")}>";

    private static T NotNull<T>(T function) where T : Delegate
    {
        ArgumentNullException.ThrowIfNull(function);
        return function;
    }

    private static Func<int, object?> Without(Action function) => _ =>
    {
        function();
        return null;
    };

    private Course RequireRunning() => _course ?? throw new InvalidOperationException($"{this} does not run; start it first.");

    private void Tick()
    {
        _next = null;
        var course = _course!; // A run's end takes its timed call back.
        object? pending;
        try
        {
            var count = _isCounted ? Count(course) : 1;
            pending = count > 0 ? _function(count) : null;
        }
        catch (Exception e)
        {
            Fail(course, new Failure(e));
            return;
        }
        switch (pending)
        {
            case Deferred deferred:
                deferred.Chain.AddPassing(course);
                break;
            case Task { IsCompletedSuccessfully: false } task:
                Deferred.FromTask(task).Chain.AddPassing(course);
                break;
            default:
                Go(course);
                break;
        }
    }

    /// <summary>How many intervals have ended since the function was last called; 0: it is not to be called.</summary>
    private int Count(Course course)
    {
        var now = _clock.NowTicks;
        var interval = _interval.Ticks;
        if (interval == 0)
        {
            course.CountedTicks = now;
            return 1;
        }
        var counted = course.CountedTicks ?? (course.IsNow ? _startTicks - interval : _startTicks);
        // Two divisions, each cut off towards zero: after Reset the last call may lie before the start.
        var count = ((now - _startTicks) / interval) - ((counted - _startTicks) / interval);
        if (count > 0)
            course.CountedTicks = now;
        return (int)Math.Min(count, int.MaxValue);
    }

    /// <summary>A call has ended well: the next one, unless the run was stopped meanwhile.</summary>
    private void Go(Course course)
    {
        if (ReferenceEquals(course, _course))
            Schedule(_clock.NowTicks);
        else
            course.Ended.Callback(this);
    }

    private void Fail(Course course, Failure failure)
    {
        if (ReferenceEquals(course, _course))
            _course = null;
        course.Ended.Errback(failure);
    }

    /// <summary>The next whole interval that is still to come: at the very end of one, a whole one from there.</summary>
    private void Schedule(long now)
    {
        var interval = _interval.Ticks;
        var wait = interval == 0 ? 0 : interval - ((now - _startTicks) % interval);
        _next = _clock.CallLater(TimeSpan.FromTicks(wait), _tick);
    }

    /// <summary>From a start to its end; also the callback on what the function returns, of which one is pending at a time.</summary>
    private sealed class Course(LoopingCall loop, bool isNow) : Link
    {
        internal Deferred<LoopingCall> Ended { get; } = new();

        internal bool IsNow => isNow;

        /// <summary>When the function was last called with a count.</summary>
        internal long? CountedTicks { get; set; }

        internal override object? Run(object? result)
        {
            if (result is not Failure failure)
            {
                loop.Go(this);
                return result;
            }
            loop.Fail(this, failure);
            return null;
        }
    }
}
