namespace TwistedSharp.Internet;

/// <summary>Lets a loop take its turns in calls posted to another loop, and waits for it meanwhile on a thread of its own
/// (twisted.internet._threadedselect).</summary>
/// <remarks>The two never work at the same time: a turn hands the wait over and returns, the end of the wait posts the next turn. What the
/// host's own code does to the reactor in between ends the wait (<see cref="Disturb"/>).</remarks>
internal sealed class LoopHost(SynchronizationContext context, IPoller poller, PollEvent[] ready)
{
    /// <summary>Instead of a time to wait: the loop has ended.</summary>
    internal static readonly TimeSpan NoMore = TimeSpan.MinValue;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _asked = new(0);
    private Func<int, TimeSpan?> _turn = static _ => NoMore; // Set by Start.
    private Action _end = static () => { }; // Set by Start.
    private TimeSpan? _timeout;
    private int _threadId;
    private int _failures;
    private Exception? _failure;
    private volatile State _state;

    private enum State
    {
        /// <summary>A turn is posted to the host.</summary>
        Posted,
        Turning,

        /// <summary>The other thread waits.</summary>
        Waiting,

        /// <summary>It waits, and has been woken.</summary>
        Disturbed,
        Ended,
    }

    internal Task Ended => _ended.Task;

    /// <summary>Whether the loop has its turn at this moment.</summary>
    internal bool HasTurn => _state == State.Turning;

    /// <param name="begin">Called first, on the host.</param>
    /// <param name="turn">Takes a turn on the host, given how many sockets are ready; returns how long to wait.</param>
    /// <param name="end">Called last, on the host.</param>
    internal void Start(Action begin, Func<int, TimeSpan?> turn, Action end)
    {
        _turn = turn;
        _end = end;
        context.Post(_ =>
        {
            _threadId = Environment.CurrentManagedThreadId;
            _state = State.Turning;
            Guard(begin);
            Turn(0);
        }, null);
        // Not before: a host that refuses the call leaves no thread behind.
        new Thread(WaitForLoop) { IsBackground = true, Name = "TwistedSharp reactor, waiting" }.Start();
    }

    /// <summary>Ends a wait under way, so that the loop looks anew; on the host's thread.</summary>
    internal void Disturb()
    {
        if (_state != State.Waiting)
            return;
        _state = State.Disturbed;
        poller.Wake();
    }

    private void Turn(int readyCount)
    {
        if (_state == State.Ended)
            return;
        if (Environment.CurrentManagedThreadId != _threadId)
        {
            Finish(new InvalidOperationException(
                $"{context} makes its calls on several threads, first {_threadId}, now {Environment.CurrentManagedThreadId}; a reactor needs " +
                "one that has a single thread, such as Nito.AsyncEx's AsyncContext."));
            return;
        }
        if (_failure is not null)
        {
            Finish(_failure);
            return;
        }
        _state = State.Turning;
        _timeout = _turn(readyCount);
        if (_timeout == NoMore)
        {
            Finish(null);
            return;
        }
        if (_timeout == TimeSpan.Zero)
        {
            // In another call even so: the host's own are to have their turn as well.
            var count = Wait(TimeSpan.Zero);
            _state = State.Posted;
            Post(count);
            return;
        }
        _state = State.Waiting;
        _asked.Release();
    }

    private void WaitForLoop()
    {
        while (true)
        {
            _asked.Wait();
            if (_state == State.Ended)
                return;
            Post(Wait(_timeout));
        }
    }

    private void Post(int readyCount)
    {
        try
        {
            context.Post(_ => Turn(readyCount), null);
        }
        catch (Exception e)
        {
            // A window's context, when the window is closed. Thrown on the thread that waits it would end the process.
            Finish(new InvalidOperationException($"{context} takes no more calls: it has ended before the reactor, its guest.", e));
        }
    }

    private int Wait(TimeSpan? timeout)
    {
        try
        {
            var count = poller.Wait(timeout, ready);
            _failures = 0;
            return count;
        }
        catch (Exception e)
        {
            Log.Err(e, "Unexpected error in main loop");
            if (++_failures == PollReactor.MaxFailedTurns)
                _failure = e;
            return 0;
        }
    }

    private void Finish(Exception? error)
    {
        _state = State.Ended;
        _asked.Release();
        Guard(_end);
        if (error is null)
            _ended.TrySetResult();
        else
            _ended.TrySetException(error);
    }

    private static void Guard(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.Err(e, "Unexpected error in main loop");
        }
    }
}
