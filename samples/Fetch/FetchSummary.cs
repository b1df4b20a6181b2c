namespace TwistedSharp.Samples.Fetch;

/// <summary>The sums over all requests that ended.</summary>
internal sealed record FetchSummary
{
    public int Requests { get; init; }

    public int Ok { get; init; }

    public int Failed { get; init; }

    /// <summary>How many TCP connections were made.</summary>
    public long Connections { get; init; }

    /// <summary>How many requests travelled on a connection that had carried another before.</summary>
    public int Reused { get; init; }

    public double Ms { get; init; }

    internal FetchSummary With(FetchResult result) => this with
    {
        Requests = Requests + 1,
        Ok = Ok + (result.IsOk ? 1 : 0),
        Failed = Failed + (result.IsOk ? 0 : 1),
        Reused = Reused + (result.Reused ? 1 : 0),
    };
}
