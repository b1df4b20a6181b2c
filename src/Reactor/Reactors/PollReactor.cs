using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>The event loop: one thread that makes calls from threads, timed calls and the callbacks of ready sockets, in that order,
/// turn by turn (twisted.internet.base.ReactorBase and posixbase).</summary>
/// <remarks>One turn: the calls from threads that are there; the timed calls due at one reading of the clock; the "shutdown" event if
/// <see cref="Stop"/> was called; then what was written goes out, and the loop waits for sockets until the next timed call. With nothing
/// to do it waits for ever: there are no ticks. What user code throws is logged, and the loop goes on.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public abstract partial class PollReactor : IReactor, ITransportLoop
{
    private const int EventsPerTurn = 256;
    private const int ReceiveBufferBytes = 64 * 1024;
    private const string Startup = "startup";
    private const string Shutdown = "shutdown";

    private static readonly SendOrPostCallback Invoke = static call => ((Action)call!)(); // Only posted with an Action.
    private static readonly SendOrPostCallback Nothing = static _ => { };

    private readonly long _epoch = Stopwatch.GetTimestamp();
    private readonly IPoller _poller;
    private readonly Alarm? _alarm; // Only on a clock that is not the system's: there the poller's own timeout will not do.
    private readonly Registrations _registrations;
    private readonly DelayedCallQueue _calls;
    private readonly IncomingCalls _incoming = new();
    private readonly ReactorThreadPool _threads = new();
    private readonly SystemEvents _startup = new(Startup);
    private readonly SystemEvents _shutdown = new(Shutdown);
    private readonly PollEvent[] _ready = new PollEvent[EventsPerTurn];
    private readonly byte[] _receiveBuffer = new byte[ReceiveBufferBytes];
    private List<IFlushable> _toFlush = [];
    private List<IFlushable> _flushing = [];
    private IHostnameResolver _nameResolver;
    private Life _life;
    private volatile int _threadId;

    internal PollReactor(IPoller poller) : this(poller, TimeProvider.System) { }

    internal PollReactor(IPoller poller, TimeProvider timeProvider)
    {
        _poller = poller;
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (!ReferenceEquals(timeProvider, TimeProvider.System))
            _alarm = new Alarm(timeProvider, WakeUp);
        TimeProvider = new ReactorTimeProvider(this, timeProvider);
        _registrations = new Registrations(poller);
        _calls = new DelayedCallQueue(() => NowTicks);
        _nameResolver = new ThreadedResolver(this);
        _startup.Add(new SystemEventTrigger(TriggerPhase.During, Startup, ReallyStart));
        _shutdown.Add(new SystemEventTrigger(TriggerPhase.During, Shutdown, End));
        _shutdown.Add(new SystemEventTrigger(TriggerPhase.During, Shutdown, StopThreads));
    }

    private enum Life
    {
        New,

        /// <summary>Run was called; triggers before "startup" are waited for.</summary>
        Starting,
        Running,

        /// <summary>Stop was called; "shutdown" fires in this turn.</summary>
        StopAsked,

        /// <summary>Triggers before "shutdown" are waited for; the loop runs on.</summary>
        ShuttingDown,
        Ended,
    }

    /// <inheritdoc/>
    public bool Running => _life is Life.Running or Life.StopAsked or Life.ShuttingDown;

    /// <inheritdoc/>
    public bool IsInReactorThread => Environment.CurrentManagedThreadId == _threadId;

    /// <inheritdoc/>
    public IHostnameResolver NameResolver
    {
        get => _nameResolver;
        set => _nameResolver = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <inheritdoc/>
    public TimeProvider TimeProvider { get; }

    long IReactorTime.NowTicks => NowTicks;

    /// <summary>How often the loop has gone round: an idle reactor's does not change.</summary>
    internal long Turns { get; private set; }

    internal int RegistrationCount => _registrations.Count;

    byte[] ITransportLoop.ReceiveBuffer => _receiveBuffer;

    IReactorTime ITransportLoop.Time => this;

    private long NowTicks => _alarm is null ? Stopwatch.GetElapsedTime(_epoch).Ticks : _alarm.NowTicks;

    /// <inheritdoc/>
    public void Run(bool installSignalHandlers = true)
    {
        if (_life == Life.Ended)
            throw new ReactorNotRestartableException($"{this} was stopped before and cannot run again; make another.");
        if (_life != Life.New)
            throw new ReactorAlreadyRunningException($"{this} runs already.");
        _life = Life.Starting;
        _threadId = Environment.CurrentManagedThreadId;
        var context = SynchronizationContext.Current;
        var home = new ReactorSynchronizationContext(this);
        SynchronizationContext.SetSynchronizationContext(home);
        HomeThread.Enter(home);
        var signals = installSignalHandlers ? InstallSignalHandlers() : [];
        try
        {
            _startup.Fire();
            while (_life != Life.Ended)
                Turn();
        }
        finally
        {
            _life = Life.Ended;
            foreach (var signal in signals)
                signal.Dispose();
            HomeThread.Leave();
            SynchronizationContext.SetSynchronizationContext(context);
            _threadId = 0;
            _alarm?.Stop();
            _poller.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        if (_life is not (Life.Starting or Life.Running))
            throw new ReactorNotRunningException($"{this} does not run, or is stopping already.");
        _life = Life.StopAsked;
    }

    /// <inheritdoc/>
    public void CallWhenRunning(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (Running)
        {
            call();
            return;
        }
        AddSystemEventTrigger(TriggerPhase.After, Startup, () =>
        {
            call();
            return null;
        });
    }

    /// <inheritdoc/>
    public SystemEventTrigger AddSystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!Enum.IsDefined(phase))
            throw new ArgumentOutOfRangeException(nameof(phase), phase, "A trigger runs Before, During or After its event.");
        var trigger = new SystemEventTrigger(phase, eventType, call);
        EventOf(eventType).Add(trigger);
        return trigger;
    }

    /// <inheritdoc/>
    public void RemoveSystemEventTrigger(SystemEventTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        EventOf(trigger.EventType).Remove(trigger);
    }

    /// <inheritdoc/>
    public double Seconds() => (double)NowTicks / TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public DelayedCall CallLater(TimeSpan delay, Action call) => _calls.Add(delay, call);

    /// <inheritdoc/>
    public DelayedCall CallLater(double seconds, Action call) => _calls.Add(seconds, call);

    /// <inheritdoc/>
    public IReadOnlyList<DelayedCall> GetDelayedCalls() => _calls.Snapshot();

    /// <inheritdoc/>
    public void CallFromThread(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Post(Invoke, call);
    }

    /// <inheritdoc/>
    public void CallInThread(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        _threads.Add(call);
    }

    /// <inheritdoc/>
    public void SuggestThreadPoolSize(int size) => _threads.Size = size;

    /// <summary>Its state in words.</summary>
    public override string ToString() =>
        $"<{GetType().Name} {_life}, {_registrations.Count} sockets, {_calls.Count} timed calls>";

    PollToken ITransportLoop.Watch(Socket socket, IPollable target, PollInterest interest)
    {
        if (_life == Life.Ended)
            throw new InvalidOperationException($"{this} has ended and takes no more sockets.");
        return _registrations.Add(socket, target, interest);
    }

    void ITransportLoop.HandOver(PollToken token, IPollable target, PollInterest interest) =>
        _registrations.HandOver(token, target, interest);

    void ITransportLoop.SetInterest(PollToken token, PollInterest interest) => _registrations.SetInterest(token, interest);

    void ITransportLoop.Forget(PollToken token) => _registrations.Remove(token);

    void ITransportLoop.Enlist(IFlushable flushable) => _toFlush.Add(flushable);

    internal void Post(SendOrPostCallback call, object? state)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (_incoming.Add(call, state))
            _poller.Wake();
    }

    private void Turn()
    {
        Turns++;
        _incoming.RunPresent();
        RunDueCalls();
        if (_life == Life.StopAsked)
        {
            _life = Life.ShuttingDown;
            _shutdown.Fire();
        }
        if (_startup.IsDue)
            _startup.Happen();
        if (_shutdown.IsDue)
            _shutdown.Happen();
        if (_life == Life.Ended)
            return;
        Flush();
        var count = Wait();
        for (var i = 0; i < count; i++)
        {
            // An earlier callback of this turn may have ended the registration: then there is nobody to tell.
            if (_registrations.Find(_ready[i].Token) is not { } target)
                continue;
            try
            {
                target.Ready(_ready[i].Ready);
            }
            catch (Exception e)
            {
                Log.Err(e, "while acting on a ready socket");
            }
        }
        Flush();
    }

    private int Wait()
    {
        // The end may have been asked for while this turn flushed: no socket has to become ready for it to be heard.
        TimeSpan? timeout = _toFlush.Count > 0 || _life == Life.StopAsked || _startup.IsDue || _shutdown.IsDue ? TimeSpan.Zero
            : _calls.NextDue is { } due ? UntilDue(due)
            : null;
        if (timeout == TimeSpan.Zero || !_incoming.TrySleep())
            return _poller.Wait(TimeSpan.Zero, _ready);
        var count = _poller.Wait(timeout, _ready);
        _incoming.Awake();
        return count;
    }

    /// <summary>How long the poller is to wait for the next timed call: for ever, if the alarm wakes the loop.</summary>
    private TimeSpan? UntilDue(long due) => _alarm is null ? TimeSpan.FromTicks(Math.Max(0, due - NowTicks))
        : _alarm.SetFor(due) ? null
        : TimeSpan.Zero;

    private void WakeUp() => Post(Nothing, null);

    private void RunDueCalls()
    {
        if (_calls.Count == 0)
            return;
        // What these calls add waits for the next turn, so that timed calls cannot starve the sockets.
        var mark = _calls.Mark();
        var now = NowTicks;
        while (_calls.TakeDue(now, mark) is { } call)
        {
            try
            {
                call();
            }
            catch (Exception e)
            {
                Log.Err(e, "while handling timed call");
            }
        }
    }

    private void Flush()
    {
        if (_toFlush.Count == 0)
            return;
        (_toFlush, _flushing) = (_flushing, _toFlush);
        foreach (var flushable in _flushing)
        {
            try
            {
                flushable.Flush();
            }
            catch (Exception e)
            {
                Log.Err(e, "while flushing a connection");
            }
        }
        _flushing.Clear();
    }

    private Deferred? ReallyStart()
    {
        if (_life == Life.Starting)
            _life = Life.Running;
        _threads.Start();
        return null;
    }

    /// <summary>During "shutdown", before the user's own triggers: the loop ends, and every socket with it.</summary>
    private Deferred? End()
    {
        _life = Life.Ended;
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
        return null;
    }

    /// <summary>Blocks until the work that was handed to the pool is done.</summary>
    private Deferred? StopThreads()
    {
        _threads.Stop();
        return null;
    }

    private SystemEvents EventOf(string eventType) => eventType switch
    {
        Startup => _startup,
        Shutdown => _shutdown,
        _ => throw new ArgumentException($"An event is '{Startup}' or '{Shutdown}'; '{eventType}' is neither.", nameof(eventType)),
    };

    private PosixSignalRegistration[] InstallSignalHandlers() =>
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOnSignal),
    ];

    private void StopOnSignal(PosixSignalContext context)
    {
        // The default would end the process before the "shutdown" event.
        context.Cancel = true;
        CallFromThread(() =>
        {
            if (_life is Life.Starting or Life.Running)
                Stop();
        });
    }
}
