using System.Globalization;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>Measurements for people: a row for each quantity, a column for each client.</summary>
internal static class Table
{
    internal static void Write(IReadOnlyList<Measurement> measurements)
    {
        Row("", measurements, m => m.Client);
        Row("requests", measurements, m => Number(m.Requests));
        Row("failed", measurements, m => Number(m.Failed));
        Row("connections", measurements, m => Number(m.Connections));
        Row("requests/s", measurements, m => Number(m.Rps));
        Row("CPU us/request", measurements, m => Number(m.CpuUsPerRequest));
        Row("bytes alloc/request", measurements, m => Number(m.AllocBytesPerRequest));
        Row("p50 ms", measurements, m => Number(m.P50Ms));
        Row("p99 ms", measurements, m => Number(m.P99Ms));
        Row("p99.9 ms", measurements, m => Number(m.P999Ms));
        Row("RSS MiB", measurements, m => Number(m.RssMb));
        if (measurements[0].CpuRatio is not null)
            Row("CPU ratio", measurements, m => Number(m.CpuRatio ?? 1));
    }

    internal static void Row<T>(string name, IReadOnlyList<T> measurements, Func<T, string> value) =>
        Console.WriteLine($"{name,-20}{string.Concat(measurements.Select(m => $"{value(m),18}"))}");

    internal static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
