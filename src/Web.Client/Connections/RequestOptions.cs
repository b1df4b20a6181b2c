namespace TwistedSharp.Web.Client;

/// <summary>What one request wants differently from the others of its agent; agents around agents pass it on as it is.</summary>
public sealed record RequestOptions
{
    /// <summary>Nothing in particular.</summary>
    public static RequestOptions Default { get; } = new();

    /// <summary>Hears of each 1xx response before the final one (RFC 9110 section 15.2); one that throws ends the request with what it threw.</summary>
    public Action<InformationalResponse>? Informational { get; init; }
}
