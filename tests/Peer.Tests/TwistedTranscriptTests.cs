using System.Runtime.CompilerServices;

namespace TwistedSharp.Peer.Tests;

/// <summary>The recordings that the transcripts of Reactor.Tests are compared with are what the real Twisted says.</summary>
public sealed class TwistedTranscriptTests
{
    private const string Heading = "=== ";

    [Test]
    public void Scenarios_PlayedByTwisted_SayWhatIsRecorded()
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "Reactor.Tests", "Transcripts"));
        var python = Peer.Find("python3", "python3-twisted");
        var (code, version) = Peer.Run(python, "-c", "import twisted; print(twisted.__version__)");
        if (code != 0)
            throw Peer.Missing($"{python} has no Twisted (Debian: python3-twisted)");
        var (exitCode, output) = Peer.Run(python, "-B", Path.Combine(folder, "scenarios.py"));
        exitCode.Should().Be(0, output);
        var said = output.Split(Heading, StringSplitOptions.RemoveEmptyEntries).ToDictionary(
            part => part[..part.IndexOf('\n')], part => part[(part.IndexOf('\n') + 1)..]);
        var recorded = Directory.GetFiles(Path.Combine(folder, "recorded"), "*.txt")
            .Where(path => !path.EndsWith(".ours.txt", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        said.Keys.Should().BeEquivalentTo(recorded.Keys);
        using (new FluentAssertions.Execution.AssertionScope())
        {
            foreach (var (name, text) in said)
                text.Should().Be(recorded[name], "{0} was recorded, and this is Twisted {1}", name, version.Trim());
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
