using System.Text.Json.Serialization;

namespace TwistedSharp.Samples.Fetch;

/// <summary>How one request went.</summary>
internal sealed record FetchResult
{
    public required string Url { get; init; }

    /// <summary>The status code; null when no response came.</summary>
    public required int? Status { get; init; }

    /// <summary>How many bytes of the body came.</summary>
    public required long Bytes { get; init; }

    /// <summary>The ordinal of the TCP connection that brought the response; null when none came.</summary>
    public required long? Connection { get; init; }

    /// <summary>Whether that connection had carried a request before.</summary>
    public required bool Reused { get; init; }

    public required double Ms { get; init; }

    /// <summary>The type and message of what went wrong, on one line; null when the response came whole and its status is no error's.</summary>
    public required string? Error { get; init; }

    [JsonIgnore]
    public bool IsOk => Error is null;

    /// <summary>An exception on one line, without the control characters that a server may have put in.</summary>
    internal static string OneLine(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return string.Create(text.Length, text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }
}
