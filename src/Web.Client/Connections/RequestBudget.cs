namespace TwistedSharp.Web.Client;

/// <summary>How long each part of a request may take; a part that takes longer ends the request with <see cref="RequestTimeoutException"/>.</summary>
/// <remarks>All values must be positive; null is no limit. The defaults are what a server that is alive keeps, also a slow one: they are
/// there so that nothing waits for ever. Twisted limits connecting only.</remarks>
public sealed record RequestBudget
{
    /// <summary>The budget of requests that have no other.</summary>
    public static RequestBudget Default { get; } = new();

    /// <summary>No limit at all.</summary>
    public static RequestBudget Unlimited { get; } = new()
    {
        Queue = null,
        Resolve = null,
        Connect = null,
        Tls = null,
        Send = null,
        FirstByte = null,
        BodyIdle = null,
        Total = null,
    };

    /// <summary>Waiting for a connection that is free: 60 s. Who has waited that long is not served sooner by waiting on.</summary>
    public TimeSpan? Queue { get; init => field = Positive(value); } = TimeSpan.FromSeconds(60);

    /// <summary>Looking the host's name up: 10 s, in which a resolver has asked two servers twice.</summary>
    public TimeSpan? Resolve { get; init => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>Connecting to the host's addresses, all of them together: 10 s, in which a lost packet has been sent again three times.</summary>
    public TimeSpan? Connect { get; init => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>The TLS handshake: 10 s, as in Go.</summary>
    public TimeSpan? Tls { get; init => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause while the request is sent, whoever makes it, the server that does not read or the body that does not come: 60 s.</summary>
    public TimeSpan? Send { get; init => field = Positive(value); } = TimeSpan.FromSeconds(60);

    /// <summary>From the request's last byte to the head of its response: 5 min. Slow answers are common, and silence costs little.</summary>
    public TimeSpan? FirstByte { get; init => field = Positive(value); } = TimeSpan.FromMinutes(5);

    /// <summary>The longest pause within the response's body, and the longest time that a response waits for someone to read it: 5 min. A reader that
    /// pauses is not limited.</summary>
    public TimeSpan? BodyIdle { get; init => field = Positive(value); } = TimeSpan.FromMinutes(5);

    /// <summary>Everything together: a day, which bounds a server that lets its answer drip and leaves great downloads alone.</summary>
    public TimeSpan? Total { get; init => field = Positive(value); } = TimeSpan.FromDays(1);

    /// <summary>A budget that limits the whole and, within it, the parts as usual.</summary>
    /// <param name="total">How long all of it may take.</param>
    public static RequestBudget Within(TimeSpan total) => new() { Total = total };

    /// <summary>The limit of a phase; of the body's, its pauses.</summary>
    internal TimeSpan? Of(RequestPhase phase) => phase switch
    {
        RequestPhase.Queue => Queue,
        RequestPhase.Resolve => Resolve,
        RequestPhase.Connect => Connect,
        RequestPhase.Tls => Tls,
        RequestPhase.Send => Send,
        RequestPhase.FirstByte => FirstByte,
        _ => BodyIdle,
    };

    private static TimeSpan? Positive(TimeSpan? value)
    {
        if (value is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(value));
        return value;
    }
}
