namespace TwistedSharp.Internet;

/// <summary>A factory for outgoing connections, told how each attempt went.</summary>
public interface IClientFactory : IFactory
{
    /// <summary>An attempt begins.</summary>
    /// <param name="connector">It; can be stopped.</param>
    void StartedConnecting(IConnector connector);

    /// <summary>An attempt failed.</summary>
    /// <param name="connector">It; Connect tries again.</param>
    /// <param name="reason">A <see cref="ConnectException"/>, or the resolver's <see cref="DNSLookupException"/>.</param>
    void ClientConnectionFailed(IConnector connector, Failure reason);

    /// <summary>An established connection ended; its protocol knows already.</summary>
    /// <param name="connector">It; Connect tries again.</param>
    /// <param name="reason">Why.</param>
    void ClientConnectionLost(IConnector connector, Failure reason);
}
