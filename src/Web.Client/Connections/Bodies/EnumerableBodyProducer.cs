using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A request body whose pieces are made while it is sent, by an asynchronous iterator say.</summary>
/// <remarks>The next piece is asked for when the connection can take it, on the reactor's thread.</remarks>
/// <param name="pieces">The pieces; each stays as it is until the next is asked for. Empty ones are skipped. The iterator's token is
/// cancelled when the request ends before.</param>
/// <param name="length">How many bytes will come; null when unknown: they are sent in chunks.</param>
/// <param name="contentType">What they are, for Content-Type; null to say nothing.</param>
/// <param name="canReplay">Whether enumerating once more gives the same bytes.</param>
public sealed class EnumerableBodyProducer(
    IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, long? length = null, string? contentType = null, bool canReplay = false) : IBodyProducer
{
    private readonly IAsyncEnumerable<ReadOnlyMemory<byte>> _pieces = pieces ?? throw new ArgumentNullException(nameof(pieces));
    private BodyPump? _pump;

    /// <inheritdoc/>
    public long? Length { get; } = length is null or >= 0 ? length : throw new ArgumentOutOfRangeException(nameof(length));

    /// <inheritdoc/>
    public bool CanReplay { get; } = canReplay;

    /// <inheritdoc/>
    public string? ContentType { get; } = MediaType.Checked(contentType);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was used before, and cannot be again.</exception>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        if (_pump is not null && !CanReplay)
            throw new InvalidOperationException("This body was sent before, and is not said to give the same again (canReplay).");
        _pump = new EnumerablePump(_pieces);
        return _pump.Start(consumer);
    }

    /// <inheritdoc/>
    public void PauseProducing() => _pump?.Pause();

    /// <inheritdoc/>
    public void ResumeProducing() => _pump?.Resume();

    /// <inheritdoc/>
    public void StopProducing() => _pump?.Stop();
}
