using System.Diagnostics;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>Several clients, or one several times: each run in a process of its own, since the JIT and the heap remember who ran before.</summary>
internal static class Comparison
{
    internal static int Run(LoadOptions options)
    {
        var runs = options.Clients.Distinct().ToDictionary(c => c, _ => new List<Measurement>());
        var exitCode = 0;
        // In turn, A B A B: what changes on the machine meanwhile then falls on all alike.
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (client, measurements) in runs)
            {
                var (code, measurement) = RunChild(options, client);
                if (code != 0)
                    exitCode = 1;
                if (measurement is null)
                    return 1;
                measurements.Add(measurement);
                if (options.Json)
                    Console.WriteLine(measurement.ToJson());
                else
                    Console.Error.WriteLine($"round {round + 1}, {client}: {measurement.CpuUsPerRequest} us CPU per request, {measurement.Rps} requests/s");
            }
        }
        ShowMedians(options, [.. runs.Values.Select(Measurement.MedianOf)]);
        return exitCode;
    }

    private static (int ExitCode, Measurement? Measurement) RunChild(LoadOptions options, string client)
    {
        // Its standard error is ours: what failed is said there.
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true }; // A running program has a path.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(Comparison).Assembly.Location);
        foreach (var argument in options.ArgumentsFor(client))
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!; // Without the shell a process always starts, or this throws.
        var line = child.StandardOutput.ReadLine();
        child.WaitForExit();
        return (child.ExitCode, line is null ? null : Measurement.FromJson(line));
    }

    private static void ShowMedians(LoadOptions options, Measurement[] medians)
    {
        var last = medians[^1];
        var compared = medians.Select(m => m with { CpuRatio = Math.Round(m.CpuUsPerRequest / last.CpuUsPerRequest, 3) }).ToArray();
        if (!options.Json)
        {
            Table.Write(compared);
            return;
        }
        foreach (var median in compared)
            Console.WriteLine(median.ToJson());
    }
}
