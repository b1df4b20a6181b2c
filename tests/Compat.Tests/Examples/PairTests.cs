namespace TwistedSharp.Compat.Tests.Examples;

/// <summary>Each example of a client and a server, in all four pairs of languages: what the client says is the same in each.</summary>
public sealed class PairTests
{
    private static readonly string[] Pairs = ["chat", "echo", "finger", "lines", "netstrings", "udp"];

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
    public void WebClient_OfEitherLanguage_SaysTheSame()
    {
        var original = Transcript("agent", Language.Python, Language.Python);
        original.Should().Contain("cookies: visit 3").And.NotContain("failed");
        Transcript("agent", Language.CSharp, Language.Python).Should().Be(original);
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
    public void Tasks_OfEitherLanguage_SayTheSame()
    {
        using var original = Script.Start(Language.Python, "tasks/looping");
        using var ported = Script.Start(Language.CSharp, "tasks/looping");
        ported.Finish().Should().Be(original.Finish());
    }

    private static string Transcript(string example, Language client, Language server)
    {
        using var listening = Script.Start(server, $"{example}/server", "0");
        using var asking = Script.Start(client, $"{example}/client", listening.WaitForPort());
        return asking.Finish();
    }
}
