using System.ComponentModel;

/// <summary>What Twisted calls the members of a reactor, of timed calls, ports and connectors.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ReactorWords
{
    extension(IReactorTime clock)
    {
        /// <inheritdoc cref="IReactorTime.Seconds"/>
        public double seconds() => clock.Seconds();

        /// <inheritdoc cref="IReactorTime.CallLater(double, Action)"/>
        public DelayedCall callLater(double delay, Action f) => clock.CallLater(delay, f);

        /// <summary>Calls with an argument later, as Twisted's <c>callLater(1, f, x)</c>.</summary>
        public DelayedCall callLater<T>(double delay, Action<T> f, T argument) => clock.CallLater(delay, () => f(argument));

        /// <summary>Calls with two arguments later.</summary>
        public DelayedCall callLater<T1, T2>(double delay, Action<T1, T2> f, T1 first, T2 second) =>
            clock.CallLater(delay, () => f(first, second));

        /// <summary>Calls a function later whose result nobody wants.</summary>
        public DelayedCall callLater<T>(double delay, Func<T> f) => clock.CallLater(delay, () => { f(); });

        /// <inheritdoc cref="IReactorTime.GetDelayedCalls"/>
        public IReadOnlyList<DelayedCall> getDelayedCalls() => clock.GetDelayedCalls();
    }

    extension(IReactor reactor)
    {
        /// <inheritdoc cref="IReactorCore.Running"/>
        public bool running => reactor.Running;

        /// <inheritdoc cref="IReactorCore.Run"/>
        public void run(bool installSignalHandlers = true) => reactor.Run(installSignalHandlers);

        /// <inheritdoc cref="IReactorCore.Stop"/>
        public void stop() => reactor.Stop();

        /// <inheritdoc cref="IReactorCore.Crash"/>
        public void crash() => reactor.Crash();

        /// <inheritdoc cref="IReactorCore.Iterate"/>
        public void iterate(double delay = 0) => reactor.Iterate(TimeSpan.FromSeconds(delay));

        /// <inheritdoc cref="IReactorCore.FireSystemEvent"/>
        public void fireSystemEvent(string eventType) => reactor.FireSystemEvent(eventType);

        /// <inheritdoc cref="IReactorCore.CallWhenRunning"/>
        public SystemEventTrigger? callWhenRunning(Action f) => reactor.CallWhenRunning(f);

        /// <summary>Has a function called in a phase ("before", "during", "after") of an event such as "shutdown".</summary>
        /// <exception cref="ArgumentException">There is no such phase.</exception>
        public SystemEventTrigger addSystemEventTrigger(string phase, string eventType, Action f) =>
            reactor.AddSystemEventTrigger(Phase(phase), eventType, f);

        /// <summary>The same for a function that returns a Deferred: before the event, it is waited for.</summary>
        /// <exception cref="ArgumentException">There is no such phase.</exception>
        public SystemEventTrigger addSystemEventTrigger(string phase, string eventType, Func<Deferred?> f) =>
            reactor.AddSystemEventTrigger(Phase(phase), eventType, f);

        /// <inheritdoc cref="IReactorCore.RemoveSystemEventTrigger"/>
        public void removeSystemEventTrigger(SystemEventTrigger triggerID) => reactor.RemoveSystemEventTrigger(triggerID);

        /// <inheritdoc cref="IReactorThreads.CallFromThread"/>
        public void callFromThread(Action f) => reactor.CallFromThread(f);

        /// <summary>The same with an argument.</summary>
        public void callFromThread<T>(Action<T> f, T argument) => reactor.CallFromThread(() => f(argument));

        /// <inheritdoc cref="IReactorThreads.CallInThread"/>
        public void callInThread(Action f) => reactor.CallInThread(f);

        /// <summary>The same with an argument.</summary>
        public void callInThread<T>(Action<T> f, T argument) => reactor.CallInThread(() => f(argument));

        /// <inheritdoc cref="IReactorThreads.SuggestThreadPoolSize"/>
        public void suggestThreadPoolSize(int size) => reactor.SuggestThreadPoolSize(size);

        /// <inheritdoc cref="IReactorTCP.ListenTCP"/>
        public IListeningPort listenTCP(int port, IFactory factory, int backlog = 50, string @interface = "") =>
            reactor.ListenTCP(port, factory, backlog, @interface);

        /// <summary>Connects; 30 seconds are the longest it may take unless told otherwise.</summary>
        public IConnector connectTCP(string host, int port, IClientFactory factory, double timeout = 30, string? bindAddress = null) =>
            reactor.ConnectTCP(host, port, factory, TimeSpan.FromSeconds(timeout), bindAddress);

        /// <summary>Listens with TLS.</summary>
        public IListeningPort listenSSL(
            int port, IFactory factory, TlsServerOptions contextFactory, int backlog = 50, string @interface = "") =>
            reactor.ListenSSL(port, factory, contextFactory, backlog, @interface);

        /// <summary>Connects with TLS; certificate and host name are verified.</summary>
        public IConnector connectSSL(
            string host, int port, IClientFactory factory, TlsOptions contextFactory, double timeout = 30, string? bindAddress = null) =>
            reactor.ConnectSSL(host, port, factory, contextFactory, TimeSpan.FromSeconds(timeout), bindAddress);

        /// <inheritdoc cref="IReactorUNIX.ListenUNIX"/>
        public IListeningPort listenUNIX(
            string address, IFactory factory, int backlog = 50, UnixFileMode? mode = null, bool wantPID = false) =>
            reactor.ListenUNIX(address, factory, backlog, mode, wantPID);

        /// <inheritdoc cref="IReactorUNIX.ConnectUNIX"/>
        public IConnector connectUNIX(string address, IClientFactory factory, double timeout = 30, bool checkPID = false) =>
            reactor.ConnectUNIX(address, factory, TimeSpan.FromSeconds(timeout), checkPID);

        /// <inheritdoc cref="IReactorUDP.ListenUDP"/>
        public IUDPTransport listenUDP(int port, IDatagramProtocol protocol, string @interface = "", int maxPacketSize = 8192) =>
            reactor.ListenUDP(port, protocol, @interface, maxPacketSize);

        /// <inheritdoc cref="ResolverExtensions.Resolve"/>
        public Deferred<string> resolve(string name) => reactor.Resolve(name);
    }

    extension(DelayedCall call)
    {
        /// <inheritdoc cref="DelayedCall.Active"/>
        public bool active() => call.Active;

        /// <inheritdoc cref="DelayedCall.Cancel"/>
        public void cancel() => call.Cancel();

        /// <inheritdoc cref="DelayedCall.Delay(double)"/>
        public void delay(double secondsLater) => call.Delay(secondsLater);

        /// <inheritdoc cref="DelayedCall.Reset(double)"/>
        public void reset(double secondsFromNow) => call.Reset(secondsFromNow);

        /// <inheritdoc cref="DelayedCall.GetTime"/>
        public double getTime() => call.GetTime();
    }

    extension(IListeningPort port)
    {
        /// <inheritdoc cref="IListeningPort.GetHost"/>
        public IAddress getHost() => port.GetHost();

        /// <inheritdoc cref="IListeningPort.StartListening"/>
        public void startListening() => port.StartListening();

        /// <inheritdoc cref="IListeningPort.StopListening"/>
        public Deferred stopListening() => port.StopListening();
    }

    extension(IConnector connector)
    {
        /// <inheritdoc cref="IConnector.Connect"/>
        public void connect() => connector.Connect();

        /// <inheritdoc cref="IConnector.Disconnect"/>
        public void disconnect() => connector.Disconnect();

        /// <inheritdoc cref="IConnector.StopConnecting"/>
        public void stopConnecting() => connector.StopConnecting();

        /// <inheritdoc cref="IConnector.GetDestination"/>
        public IAddress getDestination() => connector.GetDestination();
    }

    private static TriggerPhase Phase(string phase) => phase switch
    {
        "before" => TriggerPhase.Before,
        "during" => TriggerPhase.During,
        "after" => TriggerPhase.After,
        _ => throw new ArgumentException($"There is no phase \"{phase}\"; expected before, during or after.", nameof(phase)),
    };
}
