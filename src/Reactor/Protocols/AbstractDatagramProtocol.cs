namespace TwistedSharp.Internet;

/// <summary>What datagram protocols of both kinds have in common (twisted.internet.protocol.AbstractDatagramProtocol).</summary>
/// <typeparam name="TTransport">The port's interface.</typeparam>
public abstract class AbstractDatagramProtocol<TTransport>
    where TTransport : class
{
    private TTransport? _transport;

    /// <summary>The port.</summary>
    /// <exception cref="InvalidOperationException">There is none: not yet, or not any more.</exception>
    public TTransport Transport =>
        _transport ?? throw new InvalidOperationException($"{GetType().Name} has a transport only while its port is open.");

    /// <summary>Whether the port is open.</summary>
    public bool HasTransport => _transport is not null;

    /// <summary>What log messages call this protocol; its type's name.</summary>
    public virtual string LogPrefix => GetType().Name;

    /// <summary>The port is open: starts the protocol.</summary>
    /// <param name="transport">The port.</param>
    /// <exception cref="InvalidOperationException">The protocol has another port.</exception>
    public void MakeConnection(TTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        if (_transport is not null)
            throw new InvalidOperationException($"{GetType().Name} is on {_transport} already; it cannot be on {transport} too.");
        _transport = transport;
        try
        {
            StartProtocol();
        }
        catch
        {
            _transport = null;
            throw;
        }
    }

    /// <summary>The port is closed: stops the protocol.</summary>
    public void DoStop()
    {
        if (_transport is null)
            throw new InvalidOperationException($"{GetType().Name} is on no port; there is nothing to stop.");
        _transport = null;
        StopProtocol();
    }

    /// <summary>Nobody takes an earlier datagram at the other end; told on connected ports only.</summary>
    public virtual void ConnectionRefused() { }

    /// <summary>The port is open.</summary>
    protected virtual void StartProtocol() { }

    /// <summary>The port is closed; there is no transport any more.</summary>
    protected virtual void StopProtocol() { }
}
