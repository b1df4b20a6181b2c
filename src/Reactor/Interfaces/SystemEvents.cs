using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>The events of one reactor, by name; each is made when it is first asked for.</summary>
/// <param name="ready">Called when all that was to come before an event is done: it is to call <see cref="ThreePhaseEvent.Happen"/>, now or
/// later.</param>
internal sealed class SystemEvents(Action<ThreePhaseEvent> ready)
{
    internal const string Startup = "startup";
    internal const string Shutdown = "shutdown";

    private readonly Dictionary<string, ThreePhaseEvent> _events = [];

    /// <summary>The triggers that are still to run, by event and phase.</summary>
    internal IEnumerable<SystemEventTrigger> Triggers => _events.Values.SelectMany(e => e.Triggers);

    internal ThreePhaseEvent this[string name]
    {
        get
        {
            if (!_events.TryGetValue(name, out var found))
                _events.Add(name, found = new ThreePhaseEvent(name, ready));
            return found;
        }
    }

    internal SystemEventTrigger Add(TriggerPhase phase, string eventType, Func<Deferred?> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentException.ThrowIfNullOrEmpty(eventType);
        if (!Enum.IsDefined(phase))
            throw new ArgumentOutOfRangeException(nameof(phase), phase, "A trigger runs Before, During or After its event.");
        var trigger = new SystemEventTrigger(phase, eventType, call);
        this[eventType].Add(trigger);
        return trigger;
    }

    internal SystemEventTrigger AddAfterStartup(Action call) => Add(TriggerPhase.After, Startup, () =>
    {
        call();
        return null;
    });

    internal void Remove(SystemEventTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        this[trigger.EventType].Remove(trigger);
    }

    /// <summary>Fires an event; one that nobody has a trigger for does nothing.</summary>
    internal void Fire(string eventType)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventType);
        if (_events.TryGetValue(eventType, out var found))
            found.Fire();
    }
}
