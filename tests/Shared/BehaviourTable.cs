using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;

namespace TwistedSharp.Tests.Behaviours;

/// <summary>One behaviour of Twisted's: where it is tested there, and where here, or why it has no meaning here.</summary>
/// <param name="Module">Twisted's test module, the second-level heading above.</param>
/// <param name="Group">Its test class, the third-level heading above.</param>
/// <param name="Name">The test's name there, without "test_".</param>
/// <param name="Says">What it says.</param>
/// <param name="Tests">Our tests, as Fixture.Method.</param>
/// <param name="Reason">Why there is none; empty where there are tests.</param>
/// <param name="Line">Its line in the file, for messages.</param>
internal sealed record Behaviour(string Module, string Group, string Name, string Says, string[] Tests, string Reason, int Line)
{
    public override string ToString() => $"line {Line}: {Module}, {Group}, {Name}";
}

/// <summary>A table of behaviours in docs/behaviours: Markdown that people read and a test checks.</summary>
/// <remarks>Under <c>## module</c> and <c>### Class (count)</c> each row is <c>| name | what it says | cell |</c>; the last cell names
/// tests, <c>`Fixture.Method`, `Fixture.Method`</c>, or gives a reason, <c>- (why it has no meaning in C#)</c>.</remarks>
internal sealed partial class BehaviourTable
{
    private BehaviourTable(List<Behaviour> rows, List<(string Module, string Group, int Count)> groups) => (Rows, Groups) = (rows, groups);

    internal IReadOnlyList<Behaviour> Rows { get; }

    /// <summary>The headings, and how many rows each promises.</summary>
    internal IReadOnlyList<(string Module, string Group, int Count)> Groups { get; }

    internal static BehaviourTable Read(string name)
    {
        var rows = new List<Behaviour>();
        var groups = new List<(string Module, string Group, int Count)>();
        var (module, group, number) = ("", "", 0);
        var lines = File.ReadAllLines(Path.Combine(Root(), "docs", "behaviours", name));
        foreach (var line in lines)
        {
            number++;
            if (line.StartsWith("## ", StringComparison.Ordinal))
                module = line[3..].Trim();
            else if (line.StartsWith("### ", StringComparison.Ordinal))
                groups.Add(Heading(module, line[4..], number, out group));
            else if (line.StartsWith("| ", StringComparison.Ordinal) && !(number < lines.Length ? lines[number] : "").StartsWith("|---", StringComparison.Ordinal))
                rows.Add(Row(module, group, line, number));
        }
        return new BehaviourTable(rows, groups);
    }

    /// <summary>The methods that NUnit runs as tests, as Fixture.Method; also those a fixture inherits.</summary>
    internal static HashSet<string> TestsOf(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from method in type.GetMethods()
           where method.GetCustomAttributes(inherit: true).Any(a => a is ITestBuilder or ISimpleTestBuilder)
           select $"{type.Name}.{method.Name}",
    ];

    /// <summary>The same, read from the sources of all test projects: for a table that names tests of several.</summary>
    internal static HashSet<string> TestsInSources()
    {
        var tests = new HashSet<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories))
        {
            var (fixture, isTest) = ("", false);
            foreach (var line in File.ReadLines(file).Select(l => l.Trim()))
            {
                if (FixtureLine().Match(line) is { Success: true } type)
                    fixture = type.Groups[1].Value;
                else if (TestLine().IsMatch(line))
                    isTest = true;
                else if (isTest && MethodLine().Match(line) is { Success: true } method)
                {
                    tests.Add($"{fixture}.{method.Groups[1].Value}");
                    isTest = false;
                }
            }
        }
        return tests;
    }

    [GeneratedRegex(@"^public (?:sealed |abstract |partial )*class (\w+)")]
    private static partial Regex FixtureLine();

    [GeneratedRegex(@"^\[Test(?:Case|CaseSource)?[\]\(,]")]
    private static partial Regex TestLine();

    [GeneratedRegex(@"^public (?:async )?\S+ (\w+)\(")]
    private static partial Regex MethodLine();

    private static (string Module, string Group, int Count) Heading(string module, string heading, int line, out string group)
    {
        var open = heading.LastIndexOf('(');
        if (open < 0 || !heading.EndsWith(')') || !int.TryParse(heading[(open + 1)..^1], out var count))
            throw new FormatException($"Line {line}: a heading \"### Class (count)\" was expected, but it is \"### {heading}\".");
        group = heading[..open].Trim();
        return (module, group, count);
    }

    private static Behaviour Row(string module, string group, string line, int number)
    {
        var cells = line.Trim().Trim('|').Split(" | ");
        if (cells.Length != 3)
            throw new FormatException($"Line {number}: a row of three cells was expected, but there are {cells.Length}.");
        var last = cells[2].Trim();
        var reason = last.StartsWith("- (", StringComparison.Ordinal) && last.EndsWith(')') ? last[3..^1].Trim() : "";
        string[] tests = reason.Length > 0 ? []
            : [.. last.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => t.Trim('`'))];
        return new Behaviour(module, group, cells[0].Trim(), cells[1].Trim(), tests, reason, number);
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..")); // A source file has a folder.
}
