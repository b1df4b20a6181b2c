namespace TwistedSharp.Web.Client;

/// <summary>
/// How much of a response's framing a peer may make this client hold or skim: every buffer and loop the peer drives has a cap.
/// All values must be positive; a response that goes over fails with <see cref="LimitExceededException"/>.
/// </summary>
public sealed record WireLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static WireLimits Default { get; } = new();

    /// <summary>
    /// Status line and headers together, in bytes, blank line included. 65,536: the bytes are held until the head is complete;
    /// .NET's HttpClient allows the same. Twisted has no limit.
    /// </summary>
    public int MaxHeadBytes { get; init => field = Positive(value, nameof(MaxHeadBytes)); } = 65536;

    /// <summary>One line of a head or trailer, in bytes, line end included. 16,384, as Twisted's line limit.</summary>
    public int MaxHeaderLineBytes { get; init => field = Positive(value, nameof(MaxHeaderLineBytes)); } = 16384;

    /// <summary>
    /// Header lines in a head, or in the trailers. 256: each costs a slot and every look-up walks them; h11 and aiohttp stop near 100
    /// and real sites stay below 100. Twisted has no limit.
    /// </summary>
    public int MaxHeaderCount { get; init => field = Positive(value, nameof(MaxHeaderCount)); } = 256;

    /// <summary>
    /// 1xx responses before the final one. 16: a peer could otherwise keep a request busy for ever; real servers send one or two.
    /// Twisted has no limit.
    /// </summary>
    public int MaxInformationalResponses { get; init => field = Positive(value, nameof(MaxInformationalResponses)); } = 16;

    /// <summary>
    /// A chunk's size line, in bytes, extensions and line end included. 1,024, as Twisted: extensions are skimmed and ignored, so
    /// they are pure cost (CVE-2023-39326 in Go).
    /// </summary>
    public int MaxChunkLineBytes { get; init => field = Positive(value, nameof(MaxChunkLineBytes)); } = 1024;

    /// <summary>The trailers of a chunked body together, in bytes, blank line included. 65,536, as Twisted since 24.3.</summary>
    public int MaxTrailerBytes { get; init => field = Positive(value, nameof(MaxTrailerBytes)); } = 65536;

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
