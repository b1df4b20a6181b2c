namespace TwistedSharp.Internet;

/// <summary>What happens on a datagram port arrives here.</summary>
public interface IDatagramProtocol
{
    /// <summary>What log messages call it (ILoggingContext).</summary>
    string LogPrefix => GetType().Name;

    /// <summary>The port is bound.</summary>
    /// <param name="transport">It; an <see cref="IMulticastTransport"/> for UDP, an <see cref="IUNIXDatagramTransport"/> for UNIX.</param>
    void MakeConnection(IDatagramTransport transport);

    /// <summary>A datagram came. An exception is logged, and the port lives on.</summary>
    /// <param name="datagram">Valid during the call only; may be empty. What is longer than the port's packet size is cut off.</param>
    /// <param name="address">Who sent it.</param>
    void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address);

    /// <summary>Nobody takes an earlier datagram there; told on connected ports only.</summary>
    void ConnectionRefused();

    /// <summary>The port is closed.</summary>
    void DoStop();
}
