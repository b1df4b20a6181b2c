public static partial class twisted
{
    public static partial class internet
    {
        public static partial class protocol
        {
            /// <summary>A factory that connects again, later and later, with Twisted's names; on the process's reactor unless it is given
            /// another.
            /// </summary>
            public class ReconnectingClientFactory(IReactorTime? clock = null)
                : TwistedSharp.Internet.ReconnectingClientFactory(clock ?? reactor)
            {
                /// <summary>What makes a protocol: <c>protocol = () => new Echo()</c>.</summary>
                public Func<IProtocol?>? protocol { get => Protocol; set => Protocol = value; }

                /// <summary>The longest delay, in seconds.</summary>
                public double maxDelay { get => MaxDelay.TotalSeconds; set => MaxDelay = TimeSpan.FromSeconds(value); }

                /// <summary>The first delay, in seconds.</summary>
                public double initialDelay { get => InitialDelay.TotalSeconds; set => InitialDelay = TimeSpan.FromSeconds(value); }

                /// <summary>The last delay, in seconds.</summary>
                public double delay => Delay.TotalSeconds;

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.Factor"/>
                public double factor { get => Factor; set => Factor = value; }

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.Jitter"/>
                public double jitter { get => Jitter; set => Jitter = value; }

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.MaxRetries"/>
                public int? maxRetries { get => MaxRetries; set => MaxRetries = value; }

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.Retries"/>
                public int retries => Retries;

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.ContinueTrying"/>
                public bool continueTrying => ContinueTrying;

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.Connector"/>
                public IConnector? connector => Connector;

                /// <inheritdoc/>
                public sealed override IProtocol? BuildProtocol(IAddress address) => buildProtocol(address);

                /// <inheritdoc/>
                public sealed override void StartedConnecting(IConnector connector)
                {
                    base.StartedConnecting(connector);
                    startedConnecting(connector);
                }

                /// <inheritdoc/>
                public sealed override void ClientConnectionFailed(IConnector connector, Failure reason) =>
                    clientConnectionFailed(connector, reason);

                /// <inheritdoc/>
                public sealed override void ClientConnectionLost(IConnector connector, Failure reason) =>
                    clientConnectionLost(connector, reason);

                /// <inheritdoc cref="TwistedSharp.Internet.Factory.BuildProtocol"/>
                public virtual IProtocol? buildProtocol(IAddress addr) => base.BuildProtocol(addr);

                /// <inheritdoc cref="IClientFactory.StartedConnecting"/>
                public virtual void startedConnecting(IConnector connector) { }

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.ClientConnectionFailed"/>
                public virtual void clientConnectionFailed(IConnector connector, Failure reason) =>
                    base.ClientConnectionFailed(connector, reason);

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.ClientConnectionLost"/>
                public virtual void clientConnectionLost(IConnector connector, Failure reason) =>
                    base.ClientConnectionLost(connector, reason);

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.Retry"/>
                public void retry(IConnector? connector = null) => Retry(connector);

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.StopTrying"/>
                public void stopTrying() => StopTrying();

                /// <inheritdoc cref="TwistedSharp.Internet.ReconnectingClientFactory.ResetDelay"/>
                public void resetDelay() => ResetDelay();
            }

            /// <summary>One connection, without a factory.</summary>
            public sealed class ClientCreator<TProtocol>(IReactor reactor, Func<TProtocol> protocolClass)
                where TProtocol : class, IProtocol
            {
                private readonly TwistedSharp.Internet.ClientCreator<TProtocol> _creator = new(reactor, protocolClass);

                /// <inheritdoc cref="TwistedSharp.Internet.ClientCreator{TProtocol}.ConnectTCP"/>
                public Deferred<TProtocol> connectTCP(string host, int port, double timeout = 30, string? bindAddress = null) =>
                    _creator.ConnectTCP(host, port, TimeSpan.FromSeconds(timeout), bindAddress);

                /// <inheritdoc cref="TwistedSharp.Internet.ClientCreator{TProtocol}.ConnectUNIX"/>
                public Deferred<TProtocol> connectUNIX(string address, double timeout = 30, bool checkPID = false) =>
                    _creator.ConnectUNIX(address, TimeSpan.FromSeconds(timeout), checkPID);

                /// <inheritdoc cref="TwistedSharp.Internet.ClientCreator{TProtocol}.ConnectSSL"/>
                public Deferred<TProtocol> connectSSL(
                    string host, int port, TlsOptions contextFactory, double timeout = 30, string? bindAddress = null) =>
                    _creator.ConnectSSL(host, port, contextFactory, TimeSpan.FromSeconds(timeout), bindAddress);
            }
        }
    }
}
