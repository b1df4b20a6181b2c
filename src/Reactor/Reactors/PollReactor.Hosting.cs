namespace TwistedSharp.Internet;

/// <content>Its life as the guest of another loop.</content>
public abstract partial class PollReactor
{
    private LoopHost? _host;

    /// <summary>Runs the loop as the guest of another one, of a window or Nito.AsyncEx's AsyncContext for instance: all of it happens in calls
    /// that are posted there, while a thread of its own waits for the sockets (as Twisted runs on GUI loops and asyncio).</summary>
    /// <remarks>The host's own code on that thread may use the reactor as callbacks do. Code after an await of a Task goes on where the
    /// host has it go on: on the same thread.</remarks>
    /// <param name="context">The host; all that is posted to it is called on one thread, one after the other.</param>
    /// <param name="installSignalHandlers">Whether SIGINT and SIGTERM stop the loop.</param>
    /// <returns>Ends when the loop has ended; fails when the host ran its calls on different threads or took no more of them, or the
    /// system's poller failed for good.</returns>
    /// <exception cref="ReactorAlreadyRunningException">It runs.</exception>
    /// <exception cref="ReactorNotRestartableException">It was stopped before.</exception>
    public Task RunOn(SynchronizationContext context, bool installSignalHandlers = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequireRunnable();
        // From here on it counts as running, though the first call is still to come.
        var before = _life;
        _life = Life.Starting;
        var host = _host = new LoopHost(context, _poller, _ready);
        Outside? outside = null;
        try
        {
            host.Start(
                begin: () =>
                {
                    outside = BeginLoop(installSignalHandlers, context);
                    _events.Fire(SystemEvents.Startup);
                },
                turn: TurnOnHost,
                end: () =>
                {
                    _host = null;
                    EndLoop(outside);
                });
        }
        catch
        {
            // The host takes no calls.
            (_life, _host) = (before, null);
            throw;
        }
        return host.Ended;
    }

    /// <summary>One turn up to the wait, after what the last wait found.</summary>
    private TimeSpan? TurnOnHost(int readyCount)
    {
        _incoming.Awake();
        _watch.Begin();
        _readyCount = readyCount;
        try
        {
            ActOnReady();
            RunUntilCurrent();
            Flush();
        }
        catch (Exception e)
        {
            LogUnexpected(e);
        }
        _watch.End();
        if (!IsLooping)
            return LoopHost.NoMore;
        var timeout = TimeToWait(null);
        return timeout != TimeSpan.Zero && _incoming.TrySleep() ? timeout : TimeSpan.Zero;
    }

    /// <summary>Something was changed that the loop must see: as a guest it may be waiting on another thread at this moment.</summary>
    private void Disturb() => _host?.Disturb();
}
