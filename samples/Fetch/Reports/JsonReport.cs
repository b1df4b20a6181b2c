using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwistedSharp.Samples.Fetch;

/// <summary>For programs: one JSON object a line, written as it happens.</summary>
internal sealed class JsonReport(TextWriter output) : IReport
{
    // The default encoder guards text that is put into HTML, and makes every & of a URL unreadable for it.
    private static readonly FetchJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public void Started(int requests) { }

    public void Fetched(FetchResult result) => Write(JsonSerializer.Serialize(result, Json.FetchResult));

    public void Finished(FetchSummary summary) => Write(JsonSerializer.Serialize(summary, Json.FetchSummary));

    public void Dispose() { }

    private void Write(string line)
    {
        output.Write(line + "\n");
        output.Flush();
    }
}

[JsonSerializable(typeof(FetchResult))]
[JsonSerializable(typeof(FetchSummary))]
internal sealed partial class FetchJson : JsonSerializerContext;
