using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>When a system event trigger runs.</summary>
public enum TriggerPhase
{
    /// <summary>First; the event waits for the Deferreds that these triggers return.</summary>
    Before,

    /// <summary>When the event happens.</summary>
    During,

    /// <summary>When it is over.</summary>
    After,
}

/// <summary>A trigger that was added, to take it back by.</summary>
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

    /// <summary>The event: "startup" or "shutdown".</summary>
    public string EventType { get; }

    internal Func<Deferred?> Call { get; }
}

/// <summary>The life of the loop (IReactorCore).</summary>
public interface IReactorCore
{
    /// <summary>Whether the loop runs: from the "startup" event to the "shutdown" event.</summary>
    bool Running { get; }

    /// <summary>Runs the loop on this thread until <see cref="Stop"/>.</summary>
    /// <param name="installSignalHandlers">Whether SIGINT and SIGTERM stop the loop.</param>
    /// <exception cref="ReactorAlreadyRunningException">It runs.</exception>
    /// <exception cref="ReactorNotRestartableException">It was stopped before.</exception>
    void Run(bool installSignalHandlers = true);

    /// <summary>Ends the loop after the "shutdown" event.</summary>
    /// <exception cref="ReactorNotRunningException">It does not run, or is stopping already.</exception>
    void Stop();

    /// <summary>Calls something when the loop runs: now if it does, else after the "startup" event.</summary>
    /// <param name="call">What to call.</param>
    void CallWhenRunning(Action call);

    /// <summary>Adds a step to the loop's start or end.</summary>
    /// <param name="phase">When it runs.</param>
    /// <param name="eventType">"startup" or "shutdown".</param>
    /// <param name="call">What to do; a Deferred returned in the Before phase is waited for.</param>
    SystemEventTrigger AddSystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call);

    /// <summary>Takes a trigger back.</summary>
    /// <param name="trigger">What <see cref="AddSystemEventTrigger"/> returned.</param>
    /// <exception cref="ArgumentException">It is not there any more.</exception>
    void RemoveSystemEventTrigger(SystemEventTrigger trigger);
}
