using System.Buffers;

namespace TwistedSharp.Internet;

/// <summary>Bytes on their way out, in one buffer that is rented while there are any: an idle connection holds none.</summary>
/// <remarks>Bytes leave at the front by moving an offset; what is left is moved down only when room is needed and at least half the buffer
/// is free, so that each byte is copied a bounded number of times.</remarks>
internal struct WriteQueue
{
    private const int FirstSize = 4096;

    private byte[]? _buffer;
    private int _head;
    private int _tail;

    internal readonly int Count => _tail - _head;

    internal readonly ReadOnlySpan<byte> Front(int limit) => _buffer.AsSpan(_head, Math.Min(limit, Count));

    internal void Append(ReadOnlySpan<byte> data)
    {
        data.CopyTo(Room(data.Length).AsSpan(_tail));
        _tail += data.Length;
    }

    internal Memory<byte> GetMemory(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        return Room(Math.Max(sizeHint, 1)).AsMemory(_tail);
    }

    internal Span<byte> GetSpan(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        return Room(Math.Max(sizeHint, 1)).AsSpan(_tail);
    }

    internal void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var room = _buffer is null ? 0 : _buffer.Length - _tail;
        if (count > room)
            throw new InvalidOperationException($"Advance({count}) after a GetSpan that gave room for {room} bytes.");
        _tail += count;
    }

    /// <summary>Drops bytes from the front; the last one gives the buffer back.</summary>
    internal void Consume(int count)
    {
        _head += count;
        if (_head == _tail)
            Release();
    }

    /// <summary>Gives an empty buffer back that was rented by a GetSpan and not filled.</summary>
    internal void ReleaseIfEmpty()
    {
        if (_buffer is not null && _head == _tail)
            Release();
    }

    /// <summary>Forgets everything. The buffer is left to the collector: a caller may still hold a span of it from GetSpan, and must not
    /// write into what the pool has given to somebody else.</summary>
    internal void Drop()
    {
        _buffer = null;
        _head = _tail = 0;
    }

    private byte[] Room(int size)
    {
        if (_buffer is null)
            return _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, FirstSize));
        if (_buffer.Length - _tail >= size)
            return _buffer;
        var count = Count;
        if (_head >= _buffer.Length / 2 && _buffer.Length - count >= size)
        {
            _buffer.AsSpan(_head, count).CopyTo(_buffer);
        }
        else
        {
            // Beyond int.MaxValue the rent fails with OutOfMemoryException: nobody should queue 2 GiB without a producer.
            var wanted = Math.Max((long)_buffer.Length * 2, (long)count + size);
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, Math.Max(Array.MaxLength, count + size)));
            _buffer.AsSpan(_head, count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        _head = 0;
        _tail = count;
        return _buffer;
    }

    private void Release()
    {
        ArrayPool<byte>.Shared.Return(_buffer!); // Only called with a buffer.
        Drop();
    }
}
