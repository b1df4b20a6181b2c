using System.Text.Json;
using TwistedSharp.Samples.Fetch;

namespace TwistedSharp.Tests;

/// <summary>One run of the program inside the test's process: its exit code and what it wrote.</summary>
internal sealed record FetchRun(int ExitCode, string Output, string Error)
{
    internal string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The JSON lines of the requests, in the order in which they ended.</summary>
    internal IReadOnlyList<JsonElement> Results => [.. Json[..^1]];

    /// <summary>The last JSON line.</summary>
    internal JsonElement Summary => Json[^1];

    private JsonElement[] Json => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    internal static FetchRun Of(params string[] args) => WithInput("", args);

    internal static FetchRun WithInput(string input, params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = Program.Run(args, new StringReader(input), output, error);
        return new FetchRun(exitCode, output.ToString(), error.ToString());
    }

    internal JsonElement ResultOf(string url) => Results.Single(r => r.GetProperty("url").GetString() == url);
}
