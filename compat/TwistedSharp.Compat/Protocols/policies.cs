using System.Runtime.CompilerServices;
using TwistedSharp.Protocols;

public static partial class twisted
{
    public static partial class protocols
    {
        /// <summary>twisted.protocols.policies: factories around factories. Periods are in seconds; where Twisted takes the reactor's clock,
        /// so do these, unless they are given another.</summary>
        public static class policies
        {
            /// <summary>A protocol around another, with Twisted's hooks to override; it is the transport of the one within.</summary>
            public class ProtocolWrapper(TwistedSharp.Protocols.WrappingFactory? factory, IProtocol wrappedProtocol)
                : TwistedSharp.Protocols.ProtocolWrapper(factory, wrappedProtocol)
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.ProtocolWrapper.WrappedProtocol"/>
                public IProtocol? wrappedProtocol => WrappedProtocol;

                /// <inheritdoc cref="ITransport.Disconnecting"/>
                public bool disconnecting => Disconnecting;

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void DataReceived(ReadOnlySpan<byte> data) => dataReceived(data.ToArray());

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc/>
                public sealed override void Write(ReadOnlySpan<byte> data) => write(data.ToArray());

                /// <inheritdoc/>
                public sealed override void LoseConnection() => loseConnection();

                /// <inheritdoc cref="TwistedSharp.Protocols.ProtocolWrapper.ConnectionMade"/>
                public virtual void connectionMade() => base.ConnectionMade();

                /// <inheritdoc cref="TwistedSharp.Protocols.ProtocolWrapper.DataReceived"/>
                public virtual void dataReceived(byte[] data) => base.DataReceived(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.ProtocolWrapper.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) => base.ConnectionLost(reason);

                /// <inheritdoc cref="TwistedSharp.Protocols.ProtocolWrapper.Write"/>
                public virtual void write(byte[] data) => base.Write(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.ProtocolWrapper.LoseConnection"/>
                public virtual void loseConnection() => base.LoseConnection();
            }

            /// <summary>A factory that puts a protocol around each of another's, with Twisted's hooks to override.</summary>
            public class WrappingFactory(IFactory wrappedFactory) : TwistedSharp.Protocols.WrappingFactory(wrappedFactory)
            {
                /// <summary>What makes the wrapper: <c>protocol = (factory, wrapped) => new Logged(factory, wrapped)</c>.</summary>
                public Func<WrappingFactory, IProtocol, TwistedSharp.Protocols.ProtocolWrapper> protocol { get; set; } =
                    (factory, wrapped) => new ProtocolWrapper(factory, wrapped);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.WrappedFactory"/>
                public IFactory wrappedFactory => WrappedFactory;

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.Protocols"/>
                public IReadOnlyCollection<TwistedSharp.Protocols.ProtocolWrapper> protocols => Protocols;

                /// <inheritdoc/>
                public sealed override IProtocol? BuildProtocol(IAddress address) => buildProtocol(address);

                /// <inheritdoc/>
                public sealed override void DoStart() => doStart();

                /// <inheritdoc/>
                public sealed override void DoStop() => doStop();

                /// <inheritdoc/>
                public sealed override void RegisterProtocol(TwistedSharp.Protocols.ProtocolWrapper protocol) => registerProtocol(protocol);

                /// <inheritdoc/>
                public sealed override void UnregisterProtocol(TwistedSharp.Protocols.ProtocolWrapper protocol) =>
                    unregisterProtocol(protocol);

                /// <inheritdoc/>
                public sealed override void StartedConnecting(IConnector connector) => startedConnecting(connector);

                /// <inheritdoc/>
                public sealed override void ClientConnectionFailed(IConnector connector, Failure reason) =>
                    clientConnectionFailed(connector, reason);

