using System.Diagnostics;

namespace TwistedSharp.Internet;

/// <summary>One outgoing connection over a stream socket, again and again if its factory wants
/// (twisted.internet.base.BaseConnector).</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal abstract class StreamConnector : IConnector, ITransportOwner
{
    private readonly IClientFactory _factory;
    private readonly IAddress _destination;
    private readonly TimeSpan _timeout;
    private StreamConnectAttempt? _attempt;
    private StreamTransport? _transport;
    private DelayedCall? _timer;
    private State _state;
    private bool _factoryStarted;

    private protected StreamConnector(ITransportLoop loop, IAddress destination, IClientFactory factory, TimeSpan timeout)
    {
        Loop = loop;
        _destination = destination;
        _factory = factory;
        _timeout = timeout;
    }

    private enum State
    {
        Disconnected,
        Connecting,
        Connected,
    }

    private protected ITransportLoop Loop { get; }

    public void Connect()
    {
        if (_state != State.Disconnected)
            throw new InvalidOperationException($"Connect needs a disconnected connector; this is {this}.");
        _state = State.Connecting;
        if (!_factoryStarted)
        {
            try
            {
                _factory.DoStart();
            }
            catch
            {
                _state = State.Disconnected;
                throw;
            }
            _factoryStarted = true;
        }
        _attempt = StartAttempt();
        _timer = Loop.CallLater(_timeout, TimedOut);
        _factory.StartedConnecting(this);
    }

    public void StopConnecting()
    {
        if (_state != State.Connecting)
            throw new NotConnectingException($"StopConnecting needs an attempt under way; this is {this}.");
        _attempt?.Fail(new Failure(new UserConnectException($"Connecting to {_destination} was stopped.")));
    }

    public void Disconnect()
    {
        if (_state == State.Connecting)
            StopConnecting();
        else if (_state == State.Connected)
            _transport?.LoseConnection();
    }

    public IAddress GetDestination() => _destination;

    public override string ToString() => $"<{GetType().Name} to {_destination} {_state}>";

    /// <summary>The attempt succeeded: builds the protocol and gives it the connection.</summary>
    internal void Established(StreamTransport transport, PollToken token)
    {
        _attempt = null;
        _state = State.Connected;
        StopTimer();
        _transport = transport;
        transport.Register(token);
        IProtocol? protocol;
        try
        {
            protocol = _factory.BuildProtocol(transport.GetPeer());
        }
        catch (Exception e)
        {
            Log.Err(e, "while building a protocol");
            transport.Discard();
            Failed(new Failure(e));
            return;
        }
        transport.Start(protocol);
        // A protocol that threw has lost its connection already, and the factory knows.
        if (protocol is not null && _transport == transport)
            _factory.ClientConnectionMade(this, protocol);
    }

    /// <summary>The attempt failed.</summary>
    internal void Failed(Failure reason)
    {
        _attempt = null;
        _transport = null;
        StopTimer();
        _state = State.Disconnected;
        Ended(() => _factory.ClientConnectionFailed(this, reason), "while telling a factory of a failed connection");
    }

    void ITransportOwner.ConnectionLost(Failure reason)
    {
        _transport = null;
        _state = State.Disconnected;
        Ended(() => _factory.ClientConnectionLost(this, reason), "while telling a factory of a lost connection");
    }

    /// <summary>Begins an attempt, which never ends inside the call.</summary>
    private protected abstract StreamConnectAttempt StartAttempt();

    private void Ended(Action tell, string doing)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            Log.Err(e, doing);
        }
        // The factory may have called Connect in there, and then goes on using it.
        if (_state != State.Disconnected || !_factoryStarted)
            return;
        _factoryStarted = false;
        _factory.DoStop();
    }

    private void TimedOut() =>
        _attempt?.Fail(new Failure(
            new ConnectTimeoutException($"Connecting to {_destination} took longer than {_timeout.TotalSeconds:0.###} s.")));

    private void StopTimer()
    {
        if (_timer is { Active: true } timer)
            timer.Cancel();
        _timer = null;
    }
}
