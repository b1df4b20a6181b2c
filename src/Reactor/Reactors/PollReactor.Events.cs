using System.Runtime.InteropServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <content>Its life: system events, signals, the end.</content>
public abstract partial class PollReactor
{
    private readonly SystemEvents _events;
    private readonly List<PosixSignalRegistration> _signals = [];
    private bool _wantsSignals;
    private int _exitSignal; // A PosixSignal, none of which is 0; signals come on threads of their own.
    private bool _isShutdownDue;

    /// <inheritdoc/>
    public bool Running { get; private set; }

    /// <inheritdoc/>
    public PosixSignal? ExitSignal => Volatile.Read(ref _exitSignal) is var signal and not 0 ? (PosixSignal)signal : null;

    internal int SignalCount => _signals.Count;

    /// <inheritdoc/>
    public void Stop()
    {
        RequireThread();
        if (_life is not (Life.Starting or Life.Running))
            throw new ReactorNotRunningException($"{this} does not run, or is stopping already.");
        _life = Life.StopAsked;
        Disturb();
    }

    /// <inheritdoc/>
    public void Crash()
    {
        RequireThread();
        Running = false;
        _isShutdownDue = false;
        // Once Stop was called it runs no more, as in Twisted.
        if (IsLooping)
            _life = _life is Life.Starting or Life.Running ? Life.Crashed : Life.Ended;
        Disturb();
    }

    /// <inheritdoc/>
    public void FireSystemEvent(string eventType)
    {
        RequireThread();
        _events.Fire(eventType);
    }

    /// <inheritdoc/>
    public SystemEventTrigger? CallWhenRunning(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        RequireThread();
        if (!Running)
            return _events.AddAfterStartup(call);
        call();
        return null;
    }

    /// <inheritdoc/>
    public SystemEventTrigger AddSystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call)
    {
        RequireThread();
        return _events.Add(phase, eventType, call);
    }

    /// <inheritdoc/>
    public void RemoveSystemEventTrigger(SystemEventTrigger trigger)
    {
        RequireThread();
        _events.Remove(trigger);
    }

    /// <summary>A signal came; on any thread.</summary>
    internal void Signalled(PosixSignalContext context)
    {
        var isFirst = Interlocked.CompareExchange(ref _exitSignal, (int)context.Signal, 0) == 0;
        // Someone who presses Ctrl-C again means now: what the loop waits for at its end may never come.
        if (!isFirst && context.Signal == PosixSignal.SIGINT)
            return;
        // The default would end the process before the "shutdown" event.
        context.Cancel = true;
        CallFromThread(() =>
        {
            if (_life is Life.Starting or Life.Running)
                Stop();
        });
        Log.Msg($"Received {context.Signal}, shutting down.");
    }

    /// <summary>All that was to come before an event is done.</summary>
    private void Ready(ThreePhaseEvent ready)
    {
        // Of an earlier run: what waited for the start must not take the loop for running.
        if (ready.Name == SystemEvents.Startup && _life is Life.Crashed or Life.Ended)
            return;
        // Only marked: the Deferred may have fired deep in a protocol, and "shutdown" takes every connection down.
        if (ready.Name == SystemEvents.Shutdown && IsLooping)
        {
            _isShutdownDue = true;
            Disturb();
            return;
        }
        ready.Happen();
        // Fired by hand, with no loop to do it when it returns.
        if (_life == Life.Ended && _threadId == 0)
            Release();
    }

    /// <summary>During "startup", before the user's own triggers.</summary>
    private void ReallyStart()
    {
        if (!IsLooping)
            return;
        Running = true;
        if (_life == Life.Starting)
            _life = Life.Running;
        if (_wantsSignals && _signals.Count == 0)
            InstallSignalHandlers();
        _threads.Start();
    }

    /// <summary>During "shutdown", before the user's own triggers: the loop ends, and every socket with it.</summary>
    private void End()
    {
        Running = false;
        _life = Life.Ended;
        // First of all: the pool's end waits for its threads, and they may wait for us.
        BlockedCalls.Close($"{this} has ended.");
        EndConnections();
    }

    private void EndConnections()
    {
        foreach (var token in _registrations.All())
        {
            try
            {
                _registrations.Find(token)?.LoopEnded();
            }
            catch (Exception e)
            {
                Log.Err(e, "while closing a connection at the reactor's end");
            }
        }
    }

    /// <summary>After the end: nothing may wait for the loop or wake it any more.</summary>
    private void Release()
    {
        // There are some if "shutdown" did not happen; in no other run could they go on.
        EndConnections();
        BlockedCalls.Close($"{this} has ended.");
        _incoming.Close();
        _alarm?.Stop();
        _poller.Dispose();
    }

    private void InstallSignalHandlers()
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled));
        // Ctrl-Break; elsewhere SIGQUIT asks for a core dump, and is to make one.
        if (OperatingSystem.IsWindows())
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Signalled));
    }

    private void ForgetSignals()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _signals.Clear();
    }
}
