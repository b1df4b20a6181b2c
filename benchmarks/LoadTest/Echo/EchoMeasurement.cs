using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>What one server cost; also one line of the JSON output.</summary>
internal sealed record EchoMeasurement
{
    public required string Server { get; init; }

    public required int Idle { get; init; }

    public required int Busy { get; init; }

    public required int Messages { get; init; }

    /// <summary>Connections that were not made or were lost, and echoes that were wrong.</summary>
    public required int Errors { get; init; }

    /// <summary>Resident memory of the server's process by idle connection; the kernel's own is not in it.</summary>
    public required double BytesPerIdle { get; init; }

    /// <summary>User and system time of the server's process by message, in microseconds.</summary>
    public required double CpuUsPerMessage { get; init; }

    /// <summary>What server and clients reached together, on the machine they share.</summary>
    public required double MessagesPerSecond { get; init; }

    internal static EchoMeasurement MedianOf(IReadOnlyList<EchoMeasurement> runs) => runs[0] with
    {
        Errors = runs.Sum(r => r.Errors),
        BytesPerIdle = Measurement.Median(runs, r => r.BytesPerIdle),
        CpuUsPerMessage = Measurement.Median(runs, r => r.CpuUsPerMessage),
        MessagesPerSecond = Measurement.Median(runs, r => r.MessagesPerSecond),
    };

    internal static void WriteTable(IReadOnlyList<EchoMeasurement> measurements)
    {
        Table.Row("", measurements, m => m.Server);
        Table.Row("idle connections", measurements, m => Table.Number(m.Idle));
        Table.Row("busy connections", measurements, m => Table.Number(m.Busy));
        Table.Row("messages", measurements, m => Table.Number(m.Messages));
        Table.Row("errors", measurements, m => Table.Number(m.Errors));
        Table.Row("bytes/idle conn.", measurements, m => Table.Number(m.BytesPerIdle));
        Table.Row("CPU us/message", measurements, m => Table.Number(m.CpuUsPerMessage));
        Table.Row("messages/s", measurements, m => Table.Number(m.MessagesPerSecond));
    }

    internal string ToJson() => JsonSerializer.Serialize(this, EchoMeasurementJson.Default.EchoMeasurement);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EchoMeasurement))]
internal sealed partial class EchoMeasurementJson : JsonSerializerContext;
