namespace TwistedSharp.Internet;

/// <summary>A factory for outgoing connections, told how each attempt went.</summary>
public interface IClientFactory : IFactory
{
    /// <summary>An attempt begins.</summary>
    /// <param name="connector">It; can be stopped.</param>
    void StartedConnecting(IConnector connector);

    /// <summary>An attempt succeeded: called once, after the protocol's MakeConnection returned.</summary>
    /// <remarks>The hook that endpoints wait for, so that nothing has to stand between transport and protocol afterwards. Not called when
    /// <see cref="IFactory.BuildProtocol"/> returned null or MakeConnection threw.</remarks>
    /// <param name="connector">The attempt.</param>
    /// <param name="protocol">What <see cref="IFactory.BuildProtocol"/> returned.</param>
    void ClientConnectionMade(IConnector connector, IProtocol protocol) { }

    /// <summary>An attempt failed.</summary>
    /// <param name="connector">It; Connect tries again.</param>
    /// <param name="reason">A <see cref="ConnectException"/>, or the resolver's <see cref="DNSLookupException"/>.</param>
    void ClientConnectionFailed(IConnector connector, Failure reason);

    /// <summary>An established connection ended; its protocol knows already.</summary>
    /// <param name="connector">It; Connect tries again.</param>
    /// <param name="reason">Why.</param>
    void ClientConnectionLost(IConnector connector, Failure reason);
}
