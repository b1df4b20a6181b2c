using System.Diagnostics;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Threads for calls that block: started when there is work, never more than allowed, gone when idle for a while
/// (twisted.python.threadpool.ThreadPool).</summary>
/// <remarks>
/// A reactor has one; a program may have more, for work that is not to take turns with the reactor's own (name resolution). Any thread may
/// use every member. The async-locals of the one who makes a call are there when it is made. Threads beyond <see cref="Min"/> end after ten
/// idle seconds. A pool lives once: after <see cref="Stop"/> it drops what it is given.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ReactorThreadPool : IThreadPool
{
    private const int DefaultMin = 5;
    private const int DefaultMax = 20;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(10);
    private static readonly ContextCallback Invoke = static call => ((Action)call!)(); // Only run with an Action.

    private readonly object _gate = new();
    private readonly Queue<Call> _work = new();
    private readonly List<Thread> _threads = [];
    private State _state;
    private int _min;
    private int _max;
    private int _idle;
    private int _busy;
    private int _toEnd;
    private int _named;

    /// <summary>Makes a pool that keeps its work until <see cref="Start"/>.</summary>
    /// <param name="minThreads">How many threads there are at least once it has started, zero or more.</param>
    /// <param name="maxThreads">How many threads there are at most, one or more.</param>
    /// <param name="name">Its threads are named after it.</param>
    public ReactorThreadPool(int minThreads = DefaultMin, int maxThreads = DefaultMax, string? name = null)
    {
        CheckSize(minThreads, maxThreads);
        _min = minThreads;
        _max = maxThreads;
        Name = name ?? "pool";
    }

    private enum State
    {
        /// <summary>Work is kept until the start.</summary>
        Held,
        Started,
        Stopped,
    }

    /// <summary>What its threads are named after.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public int Min => Read(static pool => pool._min);

    /// <inheritdoc/>
    public int Max => Read(static pool => pool._max);

    /// <summary>Whether it has started and not stopped.</summary>
    public bool Started => Read(static pool => pool._state == State.Started ? 1 : 0) != 0;

    /// <summary>Whether it has stopped.</summary>
    public bool Joined => Read(static pool => pool._state == State.Stopped ? 1 : 0) != 0;

    /// <summary>How many threads there are.</summary>
    public int Workers => Read(static pool => pool._threads.Count);

    /// <summary>How many of them make a call.</summary>
    public int Working => Read(static pool => Volatile.Read(ref pool._busy));

    /// <summary>How many of them wait for one.</summary>
    public int Waiting => Read(static pool => pool._idle);

    /// <summary>How many calls wait for a thread.</summary>
    public int Backlog => Read(static pool => pool._work.Count);

    /// <summary>Starts its least number of threads, and more for the calls that wait already.</summary>
    /// <exception cref="InvalidOperationException">It has stopped.</exception>
    public void Start()
    {
        lock (_gate)
        {
            if (_state == State.Stopped)
                throw new InvalidOperationException($"{this} cannot start again; make another pool.");
            _state = State.Started;
            StartThreads();
        }
    }

    /// <summary>Waits for the calls that were given to it, then for its threads' end. A pool that never started drops its calls.</summary>
    /// <exception cref="InvalidOperationException">The caller is one of its threads, and would wait for itself.</exception>
    public void Stop()
    {
        Thread[] threads;
        lock (_gate)
        {
            if (_threads.Contains(Thread.CurrentThread))
                throw new InvalidOperationException($"{this} was to be stopped by its own thread, which would wait for itself.");
            if (_state == State.Held)
                _work.Clear();
            _state = State.Stopped;
            threads = [.. _threads];
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in threads)
            thread.Join();
    }

    /// <inheritdoc/>
    public bool CallInThread(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        lock (_gate)
        {
            if (_state == State.Stopped)
                return false;
            _work.Enqueue(new Call(call, ExecutionContext.Capture()));
            if (_idle > 0)
                Monitor.Pulse(_gate);
            StartThreads();
            return true;
        }
    }

    /// <inheritdoc/>
    public bool CallInThreadWithCallback<T>(Action<Outcome<T>> onResult, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(onResult);
        ArgumentNullException.ThrowIfNull(call);
        return CallInThread(new ToldCall<T>(onResult, call).Make);
    }

    /// <inheritdoc/>
    public void AdjustPoolSize(int? minThreads = null, int? maxThreads = null)
    {
        lock (_gate)
        {
            CheckSize(minThreads ?? _min, maxThreads ?? _max);
            _min = minThreads ?? _min;
            _max = maxThreads ?? _max;
            Monitor.PulseAll(_gate);
            StartThreads();
        }
    }

    /// <summary>Starts one more thread, unless there are as many as allowed or the pool is not started.</summary>
    public void StartAWorker()
    {
        lock (_gate)
        {
            if (_state == State.Started && _threads.Count < _max)
                StartThread();
        }
    }

    /// <summary>Ends one thread as soon as there is one with nothing to do.</summary>
    public void StopAWorker()
    {
        lock (_gate)
        {
            if (_toEnd < _threads.Count)
                _toEnd++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Its state in words.</summary>
    public override string ToString()
    {
        lock (_gate)
            return $"<ReactorThreadPool {Name} {_state}, {_threads.Count} of {_max} threads, {_idle} idle, {_work.Count} waiting>";
    }

    private static void CheckSize(int minThreads, int maxThreads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minThreads);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minThreads, maxThreads);
    }

    private int Read(Func<ReactorThreadPool, int> number)
    {
        lock (_gate)
            return number(this);
    }

    private void StartThreads()
    {
        if (_state != State.Started)
            return;
        // An idle thread that was pulsed counts as idle until it runs: so compare with the work, not with zero.
        for (var missing = Math.Max(_work.Count - _idle, _min - _threads.Count); missing > 0 && _threads.Count < _max; missing--)
            StartThread();
    }

    private void StartThread()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"PoolThread-{Name}-{++_named}" };
        _threads.Add(thread);
        thread.UnsafeStart(); // What the first caller had in its context is not for the others.
    }

    private void Work()
    {
        while (MakeNext())
        {
        }
    }

    // A frame of its own: nothing of a call that was made is to live while the thread waits for the next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MakeNext()
    {
        if (Take() is not { } call)
            return false;
        try
        {
            if (call.Context is null)
                call.Make();
            else
                ExecutionContext.Run(call.Context, Invoke, call.Make);
        }
        catch (Exception e)
        {
            Log.Err(e, $"while calling in a thread of the pool '{Name}'");
        }
        Interlocked.Decrement(ref _busy);
        return true;
    }

    /// <summary>The next call for this thread; null when it is to end.</summary>
    private Call? Take()
    {
        lock (_gate)
        {
            while (_threads.Count <= _max)
            {
                if (_work.TryDequeue(out var call))
                {
                    Interlocked.Increment(ref _busy);
                    return call;
                }
                if (_state == State.Stopped)
                    break;
                if (_toEnd > 0)
                {
                    _toEnd--;
                    break;
                }
                _idle++;
                var isPulsed = Monitor.Wait(_gate, IdleLimit);
                _idle--;
                if (!isPulsed && _work.Count == 0 && _threads.Count > _min)
                    break;
            }
            _threads.Remove(Thread.CurrentThread);
            return null;
        }
    }

    private sealed record Call(Action Make, ExecutionContext? Context);

    private sealed class ToldCall<T>(Action<Outcome<T>> onResult, Func<T> call)
    {
        private Func<T>? _call = call;

        internal void Make() => onResult(Outcome());

        // A frame of its own, and released: whoever hears of the end may look whether what was called has been let go of.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private Outcome<T> Outcome()
        {
            try
            {
                return _call!(); // Made once.
            }
            catch (Exception e)
            {
                return new Failure(e);
            }
            finally
            {
                _call = null;
            }
        }
    }
}
