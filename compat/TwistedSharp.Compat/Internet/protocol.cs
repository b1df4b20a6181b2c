public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.protocol.</summary>
        public static partial class protocol
        {
            /// <summary>A protocol with Twisted's hooks to override.</summary>
            public abstract class Protocol : TwistedSharp.Internet.Protocol
            {
                /// <inheritdoc cref="TwistedSharp.Internet.Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="TwistedSharp.Internet.Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Internet.Protocol.HasTransport"/>
                public bool connected => HasTransport;

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void DataReceived(ReadOnlySpan<byte> data) => dataReceived(data.ToArray());

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="TwistedSharp.Internet.Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="TwistedSharp.Internet.Protocol.DataReceived"/>
                public virtual void dataReceived(byte[] data) { }

                /// <inheritdoc cref="TwistedSharp.Internet.Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }
            }

            /// <summary>A factory with Twisted's hooks to override.</summary>
            public class Factory : TwistedSharp.Internet.Factory
            {
                /// <summary>What makes a protocol: <c>protocol = () => new Echo()</c>.</summary>
                public Func<IProtocol?>? protocol { get => Protocol; set => Protocol = value; }

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.NumPorts"/>
                public int numPorts => NumPorts;

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.Noisy"/>
                public bool noisy { get => Noisy; set => Noisy = value; }

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.ForProtocol(Func{IProtocol})"/>
                public static Factory forProtocol(Func<IProtocol?> protocol) => new() { Protocol = protocol };

                /// <inheritdoc/>
                public sealed override IProtocol? BuildProtocol(IAddress address) => buildProtocol(address);

                /// <inheritdoc/>
                public sealed override void DoStart() => doStart();

                /// <inheritdoc/>
                public sealed override void DoStop() => doStop();

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.BuildProtocol"/>
                public virtual IProtocol? buildProtocol(IAddress addr) => base.BuildProtocol(addr);

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.DoStart"/>
                public virtual void doStart() => base.DoStart();

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.DoStop"/>
                public virtual void doStop() => base.DoStop();

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.StartFactory"/>
                public virtual void startFactory() { }

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.StopFactory"/>
                public virtual void stopFactory() { }

                /// <inheritdoc/>
                protected sealed override void StartFactory() => startFactory();

                /// <inheritdoc/>
                protected sealed override void StopFactory() => stopFactory();
            }

            /// <summary>A factory for connections that come.</summary>
            public class ServerFactory : Factory;

            /// <summary>A factory for connections that are made.</summary>
            public class ClientFactory : Factory, IClientFactory
            {
                void IClientFactory.StartedConnecting(IConnector connector) => startedConnecting(connector);

                void IClientFactory.ClientConnectionFailed(IConnector connector, Failure reason) =>
                    clientConnectionFailed(connector, reason);

                void IClientFactory.ClientConnectionLost(IConnector connector, Failure reason) => clientConnectionLost(connector, reason);

                /// <inheritdoc cref="IClientFactory.StartedConnecting"/>
                public virtual void startedConnecting(IConnector connector) { }

                /// <inheritdoc cref="IClientFactory.ClientConnectionFailed"/>
                public virtual void clientConnectionFailed(IConnector connector, Failure reason) { }

                /// <inheritdoc cref="IClientFactory.ClientConnectionLost"/>
                public virtual void clientConnectionLost(IConnector connector, Failure reason) { }
            }
        }
    }
}
