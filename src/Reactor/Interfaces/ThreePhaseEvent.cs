using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>One event of a reactor, in three phases; every trigger runs once (twisted.internet.base._ThreePhaseEvent).</summary>
/// <param name="name">The event's.</param>
/// <param name="ready">Called when all that was to come before it is done: it is to call <see cref="Happen"/>, now or later.</param>
internal sealed class ThreePhaseEvent(string name, Action<ThreePhaseEvent> ready)
{
    private readonly List<SystemEventTrigger> _before = [];
    private readonly List<SystemEventTrigger> _during = [];
    private readonly List<SystemEventTrigger> _after = [];
    private readonly HashSet<SystemEventTrigger> _ranBefore = [];

    internal string Name => name;

    /// <summary>What the reactor itself does when the event happens, ahead of its triggers; each time it does.</summary>
    internal Action? First { get; set; }

    /// <summary>What the reactor itself does behind the triggers of the During phase.</summary>
    internal Action? Last { get; set; }

    internal IEnumerable<SystemEventTrigger> Triggers => [.. _before, .. _during, .. _after];

    internal void Add(SystemEventTrigger trigger) => ListOf(trigger.Phase).Add(trigger);

    internal void Remove(SystemEventTrigger trigger)
    {
        if (ListOf(trigger.Phase).Remove(trigger))
            return;
        // While the event waits, whoever removes a trigger of the Before phase cannot know whether it has run: not worth an error.
        if (!_ranBefore.Contains(trigger))
        {
            throw new ArgumentException(
                $"This {trigger.Phase} trigger of '{name}' is not there: it ran, was removed, or is another reactor's.", nameof(trigger));
        }
        Log.Msg($"A Before trigger of '{name}' was removed after it had run.");
    }

    /// <summary>Runs the Before phase now, and has the others follow when its Deferreds have fired.</summary>
    internal void Fire()
    {
        _ranBefore.Clear();
        var firing = new Firing(this);
        while (Next(_before) is { } trigger)
        {
            _ranBefore.Add(trigger);
            if (Call(trigger) is { } deferred)
                firing.WaitFor(deferred);
        }
        firing.Done();
    }

    /// <summary>Runs the During and After phases.</summary>
    internal void Happen()
    {
        _ranBefore.Clear();
        Call(First);
        RunAll(_during);
        Call(Last);
        RunAll(_after);
    }

    private static SystemEventTrigger? Next(List<SystemEventTrigger> triggers)
    {
        if (triggers.Count == 0)
            return null;
        var first = triggers[0];
        triggers.RemoveAt(0);
        return first;
    }

    private void RunAll(List<SystemEventTrigger> triggers)
    {
        // Looked at anew each time: a trigger may add others to its own phase, or take them out.
        while (Next(triggers) is { } trigger)
            Call(trigger);
    }

    private Deferred? Call(SystemEventTrigger trigger)
    {
        try
        {
            return trigger.Call();
        }
        catch (Exception e)
        {
            Log.Err(e, $"while calling a trigger of '{name}'");
            return null;
        }
    }

    private void Call(Action? own)
    {
        try
        {
            own?.Invoke();
        }
        catch (Exception e)
        {
            Log.Err(e, $"while '{name}' happened");
        }
    }

    private List<SystemEventTrigger> ListOf(TriggerPhase phase) => phase switch
    {
        TriggerPhase.Before => _before,
        TriggerPhase.During => _during,
        _ => _after,
    };

    private void Ready() => ready(this);

    /// <summary>One firing, and how much it still waits for: an event fired twice waits for its own Deferreds each time.</summary>
    private sealed class Firing(ThreePhaseEvent fired)
    {
        // One for the Before phase itself: Deferreds that have fired already must not end it from inside its loop.
        private int _pending = 1;

        internal void WaitFor(Deferred deferred)
        {
            _pending++;
            try
            {
                deferred.AddBoth(Heard);
            }
            catch (Exception e)
            {
                // A handle that cannot be waited for (stale, another thread's) must not stop the loop from starting or ending.
                Log.Err(e, $"while waiting for a trigger before '{fired.Name}'");
                Done();
            }
        }

        internal void Done()
        {
            if (--_pending == 0)
                fired.Ready();
        }

        private void Heard(Outcome outcome)
        {
            if (outcome.Failure is { } failure)
                Log.Err(failure, $"while waiting for a trigger before '{fired.Name}'");
            Done();
        }
    }
}
