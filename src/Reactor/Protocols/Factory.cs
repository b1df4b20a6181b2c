namespace TwistedSharp.Internet;

/// <summary>The usual base of a factory; counts who uses it (twisted.internet.protocol.Factory).</summary>
public class Factory : IFactory
{
    /// <summary>How many ports and connectors use it.</summary>
    public int NumPorts { get; private set; }

    /// <summary>Whether the log is told when it starts and stops: yes at first.</summary>
    public bool Noisy { get; set; } = true;

    /// <summary>What makes the protocols, for a factory that does not override <see cref="BuildProtocol"/>.</summary>
    public Func<IProtocol?>? Protocol { get; set; }

    /// <summary>What log messages call this factory; its type's name.</summary>
    public virtual string LogPrefix => GetType().Name;

    /// <summary>A factory that builds each protocol with a function.</summary>
    /// <param name="make">Makes a protocol, or gives null to refuse the connection.</param>
    public static Factory ForProtocol(Func<IProtocol?> make) => ForProtocol<Factory>(make);

    /// <summary>A factory of a given type that builds each protocol with a function, as in
    /// <c>Factory.ForProtocol&lt;ClientFactory&gt;(() => new Echo())</c>.</summary>
    /// <param name="make">Makes a protocol, or gives null to refuse the connection.</param>
    /// <typeparam name="TFactory">The factory's type.</typeparam>
    public static TFactory ForProtocol<TFactory>(Func<IProtocol?> make) where TFactory : Factory, new()
    {
        ArgumentNullException.ThrowIfNull(make);
        return new TFactory { Protocol = make };
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="Protocol"/> is not set, and this is not overridden.</exception>
    public virtual IProtocol? BuildProtocol(IAddress address)
    {
        if (Protocol is null)
            throw new InvalidOperationException($"{GetType().Name} neither has a {nameof(Protocol)} nor a {nameof(BuildProtocol)}.");
        var built = Protocol();
        if (built is Protocol known)
            known.Factory = this;
        return built;
    }

    /// <inheritdoc/>
    public virtual void DoStart()
    {
        if (NumPorts == 0)
        {
            if (Noisy)
                Log.Msg($"Starting factory {this}");
            StartFactory();
        }
        NumPorts++;
    }

    /// <inheritdoc/>
    public virtual void DoStop()
    {
        // A stop too many is ignored, as in Twisted.
        if (NumPorts == 0 || --NumPorts > 0)
            return;
        if (Noisy)
            Log.Msg($"Stopping factory {this}");
        StopFactory();
    }

    /// <summary>The first user came.</summary>
    protected virtual void StartFactory() { }

    /// <summary>The last user went.</summary>
    protected virtual void StopFactory() { }
}
