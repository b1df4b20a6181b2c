namespace TwistedSharp.Internet;

/// <summary>The usual base of a protocol over UDP or UNIX datagrams: override what interests you
/// (twisted.internet.protocol.DatagramProtocol).</summary>
public abstract class DatagramProtocol : AbstractDatagramProtocol<IDatagramTransport>, IDatagramProtocol
{
    /// <inheritdoc/>
    public virtual void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address) { }
}
