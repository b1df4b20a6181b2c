using TwistedSharp.Samples.Fetch;

namespace TwistedSharp.Tests;

/// <summary>Runs against servers of the tests: what is sent, what is reported, and the exit code.</summary>
public sealed class ProgramTests
{
    [Test]
    public void Run_ErrorStatus_FailsWithTheStatusAndKeepsTheConnection()
    {
        using var server = new ScriptedServer(head =>
            ScriptedServer.PathOf(head) == "/gone" ? "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsorry" : ScriptedServer.Ok("here"));

        var run = FetchRun.Of("--json", "--concurrency", "1", $"{server.Root}/gone", $"{server.Root}/here");

        run.ExitCode.Should().Be(1);
        var gone = run.ResultOf($"{server.Root}/gone");
        gone.GetProperty("status").GetInt32().Should().Be(404);
        gone.GetProperty("bytes").GetInt64().Should().Be(5);
        gone.GetProperty("error").GetString().Should().Be("WebErrorException: 404 Not Found");
        run.ResultOf($"{server.Root}/here").GetProperty("reused").GetBoolean().Should().BeTrue();
        run.Summary.GetProperty("ok").GetInt32().Should().Be(1);
        run.Summary.GetProperty("failed").GetInt32().Should().Be(1);
    }

    [Test]
    public void Run_Redirect_IsReportedNotFollowed()
    {
        using var server = new ScriptedServer(_ => "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");

        var run = FetchRun.Of("--json", $"{server.Root}/");

        run.ExitCode.Should().Be(0);
        run.Results.Single().GetProperty("status").GetInt32().Should().Be(302);
        server.Heads.Should().HaveCount(1);
    }

    [Test]
    public void Run_NobodyListens_NamesTheExceptionAndNoConnection()
    {
        var gone = new ScriptedServer(_ => null);
        var url = $"{gone.Root}/";
        gone.Dispose();

        var run = FetchRun.Of("--json", url);

        run.ExitCode.Should().Be(1);
        var result = run.Results.Single();
        result.GetProperty("error").GetString().Should().StartWith("ConnectionRefusedException: ").And.NotContain("\n");
        result.GetProperty("status").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        result.GetProperty("connection").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Test]
    public void Run_BodyBreaksOff_Fails()
    {
        using var server = new ScriptedServer(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nno chunk\r\n");

        var run = FetchRun.Of("--json", $"{server.Root}/");

        run.ExitCode.Should().Be(1);
        var result = run.Results.Single();
        result.GetProperty("status").GetInt32().Should().Be(200);
        result.GetProperty("bytes").GetInt64().Should().Be(4);
        result.GetProperty("error").GetString().Should().StartWith("ResponseFailedException: ");
    }

    [TestCase("", ExpectedResult = 0)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ExpectedResult = 4)]
    public long Run_Timeout_FailsWhatIsNotAnsweredInTime(string answer)
    {
        using var server = new ScriptedServer(_ => answer);

        var run = FetchRun.Of("--json", "--timeout", "0.1", $"{server.Root}/");

        run.ExitCode.Should().Be(1);
        run.Results.Single().GetProperty("error").GetString().Should().StartWith("TimeoutException: ");
        return run.Results.Single().GetProperty("bytes").GetInt64();
    }

    [Test]
    public void Run_Headers_AreSentWithEveryRequest()
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Ok("x"));

        var run = FetchRun.Of("--header", "X-One: 1", "--header", "X-Two:two: too", $"{server.Root}/a", $"{server.Root}/b");

        run.ExitCode.Should().Be(0);
        server.Heads.Should().HaveCount(2).And.OnlyContain(head => head.Contains("\r\nX-One: 1") && head.Contains("\r\nX-Two: two: too"));
    }

    [Test]
    public void Run_UrlFile_IsFetchedAfterTheArguments()
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Ok("x"));
        using var folder = new TemporaryFolder();
        var list = folder.Write("list", $"# a comment\n\n  {server.Root}/2  \r\n{server.Root}/3\n");

        var run = FetchRun.Of("--concurrency", "1", "--urls", list, $"{server.Root}/1");

        run.ExitCode.Should().Be(0);
        server.Heads.Select(ScriptedServer.PathOf).Should().Equal("/1", "/2", "/3");
    }

    [Test]
    public void Run_UrlsFromStandardInput_AreFetched()
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Ok("x"));

        var run = FetchRun.WithInput($"{server.Root}/1\n{server.Root}/2", "--concurrency", "1", "--urls", "-");

        run.ExitCode.Should().Be(0);
        server.Heads.Select(ScriptedServer.PathOf).Should().Equal("/1", "/2");
    }

    [TestCase("no-url", "no-url")]
    [TestCase("ftp", "ftp://host/")]
    [TestCase("--bogus", "--bogus")]
    [TestCase("--concurrency", "--concurrency", "0")]
    [TestCase("--concurrency", "--concurrency", "many")]
    [TestCase("--max-per-host", "--max-per-host", "-1")]
    [TestCase("--max-total", "--max-total", "0")]
    [TestCase("--timeout", "--timeout", "0")]
    [TestCase("--timeout", "--timeout", "NaN")]
    [TestCase("--header", "--header", "no colon")]
    [TestCase("--header", "--header", "bad name: x")]
    [TestCase("Host", "--header", "Host: a b")]
    [TestCase("Connection", "--header", "Connection: a b")]
    [TestCase("--header", "--header", "X: \u0001")]
    [TestCase("--urls", "--urls", "/no/such/file")]
    [TestCase("--urls", "--urls", "-")]
    [TestCase("--output", "--output", "/dev/null/folder")]
    public void Run_UnusableArguments_SaysWhichAndExitsWith2(string named, params string[] args)
    {
        var run = FetchRun.Of(args);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain(named).And.EndWith(Environment.NewLine);
    }

    [Test]
    public void Run_UrlWithAnEscapeSequence_IsNotEchoedToTheTerminal()
    {
        var run = FetchRun.WithInput("http://host/\u001b[31m", "--urls", "-");

        run.ExitCode.Should().Be(2);
        run.Error.Should().NotContain("\u001b");
    }

    [Test]
    public void Run_Help_ListsTheOptions()
    {
        var run = FetchRun.Of("--help");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("--max-per-host").And.Contain("--no-persist");
    }

    [Test]
    public void Run_OutputCannotBeWritten_SaysSoAndFails()
    {
        var error = new StringWriter();
        Program.Run(["--json"], TextReader.Null, new FullDisk(), error).Should().Be(1);
        error.ToString().Should().Contain("The output cannot be written: no space");
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(string? value) => throw new IOException("no space");

        public override void WriteLine(string? value) => throw new IOException("no space");
    }
}
