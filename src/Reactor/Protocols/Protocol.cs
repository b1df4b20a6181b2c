namespace TwistedSharp.Internet;

/// <summary>The usual base of a protocol: override what interests you (twisted.internet.protocol.Protocol).</summary>
public abstract class Protocol : IProtocol
{
    private ITransport? _transport;

    /// <summary>The connection.</summary>
    /// <exception cref="InvalidOperationException">There was none yet.</exception>
    public ITransport Transport => _transport ?? throw new InvalidOperationException("This protocol has no transport before MakeConnection.");

    /// <summary>Whether a connection has been made.</summary>
    public bool HasTransport => _transport is not null;

    /// <summary>The factory that built it, if that says so.</summary>
    public IFactory? Factory { get; set; }

    /// <summary>What log messages call this protocol; its type's name.</summary>
    public virtual string LogPrefix => GetType().Name;

    /// <inheritdoc/>
    public void MakeConnection(ITransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _transport = transport;
        ConnectionMade();
    }

    /// <summary>The connection is up.</summary>
    public virtual void ConnectionMade() { }

    /// <inheritdoc/>
    public virtual void DataReceived(ReadOnlySpan<byte> data) { }

    /// <inheritdoc/>
    public virtual void ConnectionLost(Failure reason) { }
}
