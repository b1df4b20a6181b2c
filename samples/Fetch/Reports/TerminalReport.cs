using Spectre.Console;

namespace TwistedSharp.Samples.Fetch;

/// <summary>For people: a progress bar while it goes on, a table at the end.</summary>
internal sealed class TerminalReport(IAnsiConsole console) : IReport
{
    private readonly List<FetchResult> _results = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _display = Task.CompletedTask;
    private ProgressTask? _bar;

    public void Started(int requests) =>
        // The bar is drawn by a thread of its own, which lives until the task ends that it is given here.
        _display = console.Progress().AutoClear(true).StartAsync(progress =>
        {
            _bar = progress.AddTask("Fetching", maxValue: requests);
            return _finished.Task;
        });

    public void Fetched(FetchResult result)
    {
        _results.Add(result);
        _bar?.Increment(1);
    }

    public void Finished(FetchSummary summary)
    {
        EndProgress();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("status", "bytes", "connection", "reused", "ms", "URL");
        foreach (var column in table.Columns.Take(5))
            column.RightAligned();
        foreach (var result in _results)
            table.AddRow(Row(result));
        console.Write(table);
        var colour = summary.Failed == 0 ? "green" : "red";
        console.MarkupLine(
            $"[{colour}]{summary.Ok} of {summary.Requests} ok[/]; "
            + $"{summary.Connections} connections, {summary.Reused} requests on a reused one; {summary.Ms:0.0} ms");
    }

    // Also when the job broke off: the terminal's cursor comes back with the end of the bar.
    public void Dispose() => EndProgress();

    /// <summary>URLs and errors hold other people's text, which must not be read as markup.</summary>
    private static string[] Row(FetchResult result)
    {
        string[] cells =
        [
            result.Status?.ToString() ?? "-",
            result.Bytes.ToString("N0"),
            result.Connection?.ToString() ?? "-",
            result.Reused ? "yes" : "no",
            result.Ms.ToString("0.0"),
            Markup.Escape(result.IsOk ? result.Url : $"{result.Url}\n{result.Error}"),
        ];
        return result.IsOk ? cells : [.. cells.Select(cell => $"[red]{cell}[/]")];
    }

    private void EndProgress()
    {
        _finished.TrySetResult();
        _display.GetAwaiter().GetResult();
    }
}
