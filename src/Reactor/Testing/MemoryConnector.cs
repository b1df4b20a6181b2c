using System.Diagnostics;

namespace TwistedSharp.Internet.Testing;

/// <summary>A connection asked of a <see cref="MemoryReactorClock"/>: it waits for the test to say how it goes.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MemoryConnector : IConnector
{
    private readonly MemoryReactorClock _reactor;
    private readonly IAddress _destination;
    private DelayedCall? _timer;
    private Progress _state;

    internal MemoryConnector(
        MemoryReactorClock reactor, string host, int port, IClientFactory factory, TimeSpan timeout, string? bindAddress)
    {
        _reactor = reactor;
        Host = host;
        Port = port;
        Factory = factory;
        Timeout = timeout;
        BindAddress = bindAddress;
        _destination = MemoryReactorClock.Address(host, port);
    }

    internal MemoryConnector(MemoryReactorClock reactor, string path, IClientFactory factory, TimeSpan timeout, bool checkPID)
    {
        _reactor = reactor;
        Host = path;
        Factory = factory;
        Timeout = timeout;
        CheckPID = checkPID;
        _destination = new UNIXAddress(path);
    }

    private enum Progress
    {
        Disconnected,
        Connecting,
        Connected,
    }

    /// <summary>The host that ConnectTCP or ConnectSSL was given, or the path that ConnectUNIX was.</summary>
    public string Host { get; }

    /// <summary>The port that ConnectTCP or ConnectSSL was given; 0 of a UNIX socket.</summary>
    public int Port { get; }

    /// <summary>Whether ConnectUNIX was to check the socket's lock. There is none: the test says how it goes.</summary>
    public bool CheckPID { get; }

    /// <summary>The factory it was given.</summary>
    public IClientFactory Factory { get; }

    /// <summary>How long an attempt may take, on the reactor's clock.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The local address that ConnectTCP or ConnectSSL was given, or null.</summary>
    public string? BindAddress { get; }

    /// <summary>The TLS options that ConnectSSL was given; null of other connections. No TLS is spoken here: the transport has clear
    /// text.</summary>
    public TlsOptions? TlsOptions { get; internal init; }

    /// <summary>Whether the attempt is still open: the test may let it succeed or fail.</summary>
    public bool IsConnecting => _state == Progress.Connecting;

    /// <summary>What the factory built at the last success, or null.</summary>
    public IProtocol? Protocol { get; private set; }

    /// <summary>What the protocol of the last success writes to, or null.</summary>
    public StringTransport? Transport { get; private set; }

    /// <inheritdoc/>
    public void Connect()
    {
        if (_state != Progress.Disconnected)
            throw new InvalidOperationException($"Connect needs a disconnected connector, but it is {_state}.");
        _state = Progress.Connecting;
        Factory.DoStart();
        _timer = _reactor.CallLater(Timeout, () => Fail(new ConnectTimeoutException(
            $"Connecting to {_destination} took longer than {Timeout.TotalSeconds:0.###} s.")));
        Factory.StartedConnecting(this);
    }

    /// <summary>Lets the attempt succeed: builds the protocol, connects it to a fresh <see cref="StringTransport"/>, tells the
    /// factory.</summary>
    /// <returns>The transport; it is disconnected already when the factory built no protocol.</returns>
    /// <remarks>When the protocol closes the transport, its ConnectionLost and the factory's follow at the next Advance.</remarks>
    public StringTransport Succeed()
    {
        RequireConnecting();
        CancelTimer();
        _state = Progress.Connected;
        var transport = new StringTransport(peer: _destination);
        Transport = transport;
        Protocol = null;
        transport.Closing = reason => _reactor.CallLater(TimeSpan.Zero, () => End(transport, reason));
        Protocol = Factory.BuildProtocol(_destination);
        if (Protocol is null)
        {
            End(transport, new Failure(StringTransport.CleanClose()));
            return transport;
        }
        transport.Owned = Protocol;
        Protocol.MakeConnection(transport);
        Factory.ClientConnectionMade(this, Protocol);
        return transport;
    }

    /// <summary>Lets the attempt fail.</summary>
    /// <param name="reason">Usually a <see cref="ConnectException"/>.</param>
    public void Fail(Exception reason)
    {
        RequireConnecting();
        CancelTimer();
        _state = Progress.Disconnected;
        Factory.ClientConnectionFailed(this, new Failure(reason));
        Factory.DoStop();
    }

    /// <summary>Ends the connection as the peer or the network would: protocol and factory hear of it now.</summary>
    /// <param name="reason">Why; a clean close when null.</param>
    public void Lose(Exception? reason = null)
    {
        if (Transport is null || _state != Progress.Connected)
            throw new InvalidOperationException($"Lose needs a connected connector, but it is {_state}.");
        End(Transport, new Failure(reason ?? StringTransport.CleanClose()));
    }

    /// <inheritdoc/>
    public void StopConnecting()
    {
        if (_state != Progress.Connecting)
            throw new NotConnectingException($"StopConnecting needs an attempt under way, but the connector is {_state}.");
        Fail(new UserConnectException($"The attempt to connect to {_destination} was stopped."));
    }

    /// <inheritdoc/>
    public void Disconnect()
    {
        if (_state == Progress.Connecting)
            StopConnecting();
        else if (_state == Progress.Connected)
            Transport?.LoseConnection();
    }

    /// <inheritdoc/>
    public IAddress GetDestination() => _destination;

    /// <inheritdoc/>
    public override string ToString() => $"<MemoryConnector to {_destination} {_state}>";

    private void End(StringTransport transport, Failure reason)
    {
        // The test may have ended it meanwhile, or the factory may have connected again.
        if (_state != Progress.Connected || transport != Transport)
            return;
        _state = Progress.Disconnected;
        transport.Finish();
        (transport.Owned ?? Protocol)?.ConnectionLost(reason);
        Factory.ClientConnectionLost(this, reason);
        Factory.DoStop();
    }

    private void RequireConnecting()
    {
        if (_state != Progress.Connecting)
            throw new InvalidOperationException($"Only an attempt under way can succeed or fail, but the connector is {_state}.");
    }

    private void CancelTimer()
    {
        if (_timer is { Active: true })
            _timer.Cancel();
        _timer = null;
    }
}
