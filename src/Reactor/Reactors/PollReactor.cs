using System.Diagnostics;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>The event loop: one thread that makes calls from threads, timed calls and the callbacks of ready sockets, in that order,
/// turn by turn (twisted.internet.base.ReactorBase and posixbase).</summary>
/// <remarks>One turn: the calls from threads that are there; the timed calls due at one reading of the clock; the "shutdown" event if
/// <see cref="Stop"/> was called; then what was written goes out, and the loop waits for sockets until the next timed call. With nothing
/// to do it waits for ever: there are no ticks. What user code throws is logged, and the loop goes on. A member that is called on another
/// thread while the loop runs throws, unless <see cref="IReactorThreads"/> has it.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public abstract partial class PollReactor : IReactor, ITransportLoop
{
    private const int EventsPerTurn = 256;
    private const int ReceiveBufferBytes = 64 * 1024;
    private const string ATransport = "A transport of this reactor";

    /// <summary>After so many turns in a row that failed in the loop itself there is no hope that the next will not.</summary>
    internal const int MaxFailedTurns = 10;

    private readonly long _epoch = Stopwatch.GetTimestamp();
    private readonly IPoller _poller;
    private readonly Alarm? _alarm; // Only on a clock that is not the system's: there the poller's own timeout will not do.
    private readonly Registrations _registrations;
    private readonly DelayedCallQueue _calls;
    private readonly PollEvent[] _ready = new PollEvent[EventsPerTurn];
    private byte[] _receiveBuffer = new byte[ReceiveBufferBytes];
    private List<IFlushable> _toFlush = [];
    private List<IFlushable> _flushing = [];
    private int _readyCount;
    private int _nextReady;
    private int _nextFlush;
    private int _failedTurns;
    private IHostnameResolver _nameResolver;
    private Life _life;

    internal PollReactor(IPoller poller) : this(poller, TimeProvider.System) { }

    internal PollReactor(IPoller poller, TimeProvider timeProvider)
    {
        _poller = poller;
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (!ReferenceEquals(timeProvider, TimeProvider.System))
            _alarm = new Alarm(timeProvider, WakeUp);
        TimeProvider = new ReactorTimeProvider(this, timeProvider);
        _registrations = new Registrations(poller);
        _calls = new DelayedCallQueue(() => NowTicks, changed: Disturb, foreign: RequireThread);
        _nameResolver = new ThreadedResolver(this);
        _events = new SystemEvents(Ready);
        _events[SystemEvents.Startup].First = ReallyStart;
        _events[SystemEvents.Shutdown].First = End;
        _events[SystemEvents.Shutdown].Last = _threads.Stop;
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

        /// <summary>It ended without "shutdown", and may run again.</summary>
        Crashed,
        Ended,
    }

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

    /// <summary>Whether <see cref="Run"/> is to go on.</summary>
    private bool IsLooping => _life is Life.Starting or Life.Running or Life.StopAsked or Life.ShuttingDown;

    /// <inheritdoc/>
    public void Run(bool installSignalHandlers = true)
    {
        RequireRunnable();
        RequireThread();
        var outside = BeginLoop(installSignalHandlers);
        try
        {
            _events.Fire(SystemEvents.Startup);
            while (IsLooping)
                TakeTurn();
        }
        finally
        {
            EndLoop(outside);
        }
    }

    /// <inheritdoc/>
    public void Iterate(TimeSpan delay = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        RequireThread();
        if (_life == Life.Ended)
            throw new InvalidOperationException($"{this} goes round no more; make another.");
        if (_host is { HasTurn: false })
            throw new InvalidOperationException($"{this} goes round as its host lets it; outside of its callbacks Iterate cannot.");
        var buffer = _receiveBuffer;
        // Inside a protocol's DataReceived, the bytes it was given must stay what they are.
        if (IsInReactorThread)
            _receiveBuffer = new byte[ReceiveBufferBytes];
        var outside = EnterThread();
        try
        {
            _watch.Begin();
            RunUntilCurrent();
            if (_life != Life.Ended)
                DoIteration(delay);
        }
        finally
        {
            _receiveBuffer = buffer;
            LeaveThread(outside);
        }
    }

    /// <inheritdoc/>
    public double Seconds() => (double)NowTicks / TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public DelayedCall CallLater(TimeSpan delay, Action call)
    {
        RequireThread();
        return _calls.Add(delay, call);
    }

    /// <inheritdoc/>
    public DelayedCall CallLater(double seconds, Action call)
    {
        RequireThread();
        return _calls.Add(seconds, call);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DelayedCall> GetDelayedCalls()
    {
        RequireThread();
        return _calls.Snapshot();
    }

    /// <summary>Its state in words.</summary>
    public override string ToString() =>
        $"<{GetType().Name} {_life}, {_registrations.Count} sockets, {_calls.Count} timed calls>";

    PollToken ITransportLoop.Watch(Socket socket, IPollable target, PollInterest interest)
    {
        RequireThread(ATransport);
        if (_life == Life.Ended)
            throw new InvalidOperationException($"{this} has ended and takes no more sockets.");
        Disturb();
        return _registrations.Add(socket, target, interest);
    }

    void ITransportLoop.HandOver(PollToken token, IPollable target, PollInterest interest) =>
        _registrations.HandOver(token, target, interest);

    void ITransportLoop.SetInterest(PollToken token, PollInterest interest)
    {
        RequireThread(ATransport);
        Disturb();
        _registrations.SetInterest(token, interest);
    }

    void ITransportLoop.Forget(PollToken token)
    {
        RequireThread(ATransport);
        Disturb();
        _registrations.Remove(token);
    }

    void ITransportLoop.Enlist(IFlushable flushable)
    {
        RequireThread(ATransport);
        Disturb();
        _toFlush.Add(flushable);
    }

    void ITransportLoop.CheckThread(string member) => RequireThread(member);

    private void RequireRunnable()
    {
        if (_life == Life.Ended)
            throw new ReactorNotRestartableException($"{this} was stopped before and cannot run again; make another.");
        if (_life is not (Life.New or Life.Crashed))
            throw new ReactorAlreadyRunningException($"{this} runs already.");
    }

    private Outside? BeginLoop(bool installSignalHandlers, SynchronizationContext? host = null)
    {
        _life = Life.Starting;
        _wantsSignals = installSignalHandlers;
        _exitSignal = 0;
        var outside = EnterThread(host);
        ReactorMetrics.Add(this);
        _watch.Begin();
        return outside;
    }

    private void EndLoop(Outside? outside)
    {
        ForgetSignals();
        ReactorMetrics.Remove(this);
        if (IsLooping)
            _life = Life.Ended;
        BlockedCalls.Release($"{this} ended without an answer.");
        LeaveThread(outside);
    }

    private void TakeTurn()
    {
        try
        {
            RunUntilCurrent();
            if (IsLooping)
                DoIteration(null);
            _failedTurns = 0;
        }
        catch (Exception e)
        {
            LogUnexpected(e);
            if (++_failedTurns == MaxFailedTurns)
                throw;
        }
    }

    /// <summary>Not user code's, which is caught where it is called: the system's poller failed, or we did.</summary>
    private static void LogUnexpected(Exception exception) => Log.Err(exception, "Unexpected error in main loop");

    private void RunUntilCurrent()
    {
        Turns++;
        _incoming.RunPresent(_watch);
        RunDueCalls();
        if (_life == Life.StopAsked)
        {
            _life = Life.ShuttingDown;
            _events.Fire(SystemEvents.Shutdown);
        }
        if (_isShutdownDue)
        {
            _isShutdownDue = false;
            _events[SystemEvents.Shutdown].Happen();
        }
    }

    /// <param name="delay">How long to wait for sockets; null: until there is something else to do.</param>
    private void DoIteration(TimeSpan? delay)
    {
        Flush();
        _watch.End();
        _readyCount = Wait(delay);
        _watch.Begin();
        ActOnReady();
    }

    /// <summary>Acts on what the poller found, and sends what was written meanwhile.</summary>
    private void ActOnReady()
    {
        _nextReady = 0;
        // A turn inside a callback (Iterate) asks the poller anew, which tells again what was not acted on here.
        while (_nextReady < _readyCount)
        {
            var ready = _ready[_nextReady++];
            // An earlier callback of this turn may have ended the registration: then there is nobody to tell.
            if (_registrations.Find(ready.Token) is not { } target)
                continue;
            try
            {
                target.Ready(ready.Ready);
            }
            catch (Exception e)
            {
                Log.Err(e, "while acting on a ready socket");
            }
            _watch.Returned(target);
        }
        Flush();
    }

    private int Wait(TimeSpan? delay)
    {
        var timeout = TimeToWait(delay);
        if (timeout == TimeSpan.Zero || !_incoming.TrySleep())
            return _poller.Wait(TimeSpan.Zero, _ready);
        var count = _poller.Wait(timeout, _ready);
        _incoming.Awake();
        return count;
    }

    private TimeSpan? TimeToWait(TimeSpan? delay)
    {
        // The end may have been asked for while this turn flushed: no socket has to become ready for it to be heard.
        var mustGoOn = _toFlush.Count > 0 || _life == Life.StopAsked || _isShutdownDue || (delay is null && !IsLooping);
        return mustGoOn ? TimeSpan.Zero : delay ?? UntilNextCall();
    }

    /// <summary>How long the poller is to wait for the next timed call: for ever, if there is none or the alarm wakes the loop.</summary>
    private TimeSpan? UntilNextCall() => _calls.NextDue is not { } due ? null
        : _alarm is null ? TimeSpan.FromTicks(Math.Max(0, due - NowTicks))
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
            _watch.Returned(call);
        }
    }

    private void Flush()
    {
        // In a turn inside a flush (Iterate) what the outer turn has taken comes first.
        FlushTaken();
        if (_toFlush.Count == 0)
            return;
        (_toFlush, _flushing) = (_flushing, _toFlush);
        FlushTaken();
    }

    private void FlushTaken()
    {
        while (_nextFlush < _flushing.Count)
        {
            var flushable = _flushing[_nextFlush++];
            try
            {
                flushable.Flush();
            }
            catch (Exception e)
            {
                Log.Err(e, "while flushing a connection");
            }
            _watch.Returned(flushable);
        }
        _flushing.Clear();
        _nextFlush = 0;
    }
}
