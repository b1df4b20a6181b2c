using System.Diagnostics;
using HdrHistogram;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>Reads the process's clocks before and after the counted run.</summary>
internal sealed class Meter
{
    private long _started;
    private TimeSpan _cpu;
    private long _allocated;
    private TimeSpan _elapsed;

    internal void Start()
    {
        // What the warm-up left is not this run's to collect.
        GC.Collect();
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _cpu = CpuTime();
        _started = Stopwatch.GetTimestamp();
    }

    internal void Stop()
    {
        _elapsed = Stopwatch.GetElapsedTime(_started);
        _cpu = CpuTime() - _cpu;
        _allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
    }

    internal Measurement Read(LoadOptions options, string client, int failed, IEnumerable<LongHistogram> latencies)
    {
        var all = NewHistogram();
        foreach (var some in latencies)
            all.Add(some);
        return new Measurement
        {
            Client = client,
            Requests = options.Requests,
            Failed = failed,
            Connections = options.Connections,
            Rps = Math.Round(options.Requests / _elapsed.TotalSeconds),
            CpuUsPerRequest = Math.Round(_cpu.TotalMicroseconds / options.Requests, 2),
            AllocBytesPerRequest = Math.Round((double)_allocated / options.Requests, 1),
            P50Ms = Milliseconds(all, 50),
            P99Ms = Milliseconds(all, 99),
            P999Ms = Milliseconds(all, 99.9),
            RssMb = Math.Round(Environment.WorkingSet / 1048576.0, 1),
        };
    }

    /// <summary>Microseconds up to ten minutes, to about one percent: 20 KiB, so that each loop can have one of its own.</summary>
    internal static LongHistogram NewHistogram() => new(600_000_000, 2);

    internal static void Record(LongHistogram latencies, long started) =>
        latencies.RecordValue(Math.Min(Stopwatch.GetElapsedTime(started).Ticks / TimeSpan.TicksPerMicrosecond, 600_000_000));

    /// <summary>Zero when every request failed: HdrHistogram has no percentile of nothing.</summary>
    private static double Milliseconds(LongHistogram latencies, double percentile) =>
        latencies.TotalCount == 0 ? 0 : latencies.GetValueAtPercentile(percentile) / 1000.0;

    private static TimeSpan CpuTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
