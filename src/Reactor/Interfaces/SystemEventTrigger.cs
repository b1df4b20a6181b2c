using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A trigger that was added, to take it back by.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class SystemEventTrigger
{
    internal SystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call)
    {
        Phase = phase;
        EventType = eventType;
        Call = call;
    }

    /// <summary>When it runs.</summary>
    public TriggerPhase Phase { get; }

    /// <summary>The event: "startup", "shutdown" or one of the program's own.</summary>
    public string EventType { get; }

    internal Func<Deferred?> Call { get; }

    /// <summary>When it runs, in words.</summary>
    public override string ToString() => $"<SystemEventTrigger {Phase} '{EventType}'>";
}
