using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Wraps a factory and each protocol it builds, and keeps track of them (twisted.protocols.policies.WrappingFactory).</summary>
/// <remarks>The wrapped factory is started, stopped and told of attempts as if it were used itself.</remarks>
public class WrappingFactory : ClientFactory, IConnectListener
{
    private readonly HashSet<ProtocolWrapper> _protocols = [];

    /// <summary>Wraps a factory.</summary>
    /// <param name="wrappedFactory">It; hears of attempts to connect if it is an <see cref="IClientFactory"/>.</param>
    public WrappingFactory(IFactory wrappedFactory)
    {
        ArgumentNullException.ThrowIfNull(wrappedFactory);
        WrappedFactory = wrappedFactory;
    }

    /// <summary>The wrapped factory.</summary>
    public IFactory WrappedFactory { get; }

    /// <summary>The connections there are.</summary>
    public IReadOnlyCollection<ProtocolWrapper> Protocols => _protocols;

    /// <summary>What log messages call it: the wrapped factory's name, then its own in brackets.</summary>
    public override string LogPrefix => WrappedName.Of(this, (WrappedFactory as Factory)?.LogPrefix, WrappedFactory);

    /// <inheritdoc/>
    public override void DoStart()
    {
        WrappedFactory.DoStart();
        base.DoStart();
    }

    /// <inheritdoc/>
    public override void DoStop()
    {
        WrappedFactory.DoStop();
        base.DoStop();
    }

    /// <inheritdoc/>
    public override void StartedConnecting(IConnector connector) => (WrappedFactory as IClientFactory)?.StartedConnecting(connector);

    /// <inheritdoc/>
    public override IProtocol? BuildProtocol(IAddress address) =>
        WrappedFactory.BuildProtocol(address) is { } protocol ? Wrap(protocol, address) : null;

    /// <inheritdoc/>
    /// <remarks>The wrapped factory is told of the protocol that it built.</remarks>
    public override void ClientConnectionMade(IConnector connector, IProtocol protocol)
    {
        if (WrappedFactory is IClientFactory client && (protocol as ProtocolWrapper)?.WrappedProtocol is { } wrapped)
            client.ClientConnectionMade(connector, wrapped);
    }

    /// <inheritdoc/>
    public override void ClientConnectionFailed(IConnector connector, Failure reason) =>
        (WrappedFactory as IClientFactory)?.ClientConnectionFailed(connector, reason);

    /// <inheritdoc/>
    public override void ClientConnectionLost(IConnector connector, Failure reason) =>
        (WrappedFactory as IClientFactory)?.ClientConnectionLost(connector, reason);

    void IConnectListener.Resolving() => (WrappedFactory as IConnectListener)?.Resolving();

    void IConnectListener.Connecting() => (WrappedFactory as IConnectListener)?.Connecting();

    void IConnectListener.Handshaking() => (WrappedFactory as IConnectListener)?.Handshaking();

    /// <summary>A wrapper has its connection.</summary>
    /// <param name="protocol">It.</param>
    public virtual void RegisterProtocol(ProtocolWrapper protocol) => _protocols.Add(protocol);

    /// <summary>A wrapper's connection is lost.</summary>
    /// <param name="protocol">It.</param>
    public virtual void UnregisterProtocol(ProtocolWrapper protocol) => _protocols.Remove(protocol);

    /// <inheritdoc/>
    public override string ToString() => $"<{GetType().Name} of {WrappedFactory}, {_protocols.Count} connections>";

    /// <summary>Makes the wrapper for a connection.</summary>
    /// <param name="protocol">What the wrapped factory built.</param>
    /// <param name="address">The other end.</param>
    protected virtual ProtocolWrapper Wrap(IProtocol protocol, IAddress address) => new(this, protocol);
}
