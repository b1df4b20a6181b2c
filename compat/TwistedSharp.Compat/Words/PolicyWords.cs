using System.ComponentModel;
using TwistedSharp.Protocols;

/// <summary>What Twisted calls the members of the policies.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PolicyWords
{
    extension(twisted.protocols.policies.TimeoutMixin mixin)
    {
        /// <summary>The limit of silence in seconds; null while there is none.</summary>
        public double? timeOut => mixin.Timeout.Period?.TotalSeconds;

        /// <summary>Begins to measure, with so many seconds; null ends it.</summary>
        /// <returns>The limit that was there before, in seconds.</returns>
        public double? setTimeout(double? period) =>
            mixin.Timeout.SetTimeout(period is { } seconds ? TimeSpan.FromSeconds(seconds) : null)?.TotalSeconds;

        /// <inheritdoc cref="IdleTimeout.ResetTimeout"/>
        public void resetTimeout() => mixin.Timeout.ResetTimeout();
    }

    extension(WrappingFactory factory)
    {
        /// <inheritdoc cref="WrappingFactory.WrappedFactory"/>
        public IFactory wrappedFactory => factory.WrappedFactory;

        /// <inheritdoc cref="WrappingFactory.Protocols"/>
        public IReadOnlyCollection<ProtocolWrapper> protocols => factory.Protocols;
    }

    extension(ProtocolWrapper wrapper)
    {
        /// <inheritdoc cref="ProtocolWrapper.WrappedProtocol"/>
        public IProtocol? wrappedProtocol => wrapper.WrappedProtocol;
    }

    extension(TimeoutFactory factory)
    {
        /// <summary>The limit of silence, in seconds.</summary>
        public double timeoutPeriod => factory.TimeoutPeriod.TotalSeconds;
    }

    extension(TimeoutProtocol protocol)
    {
        /// <summary>The limit of silence in seconds; null while there is none.</summary>
        public double? timeoutPeriod => protocol.TimeoutPeriod?.TotalSeconds;

        /// <summary>Begins to measure, with so many seconds; null ends it.</summary>
        public void setTimeout(double? timeoutPeriod = null) =>
            protocol.SetTimeout(timeoutPeriod is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        /// <inheritdoc cref="TimeoutProtocol.CancelTimeout"/>
        public void cancelTimeout() => protocol.CancelTimeout();

        /// <inheritdoc cref="TimeoutProtocol.ResetTimeout"/>
        public void resetTimeout() => protocol.ResetTimeout();
    }

    extension(ThrottlingFactory factory)
    {
        /// <inheritdoc cref="ThrottlingFactory.ConnectionCount"/>
        public int connectionCount => factory.ConnectionCount;

        /// <inheritdoc cref="ThrottlingFactory.MaxConnectionCount"/>
        public int maxConnectionCount => factory.MaxConnectionCount;

        /// <inheritdoc cref="ThrottlingFactory.ReadLimit"/>
        public long? readLimit => factory.ReadLimit;

        /// <inheritdoc cref="ThrottlingFactory.WriteLimit"/>
        public long? writeLimit => factory.WriteLimit;

        /// <inheritdoc cref="ThrottlingFactory.ReadThisSecond"/>
        public long readThisSecond => factory.ReadThisSecond;

        /// <inheritdoc cref="ThrottlingFactory.WrittenThisSecond"/>
        public long writtenThisSecond => factory.WrittenThisSecond;
    }

    extension(TrafficLoggingFactory factory)
    {
        /// <inheritdoc cref="TrafficLoggingFactory.ResetCounter"/>
        public void resetCounter() => factory.ResetCounter();
    }

    extension(LimitConnectionsByPeer factory)
    {
        /// <inheritdoc cref="LimitConnectionsByPeer.MaxConnectionsPerPeer"/>
        public int maxConnectionsPerPeer { get => factory.MaxConnectionsPerPeer; set => factory.MaxConnectionsPerPeer = value; }
    }

    extension(LimitTotalConnectionsFactory factory)
    {
        /// <summary>What makes a protocol: <c>protocol = () => new Echo()</c>.</summary>
        public Func<IProtocol?>? protocol { get => factory.Protocol; set => factory.Protocol = value; }

        /// <inheritdoc cref="LimitTotalConnectionsFactory.ConnectionCount"/>
        public int connectionCount => factory.ConnectionCount;

        /// <inheritdoc cref="LimitTotalConnectionsFactory.ConnectionLimit"/>
        public int? connectionLimit { get => factory.ConnectionLimit; set => factory.ConnectionLimit = value; }

        /// <inheritdoc cref="LimitTotalConnectionsFactory.OverflowProtocol"/>
        public Func<IProtocol?>? overflowProtocol { get => factory.OverflowProtocol; set => factory.OverflowProtocol = value; }
    }
}
