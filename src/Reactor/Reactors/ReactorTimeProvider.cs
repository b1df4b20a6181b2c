namespace TwistedSharp.Internet;

/// <summary>A reactor's clock as .NET's code takes it: timers are timed calls, made and changed on the reactor's thread.</summary>
internal sealed class ReactorTimeProvider : TimeProvider
{
    private readonly PollReactor _reactor;
    private readonly TimeProvider _source;
    private readonly Action<Action> _onReactorThread;

    /// <param name="reactor">Whose timed calls the timers are.</param>
    /// <param name="source">Where the reactor's time comes from.</param>
    internal ReactorTimeProvider(PollReactor reactor, TimeProvider source)
    {
        _reactor = reactor;
        _source = source;
        _onReactorThread = OnReactorThread;
    }

    public override long TimestampFrequency => _source.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _source.LocalTimeZone;

    public override long GetTimestamp() => _source.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _source.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CallLaterTimer.Start(_reactor, _onReactorThread, callback, state, dueTime, period);

    private void OnReactorThread(Action call)
    {
        if (_reactor.IsInReactorThread)
            call();
        else
            _reactor.CallFromThread(call);
    }
}
