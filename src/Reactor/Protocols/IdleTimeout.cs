using System.Diagnostics;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Calls something when nothing was heard for a while (twisted.protocols.policies.TimeoutMixin).</summary>
/// <remarks>A part of a protocol: <c>_timeout = new IdleTimeout(clock, TimeoutConnection)</c>, SetTimeout in ConnectionMade, ResetTimeout
/// in DataReceived, <c>SetTimeout(null)</c> in ConnectionLost. It calls once for each SetTimeout.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class IdleTimeout
{
    private readonly IReactorTime _clock;
    private readonly Action _timedOut;
    private DelayedCall? _call;

    /// <summary>A timeout that is not set.</summary>
    /// <param name="clock">What time is measured by; usually the reactor.</param>
    /// <param name="timeoutConnection">What to call; most call LoseConnection or AbortConnection.</param>
    public IdleTimeout(IReactorTime clock, Action timeoutConnection)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(timeoutConnection);
        _clock = clock;
        _timedOut = () =>
        {
            _call = null;
            timeoutConnection();
        };
    }

    /// <summary>How long it waits (Twisted's timeOut); null when it is not set. It stays after the call was made.</summary>
    public TimeSpan? Period { get; private set; }

    /// <summary>Sets the timeout anew, or takes it back.</summary>
    /// <param name="period">How long to wait from now: zero means the next turn; null takes it back.</param>
    /// <returns>What <see cref="Period"/> was.</returns>
    public TimeSpan? SetTimeout(TimeSpan? period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period ?? TimeSpan.Zero, TimeSpan.Zero, nameof(period));
        var previous = Period;
        Period = period;
        if (_call is { Active: false })
            _call = null;
        if (period is not { } wait)
        {
            _call?.Cancel();
            _call = null;
        }
        else if (_call is not null)
        {
            _call.Reset(wait);
        }
        else
        {
            _call = _clock.CallLater(wait, _timedOut);
        }
        return previous;
    }

    /// <summary>Begins the wait again: something was heard. Does nothing when it is not set or the call was made.</summary>
    public void ResetTimeout()
    {
        if (_call is { Active: true } call && Period is { } period)
            call.Reset(period);
    }

    /// <inheritdoc/>
    public override string ToString() => $"<IdleTimeout {(_call is null ? "Unset" : "Waiting")}, {Period?.ToString() ?? "no period"}>";
}
