using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A request body that is read from a file while it is sent (twisted.web.client.FileBodyProducer).</summary>
/// <remarks>Twisted reads in the reactor's thread, by a Cooperator; here the file is read beside it, and the reactor is never
/// held.</remarks>
public sealed class FileBodyProducer : IBodyProducer
{
    /// <summary>The most bytes that are read at once unless told otherwise (Twisted's).</summary>
    public const int DefaultReadSize = 1 << 16;

    private readonly StreamBodyProducer? _opened;
    private readonly string? _path;
    private readonly int _readSize;
    private BodyPump? _pump;

    /// <summary>A body of what an open file has from its present position on; it is closed at the end, and when the request ends
    /// before.</summary>
    /// <param name="inputFile">The file; one that cannot seek has no length and is sent in chunks.</param>
    /// <param name="readSize">The most bytes that are read at once.</param>
    /// <param name="contentType">What they are, for Content-Type; null to say nothing.</param>
    /// <exception cref="ArgumentException">The file cannot be read.</exception>
    /// <exception cref="InvalidHeaderValueException">The content type is no field value.</exception>
    public FileBodyProducer(Stream inputFile, int readSize = DefaultReadSize, string? contentType = null)
    {
        _opened = new StreamBodyProducer(inputFile, contentType: contentType, readSize: readSize);
        _readSize = readSize;
        Length = _opened.Length;
        ContentType = contentType;
    }

    /// <summary>A body of a whole file, opened when it is sent; so it can be sent again, by a redirect or another request after this
    /// one.</summary>
    /// <param name="path">Where the file is; it must be there now, and keep its length.</param>
    /// <param name="readSize">The most bytes that are read at once.</param>
    /// <param name="contentType">What they are, for Content-Type; null to say nothing.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidHeaderValueException">The content type is no field value.</exception>
    public FileBodyProducer(string path, int readSize = DefaultReadSize, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(readSize, 1);
        _path = Path.GetFullPath(path);
        _readSize = readSize;
        Length = new FileInfo(_path).Length;
        ContentType = MediaType.Checked(contentType);
    }

    /// <inheritdoc/>
    public long? Length { get; }

    /// <inheritdoc/>
    public bool CanReplay => _path is not null;

    /// <inheritdoc/>
    public string? ContentType { get; }

    /// <inheritdoc/>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        if (_opened is not null)
            return _opened.StartProducing(consumer);
        // The pump has the only buffer; the file's own would be filled for nothing.
        var path = _path!; // One of the two.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        _pump = new StreamPump(file, _readSize, leaveOpen: false);
        return _pump.Start(consumer);
    }

    /// <inheritdoc/>
    public void PauseProducing()
    {
        _opened?.PauseProducing();
        _pump?.Pause();
    }

    /// <inheritdoc/>
    public void ResumeProducing()
    {
        _opened?.ResumeProducing();
        _pump?.Resume();
    }

    /// <inheritdoc/>
    public void StopProducing()
    {
        _opened?.StopProducing();
        _pump?.Stop();
    }
}
