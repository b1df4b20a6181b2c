using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>One event in the life of the loop, in three phases (twisted.internet.base._ThreePhaseEvent).</summary>
internal sealed class SystemEvents(string name)
{
    private readonly List<SystemEventTrigger> _before = [];
    private readonly List<SystemEventTrigger> _during = [];
    private readonly List<SystemEventTrigger> _after = [];
    private HashSet<SystemEventTrigger> _ranBefore = [];
    private int _pending;

    /// <summary>Whether everything before the event is done, so that the loop is to call <see cref="Happen"/>.</summary>
    internal bool IsDue { get; private set; }

    internal void Add(SystemEventTrigger trigger) => ListOf(trigger.Phase).Add(trigger);

    internal void Remove(SystemEventTrigger trigger)
    {
        // One that has just run in the Before phase is not worth an error: whoever removes it cannot know how far the event is.
        if (!ListOf(trigger.Phase).Remove(trigger) && !_ranBefore.Contains(trigger))
            throw new ArgumentException($"This {trigger.Phase} trigger of '{name}' was removed or has run already.", nameof(trigger));
    }

    /// <summary>Runs the Before phase now, and the others too unless Deferreds must be waited for.</summary>
    internal void Fire()
    {
        // One for ourselves, so that Deferreds that have fired already do not make the event due from inside the loop.
        _pending = 1;
        while (Next(_before) is { } trigger)
        {
            _ranBefore.Add(trigger);
            if (Call(trigger) is { } deferred)
            {
                _pending++;
                deferred.AddBoth(BeforeDone);
            }
        }
        BeforeDone(Outcome.Success);
        if (IsDue)
            Happen();
    }

    /// <summary>Runs the During and After phases.</summary>
    internal void Happen()
    {
        IsDue = false;
        _ranBefore = [];
        while (Next(_during) is { } trigger)
            Call(trigger);
        while (Next(_after) is { } trigger)
            Call(trigger);
    }

    private static SystemEventTrigger? Next(List<SystemEventTrigger> triggers)
    {
        if (triggers.Count == 0)
            return null;
        var first = triggers[0];
        triggers.RemoveAt(0);
        return first;
    }

    private void BeforeDone(Outcome outcome)
    {
        if (outcome.Failure is { } failure)
            Log.Err(failure, $"while waiting for a trigger before '{name}'");
        // Only marked: the Deferred may have fired deep in a protocol, and "shutdown" takes every connection down.
        IsDue = --_pending == 0;
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

    private List<SystemEventTrigger> ListOf(TriggerPhase phase) => phase switch
    {
        TriggerPhase.Before => _before,
        TriggerPhase.During => _during,
        _ => _after,
    };
}
