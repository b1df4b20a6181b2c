namespace TwistedSharp.Web.Client;

/// <summary>What a <see cref="RetryAgent"/> tries again, how often and when.</summary>
public sealed record RetryPolicy
{
    /// <summary>The policy used when none is given.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>No second attempt: for requests of which the caller takes care.</summary>
    public static RetryPolicy None { get; } = new() { MaxAttempts = 1 };

    /// <summary>Attempts in all, the first one included, 1 or more. 3, as the AWS tools have it: what fails three times will not be helped by a fourth.</summary>
    public int MaxAttempts { get; init => field = AtLeastOne(value); } = 3;

    /// <summary>The longest wait before the second attempt; it doubles with each further one. The wait is anything between none and that (full jitter), so
    /// that clients that failed together do not come back together.</summary>
    public TimeSpan FirstDelay { get; init => field = NotNegative(value); } = TimeSpan.FromSeconds(0.5);

    /// <summary>What the doubling ends at.</summary>
    public TimeSpan MaxDelay { get; init => field = NotNegative(value); } = TimeSpan.FromSeconds(30);

    /// <summary>The longest Retry-After that is waited for; a response that asks for more is the caller's. A minute: who waits longer has something else
    /// to do meanwhile, and a server could keep a request for ever.</summary>
    public TimeSpan MaxRetryAfter { get; init => field = NotNegative(value); } = TimeSpan.FromMinutes(1);

    /// <summary>The methods that may be sent twice, in their spelling: the idempotent ones of RFC 9110 section 9.2.2. A request that was surely not
    /// sent is tried again with any method.</summary>
    public IReadOnlySet<string> Methods { get; init; } = new HashSet<string> { "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" };

    /// <summary>The statuses that another attempt may change: 429, 502, 503 and 504.</summary>
    public IReadOnlySet<int> StatusCodes { get; init; } = new HashSet<int> { 429, 502, 503, 504 };

    /// <summary>Numbers from 0 up to 1, for the waits.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>How long to wait after an attempt.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    internal TimeSpan DelayAfter(int attempt)
    {
        var longest = Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, attempt - 1), MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(longest * Math.Clamp(Random(), 0, 1));
    }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }

    private static TimeSpan NotNegative(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }
}
