namespace TwistedSharp.Internet;

/// <summary>A consumer as a protocol: what it receives is written to the consumer
/// (twisted.internet.protocol.ConsumerToProtocolAdapter).</summary>
public sealed class ConsumerToProtocolAdapter : IProtocol
{
    private readonly IConsumer _consumer;

    /// <summary>A protocol.</summary>
    /// <param name="consumer">Who gets what is received.</param>
    public ConsumerToProtocolAdapter(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        _consumer = consumer;
    }

    /// <inheritdoc/>
    public void DataReceived(ReadOnlySpan<byte> data) => _consumer.Write(data);

    /// <inheritdoc/>
    /// <remarks>Does nothing.</remarks>
    public void MakeConnection(ITransport transport) { }

    /// <inheritdoc/>
    /// <remarks>Does nothing.</remarks>
    public void ConnectionLost(Failure reason) { }
}
