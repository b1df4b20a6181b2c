namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>What was asked of <c>--mode echo</c> and <c>--mode churn</c> on the command line.</summary>
internal sealed record EchoOptions
{
    internal static readonly string[] KnownServers = ["ours", "socket", "socket-lean", "twisted"];

    /// <summary>Descriptors beside the connections: the runtime's, the poller's, the ports', and some in reserve.</summary>
    private const int OtherDescriptors = 200;

    internal required IReadOnlyList<string> Servers { get; init; }

    internal required int Idle { get; init; }

    internal required int Busy { get; init; }

    internal required int Messages { get; init; }

    internal required int Cycles { get; init; }

    internal required int Rounds { get; init; }

    internal string? Poller { get; init; }

    internal bool Json { get; init; }

    /// <summary>How many messages go before those that count; see <see cref="LoadOptions.WarmUp"/>.</summary>
    internal int WarmUp => Math.Max(100_000, Messages / 5);

    /// <summary>How many descriptors each of the two processes may have open at a time.</summary>
    internal int DescriptorsNeeded => Idle + Busy + OtherDescriptors;

    /// <summary>What cannot be done, in words; null when all can.</summary>
    internal string? FindProblem()
    {
        if (Servers.FirstOrDefault(s => !KnownServers.Contains(s)) is { } unknown)
            return $"--server takes {string.Join(", ", KnownServers)}; got '{unknown}'.";
        if (Idle < 1 || Busy < 1 || Messages < 1 || Cycles < 1 || Rounds < 1)
            return $"--idle, --busy, --messages, --cycles, --rounds take 1 or more; got {Idle}, {Busy}, {Messages}, {Cycles}, {Rounds}.";
        if (!OperatingSystem.IsLinux())
            return "--mode echo and --mode churn read memory and descriptors in /proc: they need Linux.";
        return null;
    }
}
