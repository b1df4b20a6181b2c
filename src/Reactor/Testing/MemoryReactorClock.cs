using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A reactor without a loop or sockets: time moves when the test says so, connections wait for the test to decide how they go
/// (twisted.internet.testing.MemoryReactorClock).</summary>
/// <remarks>Everything happens on the caller's thread. <see cref="Run"/> fires "startup" and returns; the reactor then counts as running
/// until <see cref="Stop"/> fires "shutdown". Twisted's run stops at once. As every <see cref="Clock"/> it is a TimeProvider too.</remarks>
public partial class MemoryReactorClock : Clock, IReactor
{
    private const int FirstEphemeralPort = 49152;
    private const int FirstProcess = 1000;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly List<MemoryConnector> _clients = [];
    private readonly List<MemoryPort> _servers = [];
    private readonly List<SystemEventTrigger> _triggers = [];
    private Progress _state;
    private int _nextPort = FirstEphemeralPort;

    private enum Progress
    {
        Fresh,
        Starting,
        Running,
        Stopping,
        Stopped,
    }

    /// <summary>Every connection asked for, in order.</summary>
    public IReadOnlyList<MemoryConnector> TcpClients => _clients;

    /// <summary>Every port opened, in order.</summary>
    public IReadOnlyList<MemoryPort> TcpServers => _servers;

    /// <summary>The triggers that are still to run.</summary>
    public IReadOnlyList<SystemEventTrigger> Triggers => _triggers;

    /// <summary>The names the reactor knows, unless <see cref="NameResolver"/> was replaced.</summary>
    public MemoryResolver Resolver { get; } = new();

    /// <inheritdoc/>
    public IHostnameResolver NameResolver
    {
        get => field ?? Resolver;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public bool Running => _state is Progress.Running or Progress.Stopping;

    /// <inheritdoc/>
    public bool IsInReactorThread => true;

    /// <summary>How many threads were suggested; 10 at first. There are none.</summary>
    public int ThreadPoolSize { get; private set; } = 10;

    /// <inheritdoc/>
    public void Run(bool installSignalHandlers = true)
    {
        if (_state is Progress.Stopped)
            throw new ReactorNotRestartableException("This reactor was stopped; a reactor runs once.");
        if (_state is not Progress.Fresh)
            throw new ReactorAlreadyRunningException("Run, and the reactor runs.");
        _state = Progress.Starting;
        Fire("startup", () => _state = Progress.Running);
    }

    /// <inheritdoc/>
    public void Stop()
    {
        if (_state is not (Progress.Starting or Progress.Running))
            throw new ReactorNotRunningException($"Stop needs a running reactor, but it is {_state}.");
        _state = Progress.Stopping;
        Fire("shutdown", () =>
        {
            _state = Progress.Stopped;
            foreach (var client in _clients.Concat(_unixClients).Concat(_sslClients).ToArray())
            {
                if (client.IsConnecting)
                    client.StopConnecting();
                else if (client.Transport is { Connected: true })
                    client.Lose(new ConnectionLostException("The reactor was stopped."));
            }
            CloseDatagramPorts();
        });
    }

    /// <inheritdoc/>
    public void CallWhenRunning(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (Running)
        {
            call();
            return;
        }
        AddSystemEventTrigger(TriggerPhase.After, "startup", () =>
        {
            call();
            return null;
        });
    }

    /// <inheritdoc/>
    public SystemEventTrigger AddSystemEventTrigger(TriggerPhase phase, string eventType, Func<Deferred?> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (eventType is not ("startup" or "shutdown"))
            throw new ArgumentException($"A system event is \"startup\" or \"shutdown\", not \"{eventType}\".", nameof(eventType));
        var trigger = new SystemEventTrigger(phase, eventType, call);
        _triggers.Add(trigger);
        return trigger;
    }

    /// <inheritdoc/>
    public void RemoveSystemEventTrigger(SystemEventTrigger trigger)
    {
        if (!_triggers.Remove(trigger))
            throw new ArgumentException("This trigger is not there: it ran, was removed, or belongs to another reactor.", nameof(trigger));
    }

    /// <inheritdoc/>
    public IConnector ConnectTCP(string host, int port, IClientFactory factory, TimeSpan? timeout = null, string? bindAddress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(factory);
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        if (bindAddress is not null && !IPEndPoint.TryParse(bindAddress, out _))
            throw new ArgumentException($"Our end is an address or address:port; '{bindAddress}' is neither.", nameof(bindAddress));
        var connector = new MemoryConnector(this, host, port, factory, timeout ?? DefaultTimeout, bindAddress);
        _clients.Add(connector);
        connector.Connect();
        return connector;
    }

    /// <inheritdoc/>
    public IListeningPort ListenTCP(int port, IFactory factory, int backlog = 50, string interfaceAddress = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        if (port != 0 && _servers.Concat(_sslServers).Any(s => s.IsListening && s.Port == port && s.InterfaceAddress == interfaceAddress))
            throw new CannotListenException(interfaceAddress, port, new SocketException((int)SocketError.AddressAlreadyInUse));
        var server = new MemoryPort(port == 0 ? _nextPort++ : port, factory, backlog, interfaceAddress);
        _servers.Add(server);
        server.StartListening();
        return server;
    }

    /// <inheritdoc/>
    /// <remarks>Made at the next Advance.</remarks>
    public void CallFromThread(Action call) => CallLater(TimeSpan.Zero, call);

    /// <inheritdoc/>
    /// <remarks>Made at the next Advance, on the test's own thread.</remarks>
    public void CallInThread(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        CallLater(TimeSpan.Zero, () => Guarded("A call in a thread failed", call));
    }

    /// <inheritdoc/>
    public void SuggestThreadPoolSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ThreadPoolSize = size;
    }

    internal static IAddress Address(string host, int port) =>
        !IPAddress.TryParse(host, out var literal) ? new HostnameAddress(host, port)
        : literal.AddressFamily == AddressFamily.InterNetwork ? new IPv4Address(host, port)
        : new IPv6Address(host, port, ScopeId: literal.ScopeId);

    private static void Guarded(string what, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.Err(e, what);
        }
    }

    private void Fire(string eventType, Action happen)
    {
        var waiting = 1;
        RunPhase(TriggerPhase.Before, eventType, deferred =>
        {
            waiting++;
            deferred.AddErrback((Failure failure) => Log.Err(failure, $"A trigger before {eventType} failed"));
            deferred.AddCallback(Arrived);
        });
        Arrived();

        void Arrived()
        {
            if (--waiting > 0)
                return;
            happen();
            RunPhase(TriggerPhase.During, eventType, null);
            RunPhase(TriggerPhase.After, eventType, null);
        }
    }

    private void RunPhase(TriggerPhase phase, string eventType, Action<Deferred>? wait)
    {
        // Looked up anew each time: a trigger may add or remove others of its own phase.
        while (_triggers.Find(t => t.Phase == phase && t.EventType == eventType) is { } trigger)
        {
            _triggers.Remove(trigger);
            Guarded($"A trigger {phase} {eventType} failed", () =>
            {
                if (trigger.Call() is { } deferred)
                    wait?.Invoke(deferred);
            });
        }
    }
}
