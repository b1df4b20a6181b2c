namespace TwistedSharp.Web.Client;

/// <summary>How long a request's body will be, and so how it is framed. The default is no body.</summary>
internal readonly struct BodyLength
{
    private readonly long _bytes;
    private readonly Framing _framing;

    private BodyLength(Framing framing, long bytes)
    {
        _framing = framing;
        _bytes = bytes;
    }

    private enum Framing : byte
    {
        None,
        Sized,
        Chunked,
    }

    /// <summary>No body.</summary>
    internal static BodyLength None => default;

    /// <summary>A body whose length nobody knows yet: it goes in chunks.</summary>
    internal static BodyLength Unknown => new(Framing.Chunked, 0);

    internal bool IsNone => _framing == Framing.None;

    internal bool IsUnknown => _framing == Framing.Chunked;

    /// <summary>The length in bytes; 0 without a body, and null when unknown.</summary>
    internal long? Bytes => IsUnknown ? null : _bytes;

    /// <summary>A body of that many bytes.</summary>
    internal static BodyLength Of(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new(Framing.Sized, bytes);
    }

    public override string ToString() => _framing switch
    {
        Framing.None => "no body",
        Framing.Sized => $"{_bytes} bytes",
        _ => "unknown length",
    };
}
