using System.Runtime.InteropServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>The life of the loop (twisted.internet.interfaces.IReactorCore).</summary>
public interface IReactorCore
{
    /// <summary>Whether the loop runs: from the "startup" event to the "shutdown" event.</summary>
    bool Running { get; }

    /// <summary>The first signal that asked the loop to stop, or null; a program may end itself by it (_exitSignal).</summary>
    PosixSignal? ExitSignal { get; }

    /// <summary>Runs the loop on this thread until <see cref="Stop"/> or <see cref="Crash"/>.</summary>
    /// <param name="installSignalHandlers">Whether SIGINT and SIGTERM (on Windows also Ctrl-Break) stop the loop, from the "startup" event
    /// until Run returns. A SIGINT after that keeps its usual meaning and ends the process.</param>
    /// <exception cref="ReactorAlreadyRunningException">It runs.</exception>
    /// <exception cref="ReactorNotRestartableException">It was stopped before.</exception>
    /// <exception cref="IOException">The system's poller failed ten times in a row: without it there is no loop.</exception>
    void Run(bool installSignalHandlers = true);

    /// <summary>Ends the loop after the "shutdown" event, which comes in this turn or the next, never inside the call.</summary>
    /// <exception cref="ReactorNotRunningException">It does not run, or is stopping already.</exception>
    void Stop();

    /// <summary>Ends the loop at once, without the "shutdown" event: connections stay open, and <see cref="Run"/> may be called
    /// again. After <see cref="Stop"/> it may not, and connections are closed all the same.</summary>
    void Crash();

    /// <summary>Goes round the loop once, with or without <see cref="Run"/>: for programs that have a loop of their own.</summary>
    /// <param name="delay">How long to wait for connections at most.</param>
    /// <exception cref="InvalidOperationException">It has ended; or another loop has it as its guest, and this is not inside a callback of
    /// its own.</exception>
    void Iterate(TimeSpan delay = default);

    /// <summary>Fires an event: "startup", "shutdown" or one of the program's own.</summary>
    /// <remarks>Its triggers run in their phases, once each. Those of During and After run inside the call unless a Deferred must be waited
    /// for; but "shutdown", while the loop runs, happens in the next turn.</remarks>
    /// <param name="eventType">Its name; one that nobody has a trigger for does nothing.</param>
    void FireSystemEvent(string eventType);

    /// <summary>Calls something when the loop runs: now if it does, else after the "startup" event.</summary>
    /// <param name="call">What to call.</param>
    /// <returns>The trigger, to take the call back by; null when it was made at once.</returns>
    SystemEventTrigger? CallWhenRunning(Action call);

    /// <summary>Adds a step to the loop's start or end, or to an event of the program's own. It runs once.</summary>
    /// <param name="phase">When it runs.</param>
    /// <param name="eventType">"startup", "shutdown" or any other name.</param>
    /// <param name="call">What to do; a Deferred returned in the Before phase is waited for, however it ends. What it throws is
    /// logged.</param>
    SystemEventTrigger AddSystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call);

    /// <summary>Takes a trigger back. One of the Before phase that has run, while its event is still waited for, is only logged.</summary>
    /// <param name="trigger">What <see cref="AddSystemEventTrigger"/> returned.</param>
    /// <exception cref="ArgumentException">It is not there any more.</exception>
    void RemoveSystemEventTrigger(SystemEventTrigger trigger);
}
