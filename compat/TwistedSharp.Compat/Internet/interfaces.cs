public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.interfaces: what a program implements itself, with Twisted's names; each is the library's interface
        /// too.</summary>
        /// <remarks>What a program only uses (transports, ports, connectors, the reactor) is the library's interface, and has its words
        /// as extensions.</remarks>
        public static class interfaces
        {
            /// <inheritdoc cref="TwistedSharp.Internet.IPushProducer"/>
            public interface IPushProducer : TwistedSharp.Internet.IPushProducer
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IPushProducer.PauseProducing"/>
                void pauseProducing();

                /// <inheritdoc cref="IProducer.ResumeProducing"/>
                void resumeProducing();

                /// <inheritdoc cref="IProducer.StopProducing"/>
                void stopProducing();

                void TwistedSharp.Internet.IPushProducer.PauseProducing() => pauseProducing();

                void IProducer.ResumeProducing() => resumeProducing();

                void IProducer.StopProducing() => stopProducing();
            }

            /// <summary>A producer that writes once each time it is asked (registered with streaming = false).</summary>
            public interface IPullProducer : IProducer
            {
                /// <inheritdoc cref="IProducer.ResumeProducing"/>
                void resumeProducing();

                /// <inheritdoc cref="IProducer.StopProducing"/>
                void stopProducing();

                void IProducer.ResumeProducing() => resumeProducing();

                void IProducer.StopProducing() => stopProducing();
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IConsumer"/>
            public interface IConsumer : TwistedSharp.Internet.IConsumer
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IConsumer.RegisterProducer"/>
                void registerProducer(IProducer producer, bool streaming);

                /// <inheritdoc cref="TwistedSharp.Internet.IConsumer.UnregisterProducer"/>
                void unregisterProducer();

                /// <inheritdoc cref="TwistedSharp.Internet.IConsumer.Write"/>
                void write(byte[] data);

                void TwistedSharp.Internet.IConsumer.RegisterProducer(IProducer producer, bool streaming) =>
                    registerProducer(producer, streaming);

                void TwistedSharp.Internet.IConsumer.UnregisterProducer() => unregisterProducer();

                void TwistedSharp.Internet.IConsumer.Write(ReadOnlySpan<byte> data) => write(data.ToArray());
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IProtocol"/>
            public interface IProtocol : TwistedSharp.Internet.IProtocol
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IProtocol.MakeConnection"/>
                void makeConnection(ITransport transport);

                /// <inheritdoc cref="TwistedSharp.Internet.IProtocol.DataReceived"/>
                void dataReceived(byte[] data);

                /// <inheritdoc cref="TwistedSharp.Internet.IProtocol.ConnectionLost"/>
                void connectionLost(Failure reason);

                void TwistedSharp.Internet.IProtocol.MakeConnection(ITransport transport) => makeConnection(transport);

                void TwistedSharp.Internet.IProtocol.DataReceived(ReadOnlySpan<byte> data) => dataReceived(data.ToArray());

                void TwistedSharp.Internet.IProtocol.ConnectionLost(Failure reason) => connectionLost(reason);
            }

            /// <inheritdoc cref="IFactory"/>
            public interface IProtocolFactory : IFactory
            {
                /// <inheritdoc cref="IFactory.BuildProtocol"/>
                TwistedSharp.Internet.IProtocol? buildProtocol(IAddress addr);

                /// <inheritdoc cref="IFactory.DoStart"/>
                void doStart();

                /// <inheritdoc cref="IFactory.DoStop"/>
                void doStop();

                TwistedSharp.Internet.IProtocol? IFactory.BuildProtocol(IAddress address) => buildProtocol(address);

                void IFactory.DoStart() => doStart();

                void IFactory.DoStop() => doStop();
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IHalfCloseableProtocol"/>
            public interface IHalfCloseableProtocol : TwistedSharp.Internet.IHalfCloseableProtocol
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IHalfCloseableProtocol.ReadConnectionLost"/>
                void readConnectionLost();

                /// <inheritdoc cref="TwistedSharp.Internet.IHalfCloseableProtocol.WriteConnectionLost"/>
                void writeConnectionLost();

                void TwistedSharp.Internet.IHalfCloseableProtocol.ReadConnectionLost() => readConnectionLost();

                void TwistedSharp.Internet.IHalfCloseableProtocol.WriteConnectionLost() => writeConnectionLost();
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IHandshakeListener"/>
            public interface IHandshakeListener : TwistedSharp.Internet.IHandshakeListener
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IHandshakeListener.HandshakeCompleted"/>
                void handshakeCompleted();

                void TwistedSharp.Internet.IHandshakeListener.HandshakeCompleted() => handshakeCompleted();
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IStreamClientEndpoint"/>
            public interface IStreamClientEndpoint : TwistedSharp.Internet.IStreamClientEndpoint
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IStreamClientEndpoint.Connect"/>
                Deferred<TwistedSharp.Internet.IProtocol> connect(IFactory protocolFactory);

                Deferred<TwistedSharp.Internet.IProtocol> TwistedSharp.Internet.IStreamClientEndpoint.Connect(IFactory factory) =>
                    connect(factory);
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IStreamServerEndpoint"/>
            public interface IStreamServerEndpoint : TwistedSharp.Internet.IStreamServerEndpoint
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IStreamServerEndpoint.Listen"/>
                Deferred<IListeningPort> listen(IFactory protocolFactory);

                Deferred<IListeningPort> TwistedSharp.Internet.IStreamServerEndpoint.Listen(IFactory factory) => listen(factory);
            }

            /// <inheritdoc cref="TwistedSharp.Internet.IResolverSimple"/>
            public interface IResolverSimple : TwistedSharp.Internet.IResolverSimple
            {
                /// <inheritdoc cref="TwistedSharp.Internet.IResolverSimple.GetHostByName"/>
                Deferred<string> getHostByName(string name);

                Deferred<string> TwistedSharp.Internet.IResolverSimple.GetHostByName(string name) => getHostByName(name);
            }
        }
    }
}
