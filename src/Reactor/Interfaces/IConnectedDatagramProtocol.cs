namespace TwistedSharp.Internet;

/// <summary>What happens on a datagram port with one fixed other end arrives here.</summary>
public interface IConnectedDatagramProtocol
{
    /// <summary>What log messages call it (ILoggingContext).</summary>
    string LogPrefix => GetType().Name;

    /// <summary>The port is connected.</summary>
    /// <param name="transport">It.</param>
    void MakeConnection(IUNIXDatagramConnectedTransport transport);

    /// <summary>The port could not be bound or connected, or the protocol threw when it started. The last call.</summary>
    /// <param name="reason">Why.</param>
    void ConnectionFailed(Failure reason);

    /// <summary>A datagram came. An exception is logged, and the port lives on.</summary>
    /// <param name="datagram">Valid during the call only; may be empty. What is longer than the port's packet size is cut off.</param>
    void DatagramReceived(ReadOnlySpan<byte> datagram);

    /// <summary>The other end is gone.</summary>
    void ConnectionRefused();

    /// <summary>The port is closed.</summary>
    void DoStop();
}
