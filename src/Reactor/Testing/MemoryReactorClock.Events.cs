using System.Runtime.InteropServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <content>Its life: system events, and what goes for a loop.</content>
public partial class MemoryReactorClock
{
    private readonly SystemEvents _events;
    private Progress _state;

    /// <summary>Makes a reactor that has not run, at time 0.</summary>
    public MemoryReactorClock()
    {
        ThreadPool = new MemoryThreadPool(this);
        _events = new SystemEvents(Ready);
        _events[SystemEvents.Startup].First = ReallyStart;
        _events[SystemEvents.Shutdown].First = End;
        _events[SystemEvents.Shutdown].Last = () => ThreadPool.Joined = true;
    }

    private enum Progress
    {
        Fresh,
        Starting,
        Running,
        Stopping,

        /// <summary>It ended without "shutdown", and may run again.</summary>
        Crashed,
        Stopped,
    }

    /// <summary>The triggers that are still to run, by event and phase.</summary>
    public IReadOnlyList<SystemEventTrigger> Triggers => [.. _events.Triggers];

    /// <inheritdoc/>
    public bool Running { get; private set; }

    /// <inheritdoc/>
    /// <remarks>A test may set it, to see what a program makes of it.</remarks>
    public PosixSignal? ExitSignal { get; set; }

    /// <inheritdoc/>
    public void Run(bool installSignalHandlers = true)
    {
        if (_state is Progress.Stopped)
            throw new ReactorNotRestartableException("This reactor was stopped; a reactor runs once.");
        if (_state is not (Progress.Fresh or Progress.Crashed))
            throw new ReactorAlreadyRunningException("Run, and the reactor runs.");
        _state = Progress.Starting;
        _events.Fire(SystemEvents.Startup);
    }

    /// <inheritdoc/>
    /// <remarks>Here "shutdown" fires inside the call: there is no turn for it to wait for.</remarks>
    public void Stop()
    {
        if (_state is not (Progress.Starting or Progress.Running))
            throw new ReactorNotRunningException($"Stop needs a running reactor, but it is {_state}.");
        _state = Progress.Stopping;
        _events.Fire(SystemEvents.Shutdown);
    }

    /// <inheritdoc/>
    public void Crash()
    {
        Running = false;
        _state = _state switch
        {
            Progress.Starting or Progress.Running => Progress.Crashed,
            Progress.Stopping => Progress.Stopped,
            var same => same,
        };
    }

    /// <inheritdoc/>
    /// <remarks>Here time moves on by the delay, and what is due then is called.</remarks>
    public void Iterate(TimeSpan delay = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (_state is Progress.Stopped)
            throw new InvalidOperationException("This reactor was stopped, and goes round no more.");
        Advance(delay);
    }

    /// <inheritdoc/>
    public void FireSystemEvent(string eventType) => _events.Fire(eventType);

    /// <inheritdoc/>
    public SystemEventTrigger? CallWhenRunning(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!Running)
            return _events.AddAfterStartup(call);
        call();
        return null;
    }

    /// <inheritdoc/>
    public SystemEventTrigger AddSystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call) =>
        _events.Add(phase, eventType, call);

    /// <inheritdoc/>
    public void RemoveSystemEventTrigger(SystemEventTrigger trigger) => _events.Remove(trigger);

    private void Ready(ThreePhaseEvent ready)
    {
        // Of an earlier run: what waited for the start must not take the reactor for running.
        if (ready.Name != SystemEvents.Startup || _state is not (Progress.Crashed or Progress.Stopped))
            ready.Happen();
    }

    private void ReallyStart()
    {
        if (_state is not (Progress.Starting or Progress.Stopping))
            return;
        Running = true;
        if (_state is Progress.Starting)
            _state = Progress.Running;
    }

    private void End()
    {
        Running = false;
        _state = Progress.Stopped;
        LoseConnections();
    }
}
