using System.Buffers;

namespace TwistedSharp.Internet;

/// <summary>A stream as a transport, to see what a protocol writes (twisted.internet.protocol.FileWrapper).</summary>
/// <remarks>Nothing is ever read from it, and writing blocks. Errors of the stream are logged.</remarks>
public sealed class FileWrapper : ITransport
{
    private static readonly UNIXAddress Address = new((string?)null);

    private readonly Stream _file;
    private readonly ArrayBufferWriter<byte> _inPlace = new();
    private IProducer? _producer;

    /// <summary>A transport.</summary>
    /// <param name="file">Where to write; closed with the connection.</param>
    public FileWrapper(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
    }

    /// <inheritdoc/>
    /// <remarks>Never: closing is done at once.</remarks>
    public bool Disconnecting => false;

    /// <inheritdoc/>
    public bool Connected { get; private set; } = true;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (!Connected)
            return;
        try
        {
            _file.Write(data);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or NotSupportedException)
        {
            Log.Err(e, "Writing to a file in a transport's place failed");
        }
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _inPlace.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _inPlace.GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        _inPlace.Advance(count);
        Write(_inPlace.WrittenSpan);
        _inPlace.ResetWrittenCount();
    }

    /// <inheritdoc/>
    /// <remarks>A pull producer is asked once; the next time is up to it.</remarks>
    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer is not null)
            throw new InvalidOperationException($"Cannot register {producer}: {_producer} is registered already; unregister it first.");
        _producer = producer;
        if (!streaming)
            producer.ResumeProducing();
    }

    /// <inheritdoc/>
    public void UnregisterProducer() => _producer = null;

    /// <inheritdoc/>
    public void LoseConnection()
    {
        Connected = false;
        _file.Dispose();
    }

    /// <inheritdoc/>
    public void AbortConnection() => LoseConnection();

    /// <inheritdoc/>
    /// <remarks>Does nothing: there is nothing to read.</remarks>
    public void PauseProducing() { }

    /// <inheritdoc/>
    /// <remarks>Does nothing: there is nothing to read.</remarks>
    public void ResumeProducing() { }

    /// <inheritdoc/>
    public void StopProducing() => LoseConnection();

    /// <inheritdoc/>
    /// <remarks>An address without a name.</remarks>
    public IAddress GetHost() => Address;

    /// <inheritdoc/>
    /// <remarks>An address without a name.</remarks>
    public IAddress GetPeer() => Address;
}
