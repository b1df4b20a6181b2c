namespace TwistedSharp.Internet;

/// <summary>One connection of the reactor's on behalf of an endpoint: a client factory that hands the user's protocol to the transport as
/// it is.</summary>
/// <remarks>Success is learned from <see cref="ClientConnectionMade"/>, so nothing of this stays between transport and protocol. An attempt
/// that is settled builds nothing any more: a connection that comes too late is closed by its connector before any protocol sees
/// it.</remarks>
internal abstract class ConnectAttempt(IFactory factory) : IClientFactory
{
    private IConnector? _connector;
    private Progress _state;

    private enum Progress
    {
        Connecting,
        Building,
        Settled,
    }

    public void DoStart() => factory.DoStart();

    public void DoStop()
    {
        try
        {
            factory.DoStop();
        }
        catch (Exception e)
        {
            // Attempts are given up one after the other: this one's factory must not save the next, nor undo what another has won.
            Log.Err(e, "while stopping a factory");
        }
    }

    public void StartedConnecting(IConnector connector) => _connector = connector;

    public IProtocol? BuildProtocol(IAddress address)
    {
        if (_state != Progress.Connecting)
            return null;
        _state = Progress.Building;
        Reached();
        // Telling that may have led user code to cancel, here and while it builds.
        if (_state != Progress.Building)
            return null;
        try
        {
            if (factory.BuildProtocol(address) is { } protocol)
                return _state == Progress.Building ? protocol : null;
            Settle(new Failure(new NoProtocolException($"The factory {factory} built no protocol for the connection to {address}.")));
        }
        catch (Exception e)
        {
            Settle(new Failure(e));
        }
        return null;
    }

    public void ClientConnectionMade(IConnector connector, IProtocol protocol)
    {
        if (_state != Progress.Building)
            return;
        _state = Progress.Settled;
        Succeeded(protocol);
    }

    public void ClientConnectionFailed(IConnector connector, Failure reason) => Settle(reason);

    // Before the attempt is settled this is a protocol that threw while its connection was made.
    public void ClientConnectionLost(IConnector connector, Failure reason) => Settle(reason);

    /// <summary>Starts it.</summary>
    /// <param name="connect">Asks the reactor for a connection with this as its factory.</param>
    /// <returns>What the reactor threw, which is the end of the attempt; <see cref="Failed"/> is not told.</returns>
    internal Failure? Start(Func<IClientFactory, IConnector> connect)
    {
        try
        {
            var connector = connect(this);
            _connector ??= connector;
        }
        catch (Exception e)
        {
            if (_state == Progress.Settled)
                return null;
            _state = Progress.Settled;
            return new Failure(e);
        }
        // Given up by the factory's start, before there was a connector to stop.
        if (_state == Progress.Settled)
            _connector.Disconnect();
        return null;
    }

    /// <summary>Gives it up without a word.</summary>
    internal void Abandon()
    {
        if (_state == Progress.Settled)
            return;
        _state = Progress.Settled;
        _connector?.Disconnect();
    }

    /// <summary>The connection is there; the factory is asked next.</summary>
    protected virtual void Reached() { }

    /// <summary>The protocol's connection is made.</summary>
    protected abstract void Succeeded(IProtocol protocol);

    /// <summary>The attempt failed.</summary>
    protected abstract void Failed(Failure reason);

    private void Settle(Failure reason)
    {
        if (_state == Progress.Settled)
            return;
        _state = Progress.Settled;
        Failed(reason);
    }
}
