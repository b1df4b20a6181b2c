namespace TwistedSharp.Web.Client;

/// <summary>What one request wants differently from the others of its agent; agents around agents pass it on.</summary>
public sealed record RequestOptions
{
    /// <summary>Nothing in particular.</summary>
    public static RequestOptions Default { get; } = new();

    /// <summary>How long the parts of the request may take; null for the pool's budget. Its total is for all that one call leads to:
    /// redirects, answers to challenges, and attempts with the waits between them.</summary>
    public RequestBudget? Budget { get; init; }

    /// <summary>Its place among the requests that wait for the same origin; within a priority the order is that of asking.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>Hears of each 1xx response before the final one (RFC 9110 section 15.2); one that throws ends the request with what it
    /// threw.</summary>
    public Action<InformationalResponse>? Informational { get; init; }

    /// <summary>Asks the server whether it wants the body before sending it (Expect: 100-continue), and waits this long for its word, then
    /// sends it all the same; null sends it at once. An answer other than 100 Continue saves the body: it is not sent, and the connection
    /// is closed (RFC 9110 section 10.1.1). Without a body nothing is asked; without a pool, whose clock measures it, nothing is waited
    /// for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan? ExpectContinue
    {
        get;
        init
        {
            if (value is { } wait)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    /// <summary>Offers to speak another protocol on the connection, by names such as "websocket", with commas between (RFC 9110 section
    /// 7.8); null offers none. A server that agrees answers 101, and <see cref="Response.TakeTransport"/> hands the connection over. Other
    /// answers are answers like any.</summary>
    /// <exception cref="ArgumentException">It is no list of protocols.</exception>
    public string? Upgrade
    {
        get;
        init
        {
            if (value is not null)
                RequestWriter.ValidateUpgrade(value);
            field = value;
        }
    }

    /// <summary>How much the response's body may become when a <see cref="ContentDecoderAgent"/> decodes it; null for the agent's own limits.</summary>
    public ContentDecodingLimits? DecodingLimits { get; init; }

    /// <summary>What a <see cref="RetryAgent"/> tries again; null for the agent's own policy, <see cref="RetryPolicy.None"/> for nothing.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>Names of header fields that hold secrets, in any case: no redirect takes them to another origin. Authorization, Cookie,
    /// Cookie2, Proxy-Authorization and WWW-Authenticate are always held back.</summary>
    public IReadOnlyCollection<string>? SecretHeaders { get; init; }

    /// <summary>Cookies for this request only, by name: a <see cref="CookieAgent"/> sends them to the request's origin, instead of the
    /// jar's of the same name, and no redirect takes them elsewhere. They are not put into the jar.</summary>
    public IReadOnlyDictionary<string, string>? Cookies { get; init; }

    /// <summary>When the request began that this one goes on with, in seconds of the reactor's clock; null for one of its own.</summary>
    internal double? Begun { get; private init; }

    /// <summary>For the next request of a chain: its total goes on.</summary>
    /// <param name="options">Those of the request before.</param>
    /// <param name="begun">When that began; null where nobody counts it.</param>
    internal static RequestOptions? After(RequestOptions? options, double? begun) =>
        begun is null || options?.Begun is not null ? options : (options ?? Default) with { Begun = begun };
}
