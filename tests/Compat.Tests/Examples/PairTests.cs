namespace TwistedSharp.Compat.Tests.Examples;

/// <summary>Each example of a client and a server, in all four pairs of languages: what the client says is the same in each.</summary>
public sealed class PairTests
{
    private static readonly string[] Pairs = ["chat", "echo", "finger", "lines", "netstrings", "reconnecting", "udp"];
    private static readonly string[] Secret = ["starttls", "tls"];

    [Test]
    public void Client_OfEitherLanguage_SaysTheSameToServersOfBoth([ValueSource(nameof(Pairs))] string example)
    {
        var original = Transcript(example, Language.Python, Language.Python);
        original.Should().NotBeEmpty().And.NotContain("Traceback");
        Transcript(example, Language.Python, Language.CSharp).Should().Be(original, "our server answers as Twisted's does");
        Transcript(example, Language.CSharp, Language.Python).Should().Be(original, "our client says what Twisted's does");
        Transcript(example, Language.CSharp, Language.CSharp).Should().Be(original);
    }

    [Test]
    public void TlsClient_OfEitherLanguage_SaysTheSameToServersOfBoth([ValueSource(nameof(Secret))] string example)
    {
        using var pem = new PemFiles();
        var original = Transcript(example, Language.Python, Language.Python, [pem.Private], [pem.Public]);
        original.Should().Contain(example == "tls" ? "not trusted" : "in secret");
        Transcript(example, Language.Python, Language.CSharp, [pem.Private], [pem.Public]).Should().Be(original);
        Transcript(example, Language.CSharp, Language.Python, [pem.Private], [pem.Public]).Should().Be(original);
        Transcript(example, Language.CSharp, Language.CSharp, [pem.Private], [pem.Public]).Should().Be(original);
    }

    [Test]
    public void UnixClient_OfEitherLanguage_SaysTheSameToServersOfBoth()
    {
        var original = OverUnix(Language.Python, Language.Python);
        original.Should().Be("server said: hello, socket!\nconnection lost\n");
        OverUnix(Language.Python, Language.CSharp).Should().Be(original);
        OverUnix(Language.CSharp, Language.Python).Should().Be(original);
        OverUnix(Language.CSharp, Language.CSharp).Should().Be(original);
    }

    [Test]
    public void Keyboard_OfEitherLanguage_ChatsWithServersOfBoth([Values] Language client, [Values] Language server)
    {
        using var listening = Script.Start(server, "chat/server", "0");
        using var typing = Script.Start(client, "stdin/client", listening.WaitForPort());
        typing.WaitFor("What's your name?\n");
        typing.Type("anne\n");
        typing.WaitFor("Welcome, anne!\n");
        typing.Type("bye\n");
        typing.Finish().Should().Be("What's your name?\nWelcome, anne!\ngoodbye\n");
    }

    [Test]
    public void WebClient_OfEitherLanguage_SaysTheSame()
    {
        var original = Transcript("agent", Language.Python, Language.Python);
        original.Should().Contain("cookies: visit 3").And.NotContain("failed");
        Transcript("agent", Language.CSharp, Language.Python).Should().Be(original);
    }

    [Test]
    public void Upload_OfEitherLanguage_SaysTheSame()
    {
        using var listening = Script.Start(Language.Python, "agent/server", "0");
        using var original = Script.Start(Language.Python, "upload/client", listening.WaitForPort());
        using var ported = Script.Start(Language.CSharp, "upload/client", listening.WaitForPort());
        original.Finish().Should().Be("file: 200 You sent 0123456789\nunknown length: 200 You sent 5 4 3 2 1 0 \n");
        ported.Finish().Should().Be(original.Finish());
    }

    [Test]
    public void ProxiedRequest_OfEitherLanguage_SaysTheSame([Values] Language language)
    {
        using var behind = Script.Start(Language.Python, "agent/server", "0");
        using var proxy = Script.Start(Language.Python, "proxy/server", "0");
        using var asking = Script.Start(language, "proxy/client", proxy.WaitForPort(), behind.WaitForPort());
        asking.Finish().Should().Be("200 Hello, proxy!\n");
        proxy.Said().Should().Contain("asked for hello?name=proxy\n");
    }

    /// <summary>What Twisted has had until 20.3 only: the transcript was made there.</summary>
    [Test]
    public void PageClient_SaysWhatTwisted20Said([Values("fetcher", "getpage")] string example)
    {
        using var listening = Script.Start(Language.Python, "agent/server", "0");
        using var asking = Script.Start(Language.CSharp, $"{example}/client", listening.WaitForPort());
        asking.Finish().Should().Be(File.ReadAllText(Path.Combine(Script.Compat, "examples", example, "transcript.txt")));
    }

    [Test]
    public void Tests_OfTrial_AreTheTestsHere()
    {
        using var trial = Script.Trial("trial/test_counting.py");
        var passed = trial.Finish().Split('\n').Where(line => line.EndsWith("[OK]", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        var here = typeof(TwistedSharp.Compat.Examples.Trial.CounterTests).GetMethods()
            .Where(method => method.IsDefined(typeof(TestAttribute), inherit: false)).Select(method => method.Name);
        passed.Should().HaveCountGreaterThan(5).And.BeEquivalentTo(here, "these are NUnit's, and pass in this run");
    }

    [Test]
    public void PortForward_OfEitherLanguage_HandsOnBothWays([Values] Language language)
    {
        using var behind = Script.Start(Language.Python, "lines/server", "0");
        using var forward = Script.Start(language, "portforward/server", "0", behind.WaitForPort());
        using var asking = Script.Start(Language.CSharp, "lines/client", forward.WaitForPort());
        asking.Finish().Should().Be(Transcript("lines", Language.Python, Language.Python));
    }

    [Test]
    public void Program_OfEitherLanguage_SaysTheSame([Values("tasks/looping", "threads/work")] string example)
    {
        using var original = Script.Start(Language.Python, example);
        using var ported = Script.Start(Language.CSharp, example);
        var said = original.Finish();
        said.Should().NotBeEmpty();
        ported.Finish().Should().Be(said);
    }

    private static string Transcript(string example, Language client, Language server) => Transcript(example, client, server, [], []);

    private static string Transcript(
        string example, Language client, Language server, IEnumerable<string> forServer, IEnumerable<string> forClient)
    {
        using var listening = Script.Start(server, $"{example}/server", ["0", .. forServer]);
        using var asking = Script.Start(client, $"{example}/client", [listening.WaitForPort(), .. forClient]);
        return asking.Finish();
    }

    private static string OverUnix(Language client, Language server)
    {
        var folder = Directory.CreateTempSubdirectory("twisted-");
        try
        {
            using var listening = Script.Start(server, "unix/server", Path.Combine(folder.FullName, "echo"));
            using var asking = Script.Start(client, "unix/client", listening.WaitForPort());
            var said = asking.Finish();
            listening.Finish();
            return said;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
