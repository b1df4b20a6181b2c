namespace TwistedSharp.Internet;

/// <summary>The usual base of a protocol over UNIX datagrams with one other end
/// (twisted.internet.protocol.ConnectedDatagramProtocol).</summary>
public abstract class ConnectedDatagramProtocol : AbstractDatagramProtocol<IUNIXDatagramConnectedTransport>, IConnectedDatagramProtocol
{
    /// <inheritdoc/>
    public virtual void DatagramReceived(ReadOnlySpan<byte> datagram) { }

    /// <inheritdoc/>
    public virtual void ConnectionFailed(Failure reason) { }
}
