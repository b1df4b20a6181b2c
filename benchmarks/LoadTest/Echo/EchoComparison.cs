namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>The same echo on several servers: each in a process of its own, with all its clients in this one.</summary>
internal static class EchoComparison
{
    internal static int Run(EchoOptions options)
    {
        var runs = options.Servers.Distinct().ToDictionary(s => s, _ => new List<EchoMeasurement>());
        string? firstError = null;
        // In turn, as Comparison does it.
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (name, measurements) in runs)
            {
                using var server = new ServerProcess(name, options.Poller);
                if (FindDescriptorProblem(options, server) is { } problem)
                {
                    Console.Error.WriteLine(problem);
                    return 2;
                }
                var load = new EchoLoad(options, name, server);
                var measurement = load.Run();
                measurements.Add(measurement);
                firstError ??= load.FirstError is { } error ? $"{name}: {error}" : null;
                if (options.Rounds > 1)
                {
                    Console.Error.WriteLine($"round {round + 1}, {name}: {measurement.CpuUsPerMessage} us CPU per message, "
                        + $"{measurement.BytesPerIdle} bytes per idle connection");
                }
            }
        }
        EchoMeasurement[] medians = [.. runs.Values.Select(EchoMeasurement.MedianOf)];
        if (options.Json)
            Array.ForEach(medians, m => Console.WriteLine(m.ToJson()));
        else
            EchoMeasurement.WriteTable(medians);
        if (firstError is null)
            return 0;
        Console.Error.WriteLine($"{medians.Sum(m => m.Errors)} errors; the first: {firstError}");
        return 1;
    }

    /// <summary>What the server or this process lacks; null when neither does.</summary>
    internal static string? FindDescriptorProblem(EchoOptions options, ServerProcess server) =>
        ProcessFacts.FindDescriptorProblem(Environment.ProcessId, "clients' process", options.DescriptorsNeeded)
            ?? server.FindDescriptorProblem(options.DescriptorsNeeded);
}
