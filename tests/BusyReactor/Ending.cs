using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.BusyReactor;

/// <summary>Watches a reactor end: which triggers run, and how many turns it makes from the first of them on.</summary>
internal sealed class Ending(IReactor reactor)
{
    private const int TurnsToWait = 3;

    private readonly Deferred _done = new();

    /// <summary>The triggers that ran, in order.</summary>
    internal List<string> Seen { get; } = [];

    /// <summary>How many turns were made after the first of them.</summary>
    internal int Turns { get; private set; }

    internal void Watch()
    {
        reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () =>
        {
            Seen.Add("before");
            Turn();
            return _done;
        });
        reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () => Seen.Add("during"));
        reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () => Seen.Add("after"));
    }

    private void Turn() => reactor.CallLater(0, () =>
    {
        // The end waits for what a trigger gives.
        if (++Turns == TurnsToWait)
        {
            Seen.Add("waited");
            _done.Callback();
        }
        Turn();
    });
}