                /// <inheritdoc/>
                public sealed override void ClientConnectionLost(IConnector connector, Failure reason) =>
                    clientConnectionLost(connector, reason);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.BuildProtocol"/>
                public virtual IProtocol? buildProtocol(IAddress addr) => base.BuildProtocol(addr);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.DoStart"/>
                public virtual void doStart() => base.DoStart();

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.DoStop"/>
                public virtual void doStop() => base.DoStop();

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.RegisterProtocol"/>
                public virtual void registerProtocol(TwistedSharp.Protocols.ProtocolWrapper p) => base.RegisterProtocol(p);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.UnregisterProtocol"/>
                public virtual void unregisterProtocol(TwistedSharp.Protocols.ProtocolWrapper p) => base.UnregisterProtocol(p);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.StartedConnecting"/>
                public virtual void startedConnecting(IConnector connector) => base.StartedConnecting(connector);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.ClientConnectionFailed"/>
                public virtual void clientConnectionFailed(IConnector connector, Failure reason) =>
                    base.ClientConnectionFailed(connector, reason);

                /// <inheritdoc cref="TwistedSharp.Protocols.WrappingFactory.ClientConnectionLost"/>
                public virtual void clientConnectionLost(IConnector connector, Failure reason) =>
                    base.ClientConnectionLost(connector, reason);

                /// <inheritdoc/>
                protected sealed override TwistedSharp.Protocols.ProtocolWrapper Wrap(IProtocol protocol, IAddress address) =>
                    this.protocol(this, protocol);
            }

            /// <summary>A limit of silence that a protocol is given beside its base class: <c>class P : basic.LineReceiver,
            /// policies.TimeoutMixin</c>, then <c>this.setTimeout(30)</c> and <c>this.resetTimeout()</c>.</summary>
            /// <remarks>A class writes <c>public void timeoutConnection()</c> to do something else than to close the connection.</remarks>
            public interface TimeoutMixin
            {
                private static readonly ConditionalWeakTable<TimeoutMixin, IdleTimeout> Timeouts = [];

                /// <inheritdoc cref="Protocol.Transport"/>
                ITransport transport { get; }

                /// <summary>The time is over: closes the connection.</summary>
                void timeoutConnection() => transport.loseConnection();

                /// <summary>What measures the time: the process's reactor.</summary>
                IReactorTime clock => internet.reactor;

                internal IdleTimeout Timeout => Timeouts.GetValue(this, static mixin => new(mixin.clock, mixin.timeoutConnection));
            }

            /// <inheritdoc cref="TwistedSharp.Protocols.TimeoutFactory"/>
            public static TimeoutFactory TimeoutFactory(IFactory wrappedFactory, double timeoutPeriod = 30 * 60, IReactorTime? clock = null) =>
                new(wrappedFactory, clock ?? internet.reactor, TimeSpan.FromSeconds(timeoutPeriod));

            /// <inheritdoc cref="TwistedSharp.Protocols.ThrottlingFactory"/>
            public static ThrottlingFactory ThrottlingFactory(
                IFactory wrappedFactory, int maxConnectionCount = int.MaxValue, long? readLimit = null, long? writeLimit = null,
                IReactorTime? clock = null) =>
                new(wrappedFactory, clock ?? internet.reactor, maxConnectionCount, readLimit, writeLimit);

            /// <inheritdoc cref="TwistedSharp.Protocols.SpewingFactory"/>
            public static SpewingFactory SpewingFactory(IFactory wrappedFactory) => new(wrappedFactory);

            /// <inheritdoc cref="TwistedSharp.Protocols.TrafficLoggingFactory"/>
            public static TrafficLoggingFactory TrafficLoggingFactory(
                IFactory wrappedFactory, string logfilePrefix, int? lengthLimit = null) => new(wrappedFactory, logfilePrefix, lengthLimit);

            /// <inheritdoc cref="TwistedSharp.Protocols.LimitConnectionsByPeer"/>
            public static LimitConnectionsByPeer LimitConnectionsByPeer(IFactory wrappedFactory) => new(wrappedFactory);

            /// <inheritdoc cref="TwistedSharp.Protocols.LimitTotalConnectionsFactory"/>
            public static LimitTotalConnectionsFactory LimitTotalConnectionsFactory() => new();
        }
    }
}
