using System.Diagnostics;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Shares the reactor's thread between long pieces of work, each cut into steps by an iterator
/// (twisted.internet.task.Cooperator).</summary>
/// <remarks>
/// Theory. Tasks that can go on stand in a line. A tick takes the first one, lets its iterator make one step, and puts it at the end of the
/// line, until the slice of time is over; the rest of the line waits for the next tick. So no task has a second turn before every other one
/// that could go on has had its own, whatever tasks come, go or wake meanwhile. Twisted walks a list by index instead, so that a task that
/// leaves makes the next one miss its turn.
///
/// A step that yields null gives its turn up; one that yields a Deferred takes the task out of the line until it fires. With nobody in the
/// line no call is pending: an idle Cooperator leaves its clock alone. Cooperators do not share with each other: use the clock's own,
/// <see cref="Of"/>, unless there is a reason.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Cooperator
{
    /// <summary>The clock's smallest step: later than now, so that a clock which a test advances makes one tick at a time.</summary>
    private static readonly TimeSpan NextTick = TimeSpan.FromTicks(1);

    private static readonly ConditionalWeakTable<IReactorTime, Cooperator> Shared = [];

    private readonly Func<Func<bool>> _terminationPredicateFactory;
    private readonly Func<Action, DelayedCall> _scheduler;
    private readonly Action _makeTick;
    private LinkedList<CooperativeTask> _line = new();
    private CooperativeTask? _stepping;
    private DelayedCall? _tick;
    private Progress _progress;
    private bool _isTicking;

    /// <summary>A Cooperator on a reactor, or on a test's clock.</summary>
    /// <param name="clock">Makes the ticks, and measures the slices of 10 ms unless another predicate is given.</param>
    /// <param name="terminationPredicateFactory">Called at the start of each tick; what it returns is asked after each step whether the
    /// tick is over.</param>
    /// <param name="scheduler">Calls a tick later; by default the clock does, with the smallest delay.</param>
    /// <param name="started">Whether tasks run as soon as they are added; else they wait for <see cref="Start"/>.</param>
    public Cooperator(
        IReactorTime clock,
        Func<Func<bool>>? terminationPredicateFactory = null,
        Func<Action, DelayedCall>? scheduler = null,
        bool started = true)
        : this(
            terminationPredicateFactory ?? new Slice(clock).Begin,
            scheduler ?? (tick => clock.CallLater(NextTick, tick)),
            started)
    {
        ArgumentNullException.ThrowIfNull(clock);
    }

    /// <summary>A Cooperator without a clock of its own.</summary>
    /// <param name="terminationPredicateFactory">Called at the start of each tick; what it returns is asked after each step whether the
    /// tick is over.</param>
    /// <param name="scheduler">Calls a tick later.</param>
    /// <param name="started">Whether tasks run as soon as they are added; else they wait for <see cref="Start"/>.</param>
    public Cooperator(Func<Func<bool>> terminationPredicateFactory, Func<Action, DelayedCall> scheduler, bool started = true)
    {
        ArgumentNullException.ThrowIfNull(terminationPredicateFactory);
        ArgumentNullException.ThrowIfNull(scheduler);
        _terminationPredicateFactory = terminationPredicateFactory;
        _scheduler = scheduler;
        _makeTick = Tick;
        _progress = started ? Progress.Started : Progress.NotStarted;
    }

    private enum Progress
    {
        /// <summary>Tasks are taken, and wait.</summary>
        NotStarted,
        Started,

        /// <summary>Tasks are refused.</summary>
        Stopped,
    }

    /// <summary>Whether tasks run: it was started, and not stopped since.</summary>
    public bool Running => _progress == Progress.Started;

    /// <summary>The one Cooperator of a clock, made when it is first asked for (Twisted has one for its one reactor).</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    public static Cooperator Of(IReactorTime clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return Shared.GetValue(clock, static c => new Cooperator(c));
    }

    /// <summary>Runs an iterator as a task, step by step.</summary>
    /// <param name="iterator">Each step yields null to give its turn up, or a Deferred to wait for. It is disposed when the task ends, in
    /// whatever way.</param>
    /// <returns>The task, to watch, pause and stop it. On a stopped Cooperator it has ended already, with
    /// <see cref="SchedulerStoppedException"/>.</returns>
    public CooperativeTask Cooperate(IEnumerator<Deferred?> iterator)
    {
        ArgumentNullException.ThrowIfNull(iterator);
        var task = new CooperativeTask(this, iterator);
        Add(task);
        return task;
    }

    /// <inheritdoc cref="Cooperate(IEnumerator{Deferred})"/>
    /// <param name="iterable">Its iterator is made at once; see the other overload for what it yields.</param>
    public CooperativeTask Cooperate(IEnumerable<Deferred?> iterable)
    {
        ArgumentNullException.ThrowIfNull(iterable);
        return Cooperate(iterable.GetEnumerator());
    }

    /// <summary>Runs an iterator as a task of which only the end matters.</summary>
    /// <param name="iterator">See <see cref="Cooperate(IEnumerator{Deferred})"/>.</param>
    /// <param name="doneDeferred">What to fire at the end; by default a new Deferred.</param>
    /// <returns>The Deferred that fires with the iterator when it has come to its end. It fails as the iterator fails, or with
    /// <see cref="SchedulerStoppedException"/>. Cancelling it does not stop the task.</returns>
    public Deferred<IEnumerator<Deferred?>> Coiterate(
        IEnumerator<Deferred?> iterator, Deferred<IEnumerator<Deferred?>>? doneDeferred = null)
    {
        var done = doneDeferred ?? new Deferred<IEnumerator<Deferred?>>();
        Cooperate(iterator).WhenDone().ChainDeferred(done);
        return done;
    }

    /// <inheritdoc cref="Coiterate(IEnumerator{Deferred}, Deferred{IEnumerator{Deferred}})"/>
    /// <param name="iterable">Its iterator is made at once.</param>
    /// <param name="doneDeferred">What to fire at the end; by default a new Deferred.</param>
    public Deferred<IEnumerator<Deferred?>> Coiterate(
        IEnumerable<Deferred?> iterable, Deferred<IEnumerator<Deferred?>>? doneDeferred = null)
    {
        ArgumentNullException.ThrowIfNull(iterable);
        return Coiterate(iterable.GetEnumerator(), doneDeferred);
    }

    /// <summary>Works items off, a limited number at a time: several tasks over one shared iterator.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="items">Taken one by one, as the work on those before ends.</param>
    /// <param name="concurrency">How many may be in work at the same time, one or more.</param>
    /// <param name="work">Starts the work on an item; the Deferred it returns, if any, is waited for.</param>
    /// <returns>A Deferred that fires when every item is done. At the first failure it fails with that: no further item is taken, those in
    /// work run on. Cancelling it takes no further item and cancels those in work.</returns>
    public Deferred ForEach<T>(IEnumerable<T> items, int concurrency, Func<T, Deferred?> work)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        ArgumentNullException.ThrowIfNull(work);
        return new SharedWork<T>(items.GetEnumerator(), work, this, concurrency).Start();
    }

    /// <summary>Lets tasks run, also after a <see cref="Stop"/>.</summary>
    public void Start()
    {
        _progress = Progress.Started;
        Schedule();
    }

    /// <summary>Ends every task in the line with <see cref="SchedulerStoppedException"/>, and refuses new ones.</summary>
    /// <remarks>A task that is paused, or waits for a Deferred, ends the same way when it would go on, as in Twisted.</remarks>
    public void Stop()
    {
        _progress = Progress.Stopped;
        CancelTick();
        // Another line from now on: what ends here may run callbacks, and these may start us again.
        var line = _line;
        _line = new LinkedList<CooperativeTask>();
        _stepping?.StopWithCooperator();
        while (line.First is { } first)
        {
            line.Remove(first);
            first.Value.StopWithCooperator();
        }
    }

    /// <summary>Its state in words.</summary>
    public override string ToString() => $"<Cooperator {_progress}, {_line.Count} tasks in line>";

    /// <summary>Puts a task that can go on at the end of the line.</summary>
    internal void Add(CooperativeTask task)
    {
        if (_progress == Progress.Stopped)
        {
            task.StopWithCooperator();
            return;
        }
        _line.AddLast(task.Place);
        Schedule();
    }

    /// <summary>Takes a task out of the line, if it stands there.</summary>
    internal void Remove(CooperativeTask task)
    {
        task.Place.List?.Remove(task.Place);
        if (_line.Count == 0)
            CancelTick();
    }

    private void Tick()
    {
        _isTicking = true;
        try
        {
            var isOver = _terminationPredicateFactory();
            while (_line.First is { } first)
            {
                _line.Remove(first);
                _stepping = first.Value;
                first.Value.Step();
                _stepping = null;
                if (isOver())
                    break;
            }
        }
        finally
        {
            // Also when a predicate throws: the others must not wait for the next task that is added.
            _stepping = null;
            _isTicking = false;
            Schedule();
        }
    }

    private void Schedule()
    {
        if (_progress == Progress.Started && !_isTicking && _line.Count > 0 && _tick is not { Active: true })
            _tick = _scheduler(_makeTick);
    }

    private void CancelTick()
    {
        if (_tick is { Active: true } tick)
            tick.Cancel();
        _tick = null;
    }

    /// <summary>The time one tick may take; the same object every tick, so that ticks allocate nothing for it.</summary>
    private sealed class Slice
    {
        /// <summary>Twisted's 10 ms: short enough for connections not to notice.</summary>
        private const double MaxSeconds = 0.01;

        /// <summary>On a clock that stands still (a test's) time never ends a slice; a task without end must not either.</summary>
        private const int MaxStepsWithoutTime = 10_000;

        private readonly IReactorTime _clock;
        private readonly Func<bool> _isOver;
        private double _begin;
        private int _stepsWithoutTime;

        internal Slice(IReactorTime clock)
        {
            _clock = clock;
            _isOver = IsOver;
        }

        internal Func<bool> Begin()
        {
            _begin = _clock.Seconds();
            _stepsWithoutTime = 0;
            return _isOver;
        }

        private bool IsOver()
        {
            var taken = _clock.Seconds() - _begin;
            return taken >= MaxSeconds || (taken <= 0 && ++_stepsWithoutTime >= MaxStepsWithoutTime);
        }
    }
}
