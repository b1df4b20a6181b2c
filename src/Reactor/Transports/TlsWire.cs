using System.Buffers;
using System.Threading.Tasks.Sources;

namespace TwistedSharp.Internet;

/// <summary>The stream under an SslStream: its reads are answered by <see cref="Feed"/>, its writes go to a transport.</summary>
/// <remarks>Everything happens inline on the reactor's thread: a write is done when it returns, and a read that has to wait is completed
/// inside <see cref="Feed"/>, running SslStream's continuation there and then. There is one read at a time.</remarks>
internal sealed class TlsWire(ITransport transport) : Stream, IValueTaskSource<int>
{
    private byte[] _data = [];
    private int _start;
    private int _end;
    private bool _ended;
    private Memory<byte> _destination;
    private Action<object?>? _continuation;
    private object? _continuationState;
    private Waiting _read;
    private short _version;
    private int _result;

    private enum Waiting
    {
        No,
        ForData,
        ForPickup,
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes ciphertext from the peer.</summary>
    internal void Feed(ReadOnlySpan<byte> data)
    {
        Append(data);
        CompleteRead();
    }

    /// <summary>No more will come: a read that waits, and every later one, ends with nothing.</summary>
    internal void End()
    {
        _ended = true;
        CompleteRead();
        Release();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start < _end || _ended)
            return new ValueTask<int>(Take(buffer.Span));
        _destination = buffer;
        _read = Waiting.ForData;
        return new ValueTask<int>(this, ++_version);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => transport.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => transport.Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        transport.Write(buffer.Span);
        return default;
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A read that blocks would stop the reactor.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token)
    {
        _read = Waiting.No;
        return _result;
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) =>
        _read == Waiting.ForData && token == _version ? ValueTaskSourceStatus.Pending : ValueTaskSourceStatus.Succeeded;

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (_read != Waiting.ForData)
        {
            continuation(state);
            return;
        }
        _continuation = continuation;
        _continuationState = state;
    }

    private void CompleteRead()
    {
        if (_read != Waiting.ForData)
            return;
        _result = Take(_destination.Span);
        _destination = default;
        _read = Waiting.ForPickup;
        var continuation = _continuation;
        var state = _continuationState;
        _continuation = null;
        _continuationState = null;
        continuation?.Invoke(state);
    }

    // A read into nothing is how SslStream waits for data without holding a buffer.
    private int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _end - _start);
        _data.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        if (_start == _end)
            Release();
        return count;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        if (_data.Length - _end < data.Length)
        {
            var held = _end - _start;
            var larger = ArrayPool<byte>.Shared.Rent(held + data.Length);
            _data.AsSpan(_start, held).CopyTo(larger);
            Release();
            _data = larger;
            _end = held;
        }
        data.CopyTo(_data.AsSpan(_end));
        _end += data.Length;
    }

    // An idle connection holds no buffer.
    private void Release()
    {
        if (_data.Length > 0)
            ArrayPool<byte>.Shared.Return(_data);
        _data = [];
        _start = 0;
        _end = 0;
    }
}
