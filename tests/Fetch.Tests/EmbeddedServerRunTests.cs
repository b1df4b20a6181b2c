using System.Text.Json;

namespace TwistedSharp.Tests;

/// <summary>Runs without a URL: the program fetches the pages of its own server.</summary>
public sealed class EmbeddedServerRunTests
{
    [Test]
    public void Run_NoArguments_FetchesAllOverTwoConnections()
    {
        var run = FetchRun.Of("--json");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Results.Should().HaveCount(40);
        run.Results.Should().OnlyContain(r => r.GetProperty("status").GetInt32() == 200);
        Number(run.Summary, "requests").Should().Be(40);
        Number(run.Summary, "ok").Should().Be(40);
        Number(run.Summary, "failed").Should().Be(0);
        Number(run.Summary, "connections").Should().Be(2);
        Number(run.Summary, "reused").Should().Be(38);
    }

    [Test]
    public void Run_NoPersist_MakesAConnectionForEachRequest()
    {
        var run = FetchRun.Of("--json", "--no-persist");

        run.ExitCode.Should().Be(0);
        Number(run.Summary, "connections").Should().Be(40);
        Number(run.Summary, "reused").Should().Be(0);
        run.Results.Select(r => Number(r, "connection")).Should().OnlyHaveUniqueItems();
    }

    [TestCase("--max-per-host", "1", ExpectedResult = 1)]
    [TestCase("--max-per-host", "5", ExpectedResult = 5)]
    [TestCase("--max-total", "1", ExpectedResult = 1)]
    [TestCase("--concurrency", "1", ExpectedResult = 1)]
    public int Run_Limit_BoundsTheConnections(string option, string value) => Number(FetchRun.Of("--json", option, value).Summary, "connections");

    [Test]
    public void Run_Json_SaysForEachRequestWhatTheManualPromises()
    {
        var run = FetchRun.Of("--json", "--concurrency", "1");

        var first = run.Results[0];
        Names(first).Should().Equal("url", "status", "bytes", "connection", "reused", "ms", "error");
        first.GetProperty("url").GetString().Should().EndWith("/pages/1.txt");
        Number(first, "bytes").Should().Be("Page 1, line 1: served on loopback\n".Length);
        Number(first, "connection").Should().Be(1);
        first.GetProperty("reused").GetBoolean().Should().BeFalse();
        first.GetProperty("ms").ValueKind.Should().Be(JsonValueKind.Number);
        first.GetProperty("error").ValueKind.Should().Be(JsonValueKind.Null);
        run.Results[1].GetProperty("reused").GetBoolean().Should().BeTrue();
        Names(run.Summary).Should().Equal("requests", "ok", "failed", "connections", "reused", "ms");
    }

    [Test]
    public void Run_Plain_WritesALineForEachRequestAndTheSums()
    {
        var run = FetchRun.Of();

        run.ExitCode.Should().Be(0);
        run.Lines.Should().HaveCount(41);
        run.Lines[0].Should().MatchRegex(@"^200 \d+ bytes, connection [12] new, [\d.]+ ms: http://127\.0\.0\.1:\d+/pages/\d+\.txt$");
        run.Lines[^1].Should().StartWith("40 requests, 40 ok, 0 failed; 2 connections, 38 requests on a reused one; ");
        run.Output.Should().NotContain("\u001b");
    }

    private static IEnumerable<string> Names(JsonElement line) => line.EnumerateObject().Select(p => p.Name);

    private static int Number(JsonElement line, string name) => line.GetProperty(name).GetInt32();
}
