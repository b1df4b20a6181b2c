using System.Diagnostics.Metrics;

namespace TwistedSharp.Internet;

/// <summary>The reactors of the process as instruments of the meter "TwistedSharp.Reactor": nothing is counted for them that is not counted
/// anyway, and what is measured is measured while somebody listens.</summary>
internal static class ReactorMetrics
{
    internal const string MeterName = "TwistedSharp.Reactor";

    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<PollReactor>> Reactors = [];
    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> TurnTime = Meter.CreateHistogram<double>(
        "twistedsharp.reactor.turn.duration", "s", "How long the loop was busy before it waited again: the delay of whatever came meanwhile");

    static ReactorMetrics()
    {
        Meter.CreateObservableCounter("twistedsharp.reactor.turns", () => Each(s => s.Turns), "{turn}", "How often loops went round");
        Meter.CreateObservableCounter(
            "twistedsharp.reactor.slow_callbacks", () => Each(s => s.SlowCallbacks), "{callback}", "Callbacks that held a loop too long");
        Meter.CreateObservableGauge("twistedsharp.reactor.delayed_calls", () => Each(s => s.DelayedCalls), "{call}", "Timed calls pending");
        Meter.CreateObservableGauge("twistedsharp.reactor.selectables", () => Each(s => s.Selectables), "{socket}", "Sockets and pipes open");
        Meter.CreateObservableGauge("twistedsharp.reactor.threads", () => Each(s => s.Threads), "{thread}", "Threads of the pools");
        Meter.CreateObservableGauge(
            "twistedsharp.reactor.threads.busy", () => Each(s => s.BusyThreads), "{thread}", "Threads of the pools that work");
        Meter.CreateObservableGauge(
            "twistedsharp.reactor.threads.queue", () => Each(s => s.QueuedThreadCalls), "{call}", "Calls that wait for a thread");
    }

    /// <summary>Whether somebody listens to the length of turns.</summary>
    internal static bool IsTimingTurns => TurnTime.Enabled;

    internal static void Turn(TimeSpan busy) => TurnTime.Record(busy.TotalSeconds);

    /// <summary>A reactor runs.</summary>
    internal static void Add(PollReactor reactor)
    {
        lock (Gate)
            Reactors.Add(new WeakReference<PollReactor>(reactor));
    }

    /// <summary>A reactor has ended.</summary>
    internal static void Remove(PollReactor reactor)
    {
        lock (Gate)
            Reactors.RemoveAll(r => !r.TryGetTarget(out var other) || other == reactor);
    }

    private static List<Measurement<long>> Each(Func<ReactorSnapshot, long> value)
    {
        var measurements = new List<Measurement<long>>();
        lock (Gate)
        {
            foreach (var reference in Reactors)
            {
                if (reference.TryGetTarget(out var reactor))
                    measurements.Add(new Measurement<long>(value(reactor.Snapshot()), new KeyValuePair<string, object?>("reactor", reactor.Name)));
            }
        }
        return measurements;
    }
}
