using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection that is closed when nothing is read or written for a while (twisted.protocols.policies.TimeoutProtocol).</summary>
public class TimeoutProtocol : ProtocolWrapper
{
    private readonly IdleTimeout _timeout;

    /// <summary>A wrapper; the time begins at once.</summary>
    /// <param name="factory">Who keeps track of it; nobody when null.</param>
    /// <param name="wrappedProtocol">The protocol.</param>
    /// <param name="clock">What time is measured by; usually the reactor.</param>
    /// <param name="timeoutPeriod">How long the connection may be idle; not limited when null.</param>
    public TimeoutProtocol(WrappingFactory? factory, IProtocol wrappedProtocol, IReactorTime clock, TimeSpan? timeoutPeriod)
        : base(factory, wrappedProtocol)
    {
        _timeout = new IdleTimeout(clock, TimeoutFunc);
        _timeout.SetTimeout(timeoutPeriod);
    }

    /// <summary>How long the connection may be idle; null when that is not limited.</summary>
    public TimeSpan? TimeoutPeriod => _timeout.Period;

    /// <summary>Sets the time anew, or takes it back.</summary>
    /// <param name="timeoutPeriod">How long the connection may be idle from now on; not limited when null.</param>
    /// <returns>What it was.</returns>
    public TimeSpan? SetTimeout(TimeSpan? timeoutPeriod = null) => _timeout.SetTimeout(timeoutPeriod);

    /// <summary>Takes the time back; no harm when it is not set.</summary>
    public void CancelTimeout() => _timeout.SetTimeout(null);

    /// <summary>Begins the time again, as reading and writing do.</summary>
    public void ResetTimeout() => _timeout.ResetTimeout();

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        ResetTimeout();
        base.DataReceived(data);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> data)
    {
        ResetTimeout();
        base.Write(data);
    }

    /// <inheritdoc/>
    public override void ConnectionLost(Failure reason)
    {
        CancelTimeout();
        base.ConnectionLost(reason);
    }

    /// <summary>The time is up: closes the connection, unless overridden.</summary>
    protected virtual void TimeoutFunc()
    {
        if (HasTransport)
            LoseConnection();
    }
}
