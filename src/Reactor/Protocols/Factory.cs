namespace TwistedSharp.Internet;

/// <summary>The usual base of a factory; counts who uses it (twisted.internet.protocol.Factory).</summary>
public abstract class Factory : IFactory
{
    /// <summary>How many ports and connectors use it.</summary>
    public int NumPorts { get; private set; }

    /// <summary>A factory that builds each protocol with a function.</summary>
    /// <param name="make">Makes a protocol.</param>
    public static Factory ForProtocol(Func<IProtocol> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new DelegateFactory(make);
    }

    /// <inheritdoc/>
    public abstract IProtocol? BuildProtocol(IAddress address);

    /// <inheritdoc/>
    public void DoStart()
    {
        if (NumPorts++ == 0)
            StartFactory();
    }

    /// <inheritdoc/>
    public void DoStop()
    {
        // A stop too many is ignored, as in Twisted.
        if (NumPorts > 0 && --NumPorts == 0)
            StopFactory();
    }

    /// <summary>The first user came.</summary>
    protected virtual void StartFactory() { }

    /// <summary>The last user went.</summary>
    protected virtual void StopFactory() { }

    private sealed class DelegateFactory(Func<IProtocol> make) : Factory
    {
        public override IProtocol? BuildProtocol(IAddress address)
        {
            var protocol = make();
            if (protocol is Protocol known)
                known.Factory = this;
            return protocol;
        }
    }
}
