namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>What was asked for on the command line.</summary>
internal sealed record LoadOptions
{
    internal static readonly string[] KnownClients = ["page", "agent", "httpclient", "httpclient-bytes"];

    internal required string Url { get; init; }

    internal required IReadOnlyList<string> Clients { get; init; }

    internal required int Requests { get; init; }

    internal required int Connections { get; init; }

    internal required int Rounds { get; init; }

    internal string? Poller { get; init; }

    internal bool Persist { get; init; } = true;

    internal bool Json { get; init; }

    /// <summary>How many requests go before those that count: enough for the JIT's last tier, whose code depends on some 30 calls, a timer and
    /// its own background thread.</summary>
    internal int WarmUp => Math.Max(60_000, Requests / 5);

    /// <summary>What cannot be done, in words; null when all can.</summary>
    internal string? FindProblem()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return $"--url takes an absolute http or https URL; got '{Url}'.";
        if (Clients.FirstOrDefault(c => !KnownClients.Contains(c)) is { } unknown)
            return $"--client takes {string.Join(", ", KnownClients)}; got '{unknown}'.";
        if (Requests < 1 || Connections < 1 || Rounds < 1)
            return $"--requests, --connections and --rounds take 1 or more; got {Requests}, {Connections} and {Rounds}.";
        if (Poller == "epoll" && !OperatingSystem.IsLinux())
            return "--poller epoll needs Linux.";
        return null;
    }

    /// <summary>The arguments that make another process run one of the clients once.</summary>
    internal IEnumerable<string> ArgumentsFor(string client) =>
    [
        "--url", Url, "--client", client, "--requests", $"{Requests}", "--connections", $"{Connections}", "--json",
        .. Poller is null ? Array.Empty<string>() : ["--poller", Poller],
        .. Persist ? Array.Empty<string>() : ["--no-persist"],
    ];
}
