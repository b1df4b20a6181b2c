using TwistedSharp.Samples.Fetch;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Tests;

/// <summary>Bodies on disk: their names, and that only whole ones stay.</summary>
public sealed class OutputFolderTests
{
    [Test]
    public void Run_Output_SavesEveryBodyUnderANameOfItsUrl()
    {
        using var server = new ScriptedServer(head => ScriptedServer.Ok($"body of {ScriptedServer.PathOf(head)}"));
        using var folder = new TemporaryFolder();
        var host = new Uri(server.Root).Authority.Replace(':', '_');

        var run = FetchRun.Of("--concurrency", "1", "--output", folder.Path, $"{server.Root}/a.txt", $"{server.Root}/b/?c=1", server.Root);

        run.ExitCode.Should().Be(0);
        folder.Names().Should().Equal($"{host}_a.txt", $"{host}_b__c_1", $"{host}_index");
        folder.Read($"{host}_a.txt").Should().Be("body of /a.txt");
        folder.Read($"{host}_index").Should().Be("body of /");
    }

    [Test]
    public void Run_OutputOfTheEmbeddedServer_SavesWholeBodies()
    {
        using var folder = new TemporaryFolder();

        FetchRun.Of("--output", folder.Path).ExitCode.Should().Be(0);

        folder.Names().Should().HaveCount(40);
        // Page 30 comes in chunks, page 40 in one piece with its length.
        folder.Read(folder.Names().Single(n => n.EndsWith("_30.txt", StringComparison.Ordinal))).Should().Be(Lines(30));
        folder.Read(folder.Names().Single(n => n.EndsWith("_40.txt", StringComparison.Ordinal))).Should().Be(Lines(40));

        static string Lines(int page) =>
            string.Concat(Enumerable.Range(1, page * page).Select(line => $"Page {page}, line {line}: served on loopback\n"));
    }

    [Test]
    public void Run_BodyThatBreaksOffOrIsAnError_LeavesNoFile()
    {
        using var server = new ScriptedServer(head => ScriptedServer.PathOf(head) == "/error"
            ? "HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\nno"
            : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nno chunk\r\n");
        using var folder = new TemporaryFolder();

        FetchRun.Of("--output", folder.Path, $"{server.Root}/error", $"{server.Root}/half").ExitCode.Should().Be(1);

        folder.Names().Should().BeEmpty();
    }

    [Test]
    public void Run_FileCannotBeMade_FailsThatRequestAndGoesOn()
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Ok("x"));
        using var folder = new TemporaryFolder();
        var host = new Uri(server.Root).Authority.Replace(':', '_');
        Directory.CreateDirectory(Path.Combine(folder.Path, $"{host}_taken"));

        var run = FetchRun.Of("--json", "--max-per-host", "1", "--output", folder.Path, $"{server.Root}/taken", $"{server.Root}/free");

        run.ExitCode.Should().Be(1);
        run.ResultOf($"{server.Root}/taken").GetProperty("error").GetString().Should().StartWith("UnauthorizedAccessException: ");
        run.ResultOf($"{server.Root}/free").GetProperty("error").GetString().Should().BeNull();
        folder.Read($"{host}_free").Should().Be("x");
    }

    [TestCase("http://host/../../etc/passwd", ExpectedResult = "host_.._.._etc_passwd")]
    [TestCase("http://host/..%2f..%2fx", ExpectedResult = "host_.._2f.._2fx")]
    [TestCase("http://[::1]:81/a:b;c", ExpectedResult = "___1__81_a_b_c")]
    [TestCase("http://host/end...", ExpectedResult = "host_end")]
    [TestCase("http://host/", ExpectedResult = "host_index")]
    [TestCase("http://host?q", ExpectedResult = "host__q")]
    public string TakeName_AnyUrl_IsOneSafeName(string url)
    {
        using var folder = new TemporaryFolder();
        return OutputFolder.Open(folder.Path).TakeName(URI.Parse(url));
    }

    [Test]
    public void TakeName_SameOrAlikeUrls_DoNotShareAFile()
    {
        using var folder = new TemporaryFolder();
        var output = OutputFolder.Open(folder.Path);
        string[] urls =
        [
            "http://h/a.txt", "http://h/a.txt", "http://h/A.txt", "http://h/a-2.txt",
            "http://h/" + new string('x', 5000), "http://h/" + new string('x', 5001),
        ];

        var names = urls.Select(url => output.TakeName(URI.Parse(url))).ToList();

        names[..4].Should().Equal("h_a.txt", "h_a-2.txt", "h_A-3.txt", "h_a-2-2.txt");
        names.Should().OnlyHaveUniqueItems().And.OnlyContain(name => name.Length <= 210);
    }
}
