namespace TwistedSharp.Internet;

/// <summary>A protocol as a consumer: what is written to it, the protocol receives
/// (twisted.internet.protocol.ProtocolToConsumerAdapter).</summary>
/// <remarks>It takes everything at once, so producers are neither kept nor held.</remarks>
public sealed class ProtocolToConsumerAdapter : IConsumer
{
    private readonly IProtocol _protocol;

    /// <summary>A consumer.</summary>
    /// <param name="protocol">Who receives.</param>
    public ProtocolToConsumerAdapter(IProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        _protocol = protocol;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
            _protocol.DataReceived(data);
    }

    /// <inheritdoc/>
    /// <remarks>Does nothing.</remarks>
    public void RegisterProducer(IProducer producer, bool streaming) { }

    /// <inheritdoc/>
    /// <remarks>Does nothing.</remarks>
    public void UnregisterProducer() { }
}
