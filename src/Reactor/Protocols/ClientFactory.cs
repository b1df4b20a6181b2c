namespace TwistedSharp.Internet;

/// <summary>The usual base of a factory for outgoing connections (twisted.internet.protocol.ClientFactory).</summary>
public class ClientFactory : Factory, IClientFactory
{
    /// <inheritdoc/>
    public virtual void StartedConnecting(IConnector connector) { }

    /// <inheritdoc/>
    public virtual void ClientConnectionMade(IConnector connector, IProtocol protocol) { }

    /// <inheritdoc/>
    public virtual void ClientConnectionFailed(IConnector connector, Failure reason) { }

    /// <inheritdoc/>
    public virtual void ClientConnectionLost(IConnector connector, Failure reason) { }
}
