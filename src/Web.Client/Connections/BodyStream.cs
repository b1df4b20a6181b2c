using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace TwistedSharp.Web.Client;

/// <summary>A response's body as a stream.</summary>
/// <remarks>
/// Two threads may meet here: the reactor brings bytes, and the reader may be anywhere, since code of the base library (a decompressor, a
/// deserializer) goes on where it likes. What both touch is behind the lock; what belongs to the reactor is done on its thread. A read that
/// waits is completed outside, on the context that it began on: user code never runs within the parser's loop.
/// </remarks>
internal sealed class BodyStream : Stream, IBodySink, IValueTaskSource<int>
{
    private const int ChunkBytes = 64 << 10;

    private readonly Lock _lock = new();
    private readonly Response _response;
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private readonly int _home = Environment.CurrentManagedThreadId;
    private ManualResetValueTaskSourceCore<int> _read = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private Memory<byte> _target;
    private BodyBuffer _rest = BodyBuffer.Unlimited;
    private int _taken;
    private Failure? _failure;
    private Reader _reader;
    private Writer _writer;

    internal BodyStream(Response response) => _response = response;

    private enum Reader
    {
        Away,
        Waiting,
        Disposed,
    }

    private enum Writer
    {
        Flowing,

        /// <summary>There is something to be read first.</summary>
        Held,
        Ended,
    }

    public override bool CanRead => _reader != Reader.Disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length =>
        throw new NotSupportedException("A body has no length that a stream could tell; Response.Length does if it can.");

    public override long Position
    {
        get => throw new NotSupportedException("A body cannot seek.");
        set => throw new NotSupportedException("A body cannot seek.");
    }

    /// <summary>The body piece by piece; asked for when the first is.</summary>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(
        Response response, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var stream = response.ReadStream();
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                yield return buffer.AsMemory(0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);
        bool isEmptied;
        int count;
        short version = 0;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_reader == Reader.Disposed, this);
            if (_reader == Reader.Waiting)
                throw new InvalidOperationException("A read of this body waits already: expected one at a time.");
            count = TakeRest(buffer.Span, out isEmptied);
            if (count == 0 && !buffer.IsEmpty)
            {
                if (_writer == Writer.Ended)
                    return _failure is null ? ValueTask.FromResult(0) : ValueTask.FromException<int>(_failure.Value);
                _read.Reset();
                version = _read.Version;
                _target = buffer;
                _reader = Reader.Waiting;
            }
        }
        if (isEmptied)
            AtHome(static stream => stream.Refill());
        if (count > 0 || buffer.IsEmpty)
            return ValueTask.FromResult(count);
        if (cancellationToken.CanBeCanceled)
            CancelOn(cancellationToken, version);
        return new ValueTask<int>(this, version);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <exception cref="InvalidOperationException">It is the reactor's thread, which would wait for itself.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        if (Environment.CurrentManagedThreadId == _home)
        {
            throw new InvalidOperationException(
                "Read would hold the thread that brings the body, for ever: expected ReadAsync here, or Read on another thread.");
        }
        return ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult(); // Not the thread that completes it.
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A body cannot seek.");

    public override void SetLength(long value) => throw ReadOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    void IBodySink.BodyReceived(ReadOnlySpan<byte> data)
    {
        int count = 0;
        bool isRead;
        lock (_lock)
        {
            if (_reader == Reader.Disposed)
                return;
            isRead = _reader == Reader.Waiting;
            if (isRead)
            {
                count = Math.Min(data.Length, _target.Length);
                data[..count].CopyTo(_target.Span);
                data = data[count..];
                Settle();
            }
            _rest.TryAppend(data);
            if (_rest.Length > 0 && _writer == Writer.Flowing)
            {
                _writer = Writer.Held;
                _response.Pause();
            }
        }
        if (isRead)
            _read.SetResult(count);
    }

    void IBodySink.BodyEnded(Failure? failure)
    {
        bool isRead;
        lock (_lock)
        {
            _writer = Writer.Ended;
            _failure = failure;
            isRead = _reader == Reader.Waiting;
            if (isRead)
                Settle();
        }
        if (!isRead)
            return;
        if (failure is null)
            _read.SetResult(0);
        else
            _read.SetException(failure.Value);
    }

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        bool wasRead;
        lock (_lock)
        {
            if (_reader == Reader.Disposed)
                return;
            wasRead = _reader == Reader.Waiting;
            if (wasRead)
                Settle();
            _reader = Reader.Disposed;
            _rest.Release();
        }
        if (wasRead)
            _read.SetException(new ObjectDisposedException(nameof(BodyStream), "The body was disposed of while it was read."));
        AtHome(static stream => stream.Abort());
        base.Dispose(disposing);
    }

    private static NotSupportedException ReadOnly() => new("A body can be read only.");

    private int TakeRest(Span<byte> target, out bool isEmptied)
    {
        var rest = _rest.Written[_taken..];
        var count = Math.Min(rest.Length, target.Length);
        rest[..count].CopyTo(target);
        _taken += count;
        isEmptied = count > 0 && count == rest.Length && _writer == Writer.Held;
        if (count == rest.Length && count > 0)
        {
            _rest.Release();
            _taken = 0;
        }
        return count;
    }

    /// <summary>The read that waited is over.</summary>
    private void Settle()
    {
        _reader = Reader.Away;
        _target = default;
        _registration.Unregister();
        _registration = default;
    }

    private void CancelOn(CancellationToken token, short version) =>
        _registration = token.UnsafeRegister((_, cancelled) => CancelRead(cancelled, version), null);

    private void CancelRead(CancellationToken token, short version)
    {
        lock (_lock)
        {
            // The read may have ended while its token was being listened to.
            if (_reader != Reader.Waiting || _read.Version != version)
                return;
            Settle();
        }
        _read.SetException(new OperationCanceledException(token));
    }

    private void Refill()
    {
        lock (_lock)
        {
            if (_writer != Writer.Held || _rest.Length > 0)
                return;
            _writer = Writer.Flowing;
        }
        _response.Resume();
    }

    private void Abort()
    {
        if (_writer != Writer.Ended)
            _response.Abort();
    }

    private void AtHome(Action<BodyStream> call)
    {
        if (_context is null || Environment.CurrentManagedThreadId == _home)
            call(this);
        else
            _context.Post(_ => call(this), null);
    }
}
