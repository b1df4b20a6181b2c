using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A request body that is read from a stream while it is sent.</summary>
/// <remarks>Reading is asynchronous and never holds the reactor: a stream that can only block is read on the thread pool. At most one read
/// is in memory; there is no next one while the connection is full.</remarks>
public sealed class StreamBodyProducer : IBodyProducer
{
    private readonly Stream _stream;
    private readonly int _readSize;
    private readonly bool _leaveOpen;
    private readonly long? _start;
    private BodyPump? _pump;
    private Progress _state;

    /// <summary>A body of what the stream has from its present position on.</summary>
    /// <param name="stream">The stream; closed at the end, and when the request ends before, unless <paramref name="leaveOpen"/>.</param>
    /// <param name="length">How many bytes will come; when null, the rest of a stream that can seek, else unknown, and sent in
    /// chunks.</param>
    /// <param name="contentType">What they are, for Content-Type; null to say nothing.</param>
    /// <param name="leaveOpen">Leaves the stream open; one that can seek can then be sent again.</param>
    /// <param name="readSize">The most bytes that are read at once.</param>
    /// <exception cref="ArgumentException">The stream cannot be read, or the length is below zero.</exception>
    /// <exception cref="InvalidHeaderValueException">The content type is no field value.</exception>
    public StreamBodyProducer(
        Stream stream, long? length = null, string? contentType = null, bool leaveOpen = false,
        int readSize = FileBodyProducer.DefaultReadSize)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
            throw new ArgumentException($"{stream} cannot be read: expected one that can.", nameof(stream));
        if (length is { } bytes)
            ArgumentOutOfRangeException.ThrowIfNegative(bytes, nameof(length));
        ArgumentOutOfRangeException.ThrowIfLessThan(readSize, 1);
        _stream = stream;
        _readSize = readSize;
        _leaveOpen = leaveOpen;
        _start = stream.CanSeek ? stream.Position : null;
        Length = length ?? (_start is { } start ? Math.Max(0, stream.Length - start) : null);
        ContentType = MediaType.Checked(contentType);
    }

    private enum Progress
    {
        Fresh,
        Used,
    }

    /// <inheritdoc/>
    public long? Length { get; }

    /// <inheritdoc/>
    public bool CanReplay => _leaveOpen && _start is not null;

    /// <inheritdoc/>
    public string? ContentType { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was used before, and cannot be again.</exception>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        if (_state == Progress.Used)
            Rewind();
        _state = Progress.Used;
        _pump = new StreamPump(_stream, _readSize, _leaveOpen);
        return _pump.Start(consumer);
    }

    /// <inheritdoc/>
    public void PauseProducing() => _pump?.Pause();

    /// <inheritdoc/>
    public void ResumeProducing() => _pump?.Resume();

    /// <inheritdoc/>
    public void StopProducing()
    {
        _state = Progress.Used;
        if (_pump is not null)
            _pump.Stop();
        else if (!_leaveOpen)
            _stream.Dispose();
    }

    private void Rewind()
    {
        if (!CanReplay)
        {
            throw new InvalidOperationException(
                "A stream is read once: this body was sent, or stopped, before. Leave a stream that can seek open.");
        }
        _stream.Position = _start!.Value; // CanReplay.
    }
}
