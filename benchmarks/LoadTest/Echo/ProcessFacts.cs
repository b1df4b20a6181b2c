using System.Diagnostics;
using System.Globalization;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>What Linux tells of a process.</summary>
internal static class ProcessFacts
{
    /// <summary>User and system time so far; in steps of 10 ms.</summary>
    internal static TimeSpan CpuTime(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    /// <summary>Bytes of memory it has resident now.</summary>
    /// <remarks>From smaps_rollup, which counts pages: the sums in stat and status lag behind, by up to some hundred KiB.</remarks>
    internal static long ResidentBytes(int id) =>
        1024 * long.Parse(FirstWord(Field($"/proc/{id}/smaps_rollup", "Rss:")), CultureInfo.InvariantCulture);

    /// <summary>How many descriptors are open, but for the assemblies', of which .NET keeps two each from their first use.</summary>
    internal static int OpenDescriptors(int id) => new DirectoryInfo($"/proc/{id}/fd").EnumerateFileSystemInfos()
        .Count(d => d.LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));

    /// <summary>Why so many descriptors will not do, in words; null when they will.</summary>
    internal static string? FindDescriptorProblem(int id, string who, int needed)
    {
        var soft = FirstWord(Field($"/proc/{id}/limits", "Max open files"));
        return soft == "unlimited" || long.Parse(soft, CultureInfo.InvariantCulture) is var limit && limit >= needed
            ? null
            : $"The {who} may open {soft} descriptors (RLIMIT_NOFILE) and needs {needed}: "
                + $"raise the limit (ulimit -n {needed}), or take fewer connections with --idle and --busy.";
    }

    private static string FirstWord(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];

    private static string Field(string path, string name)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return line[name.Length..];
        }
        throw new InvalidOperationException($"{path} has no line \"{name}\".");
    }
}
