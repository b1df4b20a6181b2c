using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Closes connections on which nothing is read or written for a while (twisted.protocols.policies.TimeoutFactory).</summary>
public class TimeoutFactory : WrappingFactory
{
    /// <summary>Wraps a factory.</summary>
    /// <param name="wrappedFactory">It.</param>
    /// <param name="clock">What time is measured by; usually the reactor.</param>
    /// <param name="timeoutPeriod">How long a connection may be idle; 30 minutes when null.</param>
    public TimeoutFactory(IFactory wrappedFactory, IReactorTime clock, TimeSpan? timeoutPeriod = null) : base(wrappedFactory)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutPeriod ?? TimeSpan.Zero, TimeSpan.Zero, nameof(timeoutPeriod));
        Clock = clock;
        TimeoutPeriod = timeoutPeriod ?? TimeSpan.FromMinutes(30);
    }

    /// <summary>What time is measured by.</summary>
    public IReactorTime Clock { get; }

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan TimeoutPeriod { get; }

    /// <inheritdoc/>
    protected override ProtocolWrapper Wrap(IProtocol protocol, IAddress address) =>
        new TimeoutProtocol(this, protocol, Clock, TimeoutPeriod);
}
