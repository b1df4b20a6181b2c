namespace TwistedSharp.Web.Client;

/// <summary>What one request wants differently from the others of its agent; agents around agents pass it on as it is.</summary>
public sealed record RequestOptions
{
    /// <summary>Nothing in particular.</summary>
    public static RequestOptions Default { get; } = new();

    /// <summary>How long the parts of the request may take; null for the pool's budget.</summary>
    public RequestBudget? Budget { get; init; }

    /// <summary>Its place among the requests that wait for the same origin; within a priority the order is that of asking.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>Hears of each 1xx response before the final one (RFC 9110 section 15.2); one that throws ends the request with what it threw.</summary>
    public Action<InformationalResponse>? Informational { get; init; }

    /// <summary>How much the response's body may become when a <see cref="ContentDecoderAgent"/> decodes it; null for the agent's own limits.</summary>
    public ContentDecodingLimits? DecodingLimits { get; init; }

    /// <summary>What a <see cref="RetryAgent"/> tries again; null for the agent's own policy, <see cref="RetryPolicy.None"/> for nothing.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>Names of header fields that hold secrets, in any case: no redirect takes them to another origin. Authorization, Cookie, Cookie2,
    /// Proxy-Authorization and WWW-Authenticate are always held back.</summary>
    public IReadOnlyCollection<string>? SecretHeaders { get; init; }

    /// <summary>Cookies for this request only, by name: a <see cref="CookieAgent"/> sends them to the request's origin, instead of the jar's of the
    /// same name, and no redirect takes them elsewhere. They are not put into the jar.</summary>
    public IReadOnlyDictionary<string, string>? Cookies { get; init; }
}
