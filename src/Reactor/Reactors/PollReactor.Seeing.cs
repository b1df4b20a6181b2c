namespace TwistedSharp.Internet;

/// <content>What can be seen of the loop from outside.</content>
public abstract partial class PollReactor
{
    private static int _reactorsNamed;

    private readonly LoopWatch _watch = new();

    /// <summary>From how long on a callback is logged as slow, with its name; 100 ms unless set, <see cref="Timeout.InfiniteTimeSpan"/> for
    /// never.</summary>
    public TimeSpan SlowCallbackLimit
    {
        get => _watch.Limit;
        set => _watch.Limit = value;
    }

    /// <summary>What it is called in metrics: its type and a number.</summary>
    public string Name => field ??= $"{GetType().Name}-{Interlocked.Increment(ref _reactorsNamed)}";

    /// <summary>Its state in numbers; on any thread, where they are a little old perhaps.</summary>
    public ReactorSnapshot Snapshot()
    {
        var (threads, busy, queued) = (_threads.Workers, _threads.Working, _threads.Backlog);
        return new ReactorSnapshot(
            _life.ToString(), Turns, _registrations.Count, _calls.Count, threads, busy, queued, _watch.SlowCallbacks, _watch.Longest);
    }
}
