namespace TwistedSharp.Internet;

/// <summary>System event triggers that wait for nothing.</summary>
public static class SystemEventExtensions
{
    /// <summary>Adds a step to the loop's start or end, or to an event of the program's own, that nothing waits for.</summary>
    /// <param name="reactor">Whose event it is.</param>
    /// <param name="phase">When it runs.</param>
    /// <param name="eventType">"startup", "shutdown" or any other name.</param>
    /// <param name="call">What to do. What it throws is logged.</param>
    public static SystemEventTrigger AddSystemEventTrigger(this IReactorCore reactor, TriggerPhase phase, string eventType, Action call)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(call);
        return reactor.AddSystemEventTrigger(phase, eventType, () =>
        {
            call();
            return null;
        });
    }

    /// <summary>Goes round the loop once, as ported lines write it.</summary>
    /// <param name="reactor">Which loop.</param>
    /// <param name="seconds">How long to wait for connections at most.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative or not a number.</exception>
    public static void Iterate(this IReactorCore reactor, double seconds)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        reactor.Iterate(TimeUnits.Delay(seconds));
    }
}
