namespace TwistedSharp.Internet;

/// <summary>A reactor at one moment, for a look inside.</summary>
/// <param name="State">Where it is in its life: New, Starting, Running, StopAsked, ShuttingDown or Ended.</param>
/// <param name="Turns">How often its loop has gone round; an idle one's does not change.</param>
/// <param name="Selectables">How many sockets and pipes it has.</param>
/// <param name="DelayedCalls">How many timed calls are pending.</param>
/// <param name="Threads">How many threads its pool has.</param>
/// <param name="BusyThreads">How many of them work.</param>
/// <param name="QueuedThreadCalls">How many calls wait for a thread.</param>
/// <param name="SlowCallbacks">How many callbacks held it longer than <see cref="PollReactor.SlowCallbackLimit"/>.</param>
/// <param name="LongestCallback">The longest that one callback held it, to some milliseconds.</param>
public sealed record ReactorSnapshot(
    string State, long Turns, int Selectables, int DelayedCalls, int Threads, int BusyThreads, int QueuedThreadCalls, long SlowCallbacks,
    TimeSpan LongestCallback)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() =>
        $"{State}, {Turns} turns, {Selectables} sockets, {DelayedCalls} timed calls, {BusyThreads} of {Threads} threads busy, " +
        $"{QueuedThreadCalls} calls waiting for one, {SlowCallbacks} slow callbacks, the longest {LongestCallback.TotalSeconds:F3} s";
}
