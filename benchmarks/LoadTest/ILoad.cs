namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>Keeps so many requests in flight, first to warm up and then to be counted.</summary>
internal interface ILoad
{
    /// <summary>Why the first of the failed requests failed; null when none did.</summary>
    string? FirstError { get; }

    Measurement Run();
}
