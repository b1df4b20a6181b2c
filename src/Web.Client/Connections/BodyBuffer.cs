using System.Buffers;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>A body growing in one pooled array, up to a limit.</summary>
/// <remarks>A declared length is only believed up to 1 MiB: a server that announces more has to send it before it gets the memory.</remarks>
internal struct BodyBuffer(int maxBytes, long? expected)
{
    private const int TrustedBytes = 1 << 20;
    private const int SmallestBytes = 1024;

    private byte[]? _bytes;
    private int _length;

    /// <summary>For bytes that the transport had read already: at most what one receive brings.</summary>
    internal static BodyBuffer Unlimited => new(int.MaxValue, null);

    internal readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    internal readonly int Length => _length;

    internal bool TryAppend(ReadOnlySpan<byte> data)
    {
        if (data.Length > maxBytes - _length)
            return false;
        if (_bytes is null || _bytes.Length - _length < data.Length)
            Grow(_length + data.Length);
        data.CopyTo(_bytes.AsSpan(_length));
        _length += data.Length;
        return true;
    }

    internal readonly LimitExceededException TooLarge() => new("body bytes kept in memory", maxBytes);

    internal byte[] TakeBytes()
    {
        var bytes = Written.ToArray();
        Release();
        return bytes;
    }

    internal string TakeString(Encoding encoding)
    {
        var text = Charset.Decode(Written, encoding);
        Release();
        return text;
    }

    internal void Release()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _length = 0;
    }

    private void Grow(int needed)
    {
        var announced = (int)Math.Min(expected ?? 0, Math.Min(TrustedBytes, maxBytes));
        var doubled = Math.Min((long)_length * 2, maxBytes);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(Math.Max(needed, announced), Math.Max(doubled, SmallestBytes)));
        Written.CopyTo(larger);
        var length = _length;
        Release();
        _bytes = larger;
        _length = length;
    }
}
