namespace TwistedSharp.Samples.Fetch;

/// <summary>For pipes and log files: a line for each request.</summary>
internal sealed class PlainReport(TextWriter output) : IReport
{
    public void Started(int requests) { }

    public void Fetched(FetchResult result)
    {
        var connection = result.Connection is null ? "no connection" : $"connection {result.Connection}{(result.Reused ? " reused" : " new")}";
        Write($"{result.Status?.ToString() ?? "---"} {result.Bytes} bytes, {connection}, {result.Ms:0.0} ms: {result.Url}"
            + (result.IsOk ? "" : $" ({result.Error})"));
    }

    public void Finished(FetchSummary summary) => Write(
        $"{summary.Requests} requests, {summary.Ok} ok, {summary.Failed} failed; "
        + $"{summary.Connections} connections, {summary.Reused} requests on a reused one; {summary.Ms:0.0} ms");

    public void Dispose() { }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
