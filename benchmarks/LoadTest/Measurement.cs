using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>What one counted run cost; also one line of the JSON output.</summary>
internal sealed record Measurement
{
    public required string Client { get; init; }

    public required int Requests { get; init; }

    /// <summary>Requests that failed, by an exception or an error status.</summary>
    public required int Failed { get; init; }

    public required int Connections { get; init; }

    public required double Rps { get; init; }

    /// <summary>User and system time of the whole process, by request, in microseconds.</summary>
    public required double CpuUsPerRequest { get; init; }

    public required double AllocBytesPerRequest { get; init; }

    [JsonPropertyName("p50_ms")]
    public required double P50Ms { get; init; }

    [JsonPropertyName("p99_ms")]
    public required double P99Ms { get; init; }

    [JsonPropertyName("p999_ms")]
    public required double P999Ms { get; init; }

    public required double RssMb { get; init; }

    /// <summary>Over how many runs this is the median; null for one run.</summary>
    public int? Rounds { get; init; }

    /// <summary>Its CPU time by that of the last client named; null for one run.</summary>
    public double? CpuRatio { get; init; }

    internal static Measurement MedianOf(IReadOnlyList<Measurement> runs) => runs[0] with
    {
        Failed = runs.Sum(r => r.Failed),
        Rps = Median(runs, r => r.Rps),
        CpuUsPerRequest = Median(runs, r => r.CpuUsPerRequest),
        AllocBytesPerRequest = Median(runs, r => r.AllocBytesPerRequest),
        P50Ms = Median(runs, r => r.P50Ms),
        P99Ms = Median(runs, r => r.P99Ms),
        P999Ms = Median(runs, r => r.P999Ms),
        RssMb = Median(runs, r => r.RssMb),
        Rounds = runs.Count,
    };

    internal string ToJson() => JsonSerializer.Serialize(this, MeasurementJson.Default.Measurement);

    internal static Measurement? FromJson(string line) => JsonSerializer.Deserialize(line, MeasurementJson.Default.Measurement);

    internal static double Median<T>(IReadOnlyList<T> runs, Func<T, double> value)
    {
        var sorted = runs.Select(value).Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : Math.Round((sorted[middle - 1] + sorted[middle]) / 2, 3);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Measurement))]
internal sealed partial class MeasurementJson : JsonSerializerContext;
