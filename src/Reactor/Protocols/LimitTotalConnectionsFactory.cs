using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A factory that limits how many connections there are at once
/// (twisted.protocols.policies.LimitTotalConnectionsFactory).</summary>
/// <remarks>Set <see cref="Factory.Protocol"/> for the connections under the limit.</remarks>
public class LimitTotalConnectionsFactory : ServerFactory
{
    /// <summary>How many connections there are, those over the limit included.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>The most connections that get the usual protocol; no limit when null.</summary>
    public int? ConnectionLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            field = value;
        }
    }

    /// <summary>Makes the protocol for a connection over the limit, which should say so and close; when null, the connection is
    /// dropped.</summary>
    /// <remarks>These connections are not limited.</remarks>
    public Func<IProtocol?>? OverflowProtocol { get; set; }

    /// <inheritdoc/>
    public override IProtocol? BuildProtocol(IAddress address)
    {
        var protocol = ConnectionCount >= ConnectionLimit ? OverflowProtocol?.Invoke() : base.BuildProtocol(address);
        if (protocol is null)
            return null;
        if (protocol is Protocol known)
            known.Factory = this;
        ConnectionCount++;
        return new Counted(this, protocol);
    }

    private sealed class Counted(LimitTotalConnectionsFactory factory, IProtocol wrappedProtocol) : ProtocolWrapper(null, wrappedProtocol)
    {
        public override void ConnectionLost(Failure reason)
        {
            if (WrappedProtocol is not null)
                factory.ConnectionCount--;
            base.ConnectionLost(reason);
        }
    }
}
