namespace TwistedSharp.Web.Client;

/// <summary>How much a coded body may become: a server sends kilobytes and the reader gets gigabytes.</summary>
/// <remarks>All values must be positive. A body that goes over fails with <see cref="ResponseFailedException"/> for a
/// <see cref="LimitExceededException"/> with the limit's name, and its connection is closed. They hold for each layer of several codings.</remarks>
public sealed record ContentDecodingLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static ContentDecodingLimits Default { get; } = new();

    /// <summary>Limits nothing but the layers: for servers that one trusts as oneself.</summary>
    public static ContentDecodingLimits Unlimited { get; } = new() { MaxDecodedBytes = long.MaxValue, MaxRatio = int.MaxValue };

    /// <summary>Decoded bytes of one body. 1 GiB, as Scrapy's download limit, which counts decoded bytes too; what is kept in memory has
    /// a smaller one (<see cref="Response.DefaultMaxBodyBytes"/>).</summary>
    public long MaxDecodedBytes { get; init => field = Positive(value, nameof(MaxDecodedBytes)); } = 1L << 30;

    /// <summary>Decoded bytes for each byte received, once there are more than <see cref="RatioFreeBytes"/> of them. 200, as Apache httpd's
    /// DeflateInflateRatioLimit; deflate's bombs reach 1,030, Brotli's and Zstandard's far more, and pages stay below 50.</summary>
    public int MaxRatio { get; init => field = (int)Positive(value, nameof(MaxRatio)); } = 200;

    /// <summary>Decoded bytes that are given at any ratio. 8 MiB: a table of blanks may well be that dense in places, and so little harms nobody.</summary>
    public long RatioFreeBytes { get; init => field = Positive(value, nameof(RatioFreeBytes)); } = 8 << 20;

    /// <summary>Codings laid over each other. 5, as curl and urllib3 allow; real servers use one.</summary>
    public int MaxLayers { get; init => field = (int)Positive(value, nameof(MaxLayers)); } = 5;

    /// <summary>The error of a body that has gone over, or null.</summary>
    internal LimitExceededException? Exceeded(long received, long decoded)
    {
        if (decoded > MaxDecodedBytes)
            return new LimitExceededException(nameof(MaxDecodedBytes), MaxDecodedBytes);
        if (decoded > RatioFreeBytes && decoded / MaxRatio > received)
            return new LimitExceededException(nameof(MaxRatio), MaxRatio);
        return null;
    }

    private static long Positive(long value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
