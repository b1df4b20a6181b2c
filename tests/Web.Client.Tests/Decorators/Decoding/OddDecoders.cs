using System.Buffers;

namespace TwistedSharp.Web.Client.Tests.Decorators.Decoding;

/// <summary>Gives each byte twice, and a full stop at the end.</summary>
internal sealed class TwiceDecoder : IContentDecoder
{
    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        bytesConsumed = Math.Min(source.Length, destination.Length / 2);
        bytesWritten = bytesConsumed * 2;
        for (var i = 0; i < bytesWritten; i++)
            destination[i] = source[i / 2];
        return bytesConsumed == source.Length ? OperationStatus.NeedMoreData : OperationStatus.DestinationTooSmall;
    }

    public OperationStatus Finish(Span<byte> destination, out int bytesWritten)
    {
        destination[0] = (byte)'.';
        bytesWritten = 1;
        return OperationStatus.Done;
    }

    public void Dispose() { }
}

/// <summary>Fails in the way that the test says.</summary>
internal sealed class OddDecoder : IContentDecoder
{
    private readonly string _when;

    internal OddDecoder(string when)
    {
        _when = when;
        if (when == "at making")
            throw new FormatException("no");
    }

    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesConsumed, out int bytesWritten)
    {
        if (_when == "at decoding")
            throw new FormatException("no");
        bytesWritten = 0;
        bytesConsumed = _when == "stuck" ? 0 : source.Length;
        return OperationStatus.NeedMoreData;
    }

    public OperationStatus Finish(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        return _when == "at finishing" ? throw new FormatException("no") : OperationStatus.DestinationTooSmall;
    }

    public void Dispose() { }
}
