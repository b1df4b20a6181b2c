using Spectre.Console;
using TwistedSharp.Samples.Fetch;

namespace TwistedSharp.Tests;

/// <summary>The report for people, on a console in memory.</summary>
public sealed class TerminalReportTests
{
    [Test]
    public void Report_TextFromOutside_IsShownAsItIsAndNotObeyed()
    {
        var written = Report(Result("http://h/[red]x[/]", null), Result("http://h/2", "WebErrorException: 404 [bold]"));

        written.Should().Contain("http://h/[red]x[/]").And.Contain("404 [bold]").And.Contain("1 of 2 ok");
    }

    [Test]
    public void Report_FailedRequest_IsRed()
    {
        var written = Report(Result("http://h/1", null), Result("http://h/2", "TimeoutException: late"));

        written.Should().Contain("\u001b[91mhttp://h/2").And.NotContain("\u001b[91mhttp://h/1");
    }

    [Test]
    public void Dispose_BeforeTheEnd_EndsTheProgressDisplay()
    {
        var output = new StringWriter();
        var report = new TerminalReport(ConsoleOn(output));
        report.Started(2);

        report.Dispose();

        output.ToString().Should().NotContain("of 2 ok");
    }

    private static string Report(params FetchResult[] results)
    {
        var output = new StringWriter();
        using var report = new TerminalReport(ConsoleOn(output));
        var sums = new FetchSummary();
        report.Started(results.Length);
        foreach (var result in results)
        {
            sums = sums.With(result);
            report.Fetched(result);
        }
        report.Finished(sums);
        return output.ToString();
    }

    private static FetchResult Result(string url, string? error) =>
        new() { Url = url, Status = 200, Bytes = 1, Connection = 1, Reused = false, Ms = 1, Error = error };

    private static IAnsiConsole ConsoleOn(StringWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            // What the terminal or build server around the test can do is not asked.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 200;
        return console;
    }
}
