using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A request body that is in memory; written in one piece together with the request's head.</summary>
/// <param name="data">The bytes; not copied, so leave them alone until the response is there.</param>
public sealed class BytesBodyProducer(ReadOnlyMemory<byte> data) : IBodyProducer
{
    /// <inheritdoc/>
    public long? Length => data.Length;

    /// <inheritdoc/>
    public bool CanReplay => true;

    internal ReadOnlyMemory<byte> Data => data;

    /// <inheritdoc/>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        consumer.Write(data.Span);
        return Deferred.Succeed();
    }

    /// <inheritdoc/>
    public void PauseProducing() { }

    /// <inheritdoc/>
    public void ResumeProducing() { }

    /// <inheritdoc/>
    public void StopProducing() { }
}
