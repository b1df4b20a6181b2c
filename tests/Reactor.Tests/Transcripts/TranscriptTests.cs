using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>The same scenarios on Twisted and here: what they say, event by event, is equal, or docs/deviations.md says why not.</summary>
/// <remarks>The Python side is scenarios.py beside this file; "scenarios.py --record" writes what the real Twisted says to the folder
/// "recorded". NAME.ours.txt is what is said here instead, below the row of docs/deviations.md that it stands for.</remarks>
public sealed class TranscriptTests
{
    private static readonly string Folder = Path.GetDirectoryName(ThisFile())!; // A file has a folder.
    private static readonly string Recordings = Path.Combine(Folder, "recorded");

    private static readonly Dictionary<string, MethodInfo> Scenarios = typeof(TranscriptTests).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(TranscriptTests).Namespace && type.IsAbstract && type.IsSealed)
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(method => method.GetParameters() is [{ ParameterType: var only }] && only == typeof(Say) && method.IsAssembly)
        .ToDictionary(method => method.Name);

    [TestCaseSource(nameof(RecordedNames))]
    public void Scenario_PlayedHere_SaysWhatTwistedSays(string name)
    {
        var expected = File.Exists(OursPath(name)) ? Ours(name).Text : Theirs(name);
        Play(name).Should().Be(expected);
    }

    [TestCaseSource(nameof(DifferentNames))]
    public void Difference_IsListedInTheDeviations(string name)
    {
        var (row, text) = Ours(name);
        var rows = File.ReadAllLines(Path.Combine(Folder, "..", "..", "..", "docs", "deviations.md"));
        rows.Should().Contain(line => line.StartsWith($"| {row} |", StringComparison.Ordinal));
        text.Should().NotBe(Theirs(name), "a difference that is gone needs no file");
    }

    [Test]
    public void Scenarios_InPythonAndHere_AreTheSame()
    {
        var python = Directory.GetFiles(Folder, "*.py").SelectMany(path => Regex.Matches(File.ReadAllText(path), @"^def (\w)(\w+)\(say\):",
            RegexOptions.Multiline)).Select(match => match.Groups[1].Value.ToUpperInvariant() + match.Groups[2].Value).ToList();
        python.Should().OnlyHaveUniqueItems();
        Scenarios.Keys.Should().BeEquivalentTo(python);
        RecordedNames().Should().BeEquivalentTo(python);
        python.Count.Should().BeGreaterThanOrEqualTo(60);
    }

    private static IEnumerable<string> RecordedNames() => Names().Where(name => !name.EndsWith(".ours", StringComparison.Ordinal));

    private static IEnumerable<string> DifferentNames() =>
        Names().Where(name => name.EndsWith(".ours", StringComparison.Ordinal)).Select(name => name[..^".ours".Length]);

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Recordings, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static string Theirs(string name) => File.ReadAllText(Path.Combine(Recordings, name + ".txt"));

    private static string OursPath(string name) => Path.Combine(Recordings, name + ".ours.txt");

    private static (string Row, string Text) Ours(string name)
    {
        var text = File.ReadAllText(OursPath(name));
        var end = text.IndexOf('\n');
        return (text[..end], text[(end + 1)..]);
    }

    private static string Play(string name)
    {
        Scenarios.Should().ContainKey(name);
        var said = new StringBuilder();
        var thread = Environment.CurrentManagedThreadId;
        Log.AddObserver(Observe);
        try
        {
            Scenarios[name].CreateDelegate<Action<Say>>()(words => said.AppendJoin(' ', words.Select(Telling.Show)).Append('\n'));
        }
        finally
        {
            Log.RemoveObserver(Observe);
        }
        return said.ToString();

        // What a collection finds meanwhile is another test's, and comes on another thread.
        void Observe(LogEvent logEvent)
        {
            if (logEvent.IsError && Environment.CurrentManagedThreadId == thread)
                said.Append("logged ").Append(Telling.Show(logEvent.Failure)).Append('\n');
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
