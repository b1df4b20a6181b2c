using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A request body that is in memory; a small one is written in one piece together with the request's head.</summary>
/// <remarks>It keeps no state of its own, so several requests may send the same one at a time. <see cref="RequestBody"/> makes them of
/// text, forms and JSON.</remarks>
public sealed class BytesBodyProducer : IBodyProducer
{
    private readonly ReadOnlyMemory<byte> _data;

    /// <summary>A body of these bytes.</summary>
    /// <param name="data">The bytes; not copied, so leave them alone until the response is there.</param>
    /// <param name="contentType">What they are, for Content-Type; null to say nothing.</param>
    /// <exception cref="InvalidHeaderValueException">The content type is no field value.</exception>
    public BytesBodyProducer(ReadOnlyMemory<byte> data, string? contentType = null)
    {
        _data = data;
        ContentType = MediaType.Checked(contentType);
    }

    /// <inheritdoc/>
    public long? Length => _data.Length;

    /// <inheritdoc/>
    public bool CanReplay => true;

    /// <inheritdoc/>
    public string? ContentType { get; }

    internal ReadOnlyMemory<byte> Data => _data;

    /// <inheritdoc/>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        consumer.Write(_data.Span);
        return Deferred.Succeed();
    }

    /// <inheritdoc/>
    public void PauseProducing() { }

    /// <inheritdoc/>
    public void ResumeProducing() { }

    /// <inheritdoc/>
    public void StopProducing() { }
}
