using System.Diagnostics;

namespace TwistedSharp.Internet;

/// <summary>The reactor's own threads, for calls that block: none until there is work, never more than allowed, gone when idle for a while
/// (twisted.python.threadpool.ThreadPool).</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class ReactorThreadPool
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private readonly List<Thread> _threads = [];
    private State _state;
    private int _size = 10;
    private int _idle;
    private int _named;

    private enum State
    {
        /// <summary>Work is kept until the reactor runs.</summary>
        Held,
        Started,
        Stopped,
    }

    internal int Size
    {
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_gate)
            {
                _size = value;
                Monitor.PulseAll(_gate);
                StartThreads();
            }
        }
    }

    internal int ThreadCount
    {
        get
        {
            lock (_gate)
                return _threads.Count;
        }
    }

    /// <summary>How many threads there are, how many of them work, and how many calls wait for one.</summary>
    internal (int Threads, int Busy, int Queued) Use
    {
        get
        {
            lock (_gate)
                return (_threads.Count, _threads.Count - _idle, _work.Count);
        }
    }

    internal void Add(Action call)
    {
        lock (_gate)
        {
            // After the end it is dropped, as in Twisted: there is nobody left to do it for.
            if (_state == State.Stopped)
                return;
            _work.Enqueue(call);
            if (_idle > 0)
                Monitor.Pulse(_gate);
            StartThreads();
        }
    }

    internal void Start()
    {
        lock (_gate)
        {
            if (_state != State.Held)
                return;
            _state = State.Started;
            StartThreads();
        }
    }

    /// <summary>Waits for the work there is, then for the threads.</summary>
    internal void Stop()
    {
        Thread[] threads;
        lock (_gate)
        {
            _state = State.Stopped;
            threads = [.. _threads];
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in threads)
            thread.Join();
    }

    public override string ToString()
    {
        lock (_gate)
            return $"<ReactorThreadPool {_state}, {_threads.Count} of {_size} threads, {_idle} idle, {_work.Count} waiting>";
    }

    private void StartThreads()
    {
        if (_state != State.Started)
            return;
        // An idle thread that was pulsed counts as idle until it runs: so compare with the work, not with zero.
        for (var missing = _work.Count - _idle; missing > 0 && _threads.Count < _size; missing--)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"TwistedSharp reactor pool {++_named}" };
            _threads.Add(thread);
            thread.UnsafeStart(); // What the first caller had in its context is not for the others.
        }
    }

    private void Work()
    {
        while (Take() is { } call)
        {
            try
            {
                call();
            }
            catch (Exception e)
            {
                Log.Err(e, "while calling in a thread of the reactor's pool");
            }
        }
    }

    /// <summary>The next call for this thread, or null when it should end.</summary>
    private Action? Take()
    {
        lock (_gate)
        {
            while (_work.Count == 0 || _threads.Count > _size)
            {
                if (_state == State.Stopped || _threads.Count > _size)
                    return Leave();
                _idle++;
                var pulsed = Monitor.Wait(_gate, IdleLimit);
                _idle--;
                if (!pulsed && _work.Count == 0)
                    return Leave();
            }
            return _work.Dequeue();
        }
    }

    private Action? Leave()
    {
        _threads.Remove(Thread.CurrentThread);
        return null;
    }
}
