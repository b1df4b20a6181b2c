using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends a file to a consumer, a piece whenever the consumer can take one (twisted.protocols.basic.FileSender).</summary>
/// <remarks>Reading blocks the reactor: right for local files, wrong for a stream that waits for somebody.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class FileSender : IProducer
{
    /// <summary>The most bytes that are read at once, unless <see cref="ChunkSize"/> says otherwise (Twisted's CHUNK_SIZE).</summary>
    public const int DefaultChunkSize = 16384;

    private Stream? _file;
    private IConsumer? _consumer;
    private Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? _transform;
    private Deferred<byte?>? _finished;
    private byte[] _chunk = [];
    private byte? _lastSent;
    private long _sent;

    /// <summary>The most bytes that are read at once.</summary>
    public int ChunkSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = DefaultChunkSize;

    /// <summary>Sends what a stream has from here to its end; the stream stays open.</summary>
    /// <param name="file">The stream.</param>
    /// <param name="consumer">Who gets it; no producer may be registered there.</param>
    /// <param name="transform">Makes of what was read what is written; null writes it as it is. What it gets is valid during the call
    /// only.</param>
    /// <returns>The last byte written, or null if there was none, when all is written. Fails with what reading or the transform threw, or
    /// with an <see cref="IOException"/> when the consumer is gone first. Cancelling stops the transfer.</returns>
    /// <exception cref="InvalidOperationException">It sends already, or the consumer has a producer.</exception>
    public Deferred<byte?> BeginFileTransfer(
        Stream file, IConsumer consumer, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? transform = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(consumer);
        if (_finished is not null)
            throw new InvalidOperationException($"{this} cannot begin another transfer.");
        var finished = new Deferred<byte?>(_ => End()?.UnregisterProducer());
        _file = file;
        _consumer = consumer;
        _transform = transform;
        _chunk = new byte[ChunkSize];
        _lastSent = null;
        _sent = 0;
        _finished = finished;
        try
        {
            consumer.RegisterProducer(this, streaming: false);
        }
        catch
        {
            End();
            throw;
        }
        return finished;
    }

    /// <inheritdoc/>
    public void ResumeProducing()
    {
        if (_file is null || _consumer is null)
            return;
        var finished = _finished;
        try
        {
            // A consumer does not ask again until something was written.
            ReadOnlyMemory<byte> chunk;
            do
            {
                var read = _file.Read(_chunk);
                if (read == 0)
                {
                    Finish();
                    return;
                }
                chunk = _chunk.AsMemory(0, read);
                if (_transform is not null)
                    chunk = _transform(chunk);
                // The transform may have cancelled this transfer, and begun another.
                if (_finished != finished)
                    return;
            }
            while (chunk.IsEmpty);
            // Before writing, which may end in a StopProducing.
            _lastSent = chunk.Span[^1];
            _sent += chunk.Length;
            _consumer.Write(chunk.Span);
        }
        catch (Exception e)
        {
            if (_finished != finished)
            {
                Log.Err(e, "while sending a file to a consumer that had stopped it");
                return;
            }
            End()?.UnregisterProducer();
            finished?.Errback(new Failure(e));
        }
    }

    /// <inheritdoc/>
    public void StopProducing()
    {
        var finished = _finished;
        var sent = _sent;
        End();
        finished?.Errback(new Failure(new IOException($"The consumer went away after {sent} bytes; the file was not sent to its end.")));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<FileSender {(_finished is null ? "Idle" : $"Sending, {_sent} bytes sent")}>";

    private void Finish()
    {
        var finished = _finished;
        var lastSent = _lastSent;
        End()?.UnregisterProducer();
        finished?.Callback(lastSent);
    }

    /// <summary>Lets go of everything; gives the consumer, if there was one.</summary>
    private IConsumer? End()
    {
        var consumer = _consumer;
        _file = null;
        _consumer = null;
        _transform = null;
        _finished = null;
        _chunk = [];
        return consumer;
    }
}
