namespace TwistedSharp.Internet;

/// <summary>Calls from other threads, in the order they came, and whether the loop must be woken for the next one.</summary>
/// <remarks>Both sides take one lock: the loop says "I may sleep" only in the same breath in which it sees that nothing waits, and who adds
/// sees in the same breath whether it sleeps. So no call is missed and no wake-up is spent on a loop that is awake.</remarks>
internal sealed class IncomingCalls
{
    private readonly Lock _gate = new();
    private List<Entry> _waiting = [];
    private List<Entry> _running = [];
    private int _next;
    private bool _mayBeAsleep;
    private bool _isClosed;

    /// <summary>Adds a call.</summary>
    /// <returns>Whether the loop must be woken.</returns>
    internal bool Add(SendOrPostCallback call, object? state)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _waiting.Add(new Entry(call, state));
            var wake = _mayBeAsleep;
            _mayBeAsleep = false;
            return wake;
        }
    }

    /// <summary>Makes the calls that are there now; those they add wait for the next turn.</summary>
    internal void RunPresent(LoopWatch watch)
    {
        // In a turn inside a call (Iterate) the outer turn's other calls come first: calls keep their order.
        RunTaken(watch);
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return;
            (_waiting, _running) = (_running, _waiting);
        }
        RunTaken(watch);
    }

    /// <summary>The loop is about to block.</summary>
    /// <returns>False: calls are waiting, it must not.</returns>
    internal bool TrySleep()
    {
        lock (_gate)
            return _mayBeAsleep = _waiting.Count == 0;
    }

    /// <summary>The loop is awake again.</summary>
    internal void Awake()
    {
        lock (_gate)
            _mayBeAsleep = false;
    }

    /// <summary>The loop has ended: the calls that wait are dropped, and all that come.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Clear();
        }
    }

    private void RunTaken(LoopWatch watch)
    {
        while (_next < _running.Count)
        {
            var entry = _running[_next++];
            try
            {
                entry.Call(entry.State);
            }
            catch (Exception e)
            {
                Log.Err(e, "while calling from thread");
            }
            watch.Returned(entry.State ?? entry.Call);
        }
        _running.Clear();
        _next = 0;
    }

    private readonly record struct Entry(SendOrPostCallback Call, object? State);
}
