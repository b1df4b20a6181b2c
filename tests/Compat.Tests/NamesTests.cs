using System.Diagnostics;
using System.Reflection;
using TwistedSharp.Compat.Tests.Examples;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Compat.Tests;

/// <summary>compat/names.tsv: every public name of Twisted's modules, and what it is here.</summary>
public sealed class NamesTests
{
    private const BindingFlags Everywhere = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.FlattenHierarchy;

    private static readonly string Folder = Script.Compat;
    private static readonly List<Row> Rows = [.. Read()];
    private static readonly Assembly Compat = typeof(twisted).Assembly;
    private static readonly Assembly[] Libraries = [typeof(IReactor).Assembly, typeof(IAgent).Assembly];
    private static readonly ILookup<string, Type> Types = Libraries.SelectMany(library => library.GetExportedTypes()).ToLookup(Plain);

    /// <summary>The extension methods of the words, by their names; a property is its accessors.</summary>
    private static readonly ILookup<string, MethodInfo> Words = Compat.GetExportedTypes()
        .Where(type => type.Name.EndsWith("Words", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
        .Where(method => method.GetParameters().Length > 0)
        .ToLookup(method => method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name[4..] : method.Name);

    [Test]
    public void Compat_Column_NamesWordsThatExist() =>
        Rows.Where(row => row.Compat != "" && !IsWord(row.Compat)).Should().BeEmpty();

    [Test]
    public void Idiomatic_Column_NamesMembersThatExist() =>
        Rows.Where(row => row.Idiomatic != "no" && !IsMember(row.Idiomatic)).Should().BeEmpty();

    [Test]
    public void NoName_IsLeftOut_WithoutAReason() =>
        Rows.Where(row => row.Idiomatic == "no" && row.Note.Length < 10).Should().BeEmpty();

    [Test]
    public void Names_StandOnce() => Rows.Select(row => (row.Module, row.Name)).Should().OnlyHaveUniqueItems();

    [Test]
    public void NonsenseNames_WouldBeFound()
    {
        IsWord("twisted.internet.defer.nonsense").Should().BeFalse();
        IsWord("ITransport.nonsense").Should().BeFalse();
        IsWord("IStreamServerEndpoint.loseConnection").Should().BeFalse();
        IsMember("Deferred.Nonsense").Should().BeFalse();
        IsMember("System.Nonsense").Should().BeFalse();
        IsMember("System.Exception.Nonsense").Should().BeFalse();
    }

    [Test]
    public void EveryPublicName_OfTwistedsModules_IsInTheTable()
    {
        var start = new ProcessStartInfo(Script.Python(), [Path.Combine(Folder, "names.py")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!; // Throws, or starts.
        var complaint = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, complaint.Result);
        var names = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        names.Should().HaveCountGreaterThan(1500);
        names.Except(Rows.Select(row => $"{row.Module}\t{row.Name}")).Should().BeEmpty();
    }

    [Test]
    public void PortingGuide_ShowsTheCountOfEachModule()
    {
        var lines = Rows.GroupBy(row => row.Module).OrderBy(rows => rows.Key, StringComparer.Ordinal).Select(Count)
            .Append(Count(Rows.GroupBy(_ => "all").Single())).ToList();
        foreach (var line in lines)
            TestContext.Out.WriteLine(line);
        File.ReadAllLines(Path.Combine(Folder, "PORTING.md")).Should().ContainInOrder(lines);
    }

    private static string Count(IGrouping<string, Row> rows)
    {
        var words = rows.Count(row => row.Compat != "");
        var mapped = rows.Count(row => row.Idiomatic != "no" || row.Compat != "");
        return $"| {rows.Key} | {rows.Count()} | {words} | {mapped} | {rows.Count() - mapped} |";
    }

    /// <summary>Whether it is a path under <c>twisted</c>, or "Type.word" of an extension whose receiver such a thing is.</summary>
    private static bool IsWord(string path)
    {
        var parts = path.Split('.');
        if (parts[0] != "twisted")
            return Words[parts[1]].Any(word => Receives(word, parts[0]));
        var type = typeof(twisted);
        for (var i = 1; i < parts.Length; i++)
        {
            if (type.GetNestedTypes().FirstOrDefault(nested => Plain(nested) == parts[i]) is { } nested)
                type = nested;
            else
                return i == parts.Length - 1 && Has(type, parts[i]);
        }
        return true;
    }

    private static bool Receives(MethodInfo word, string type)
    {
        var receiver = Plain(word.GetParameters()[0].ParameterType);
        return receiver == type || Types[type].Any(t => Ancestors(t).Any(ancestor => Plain(ancestor) == receiver));
    }

    private static bool IsMember(string path)
    {
        if (!path.StartsWith("System.", StringComparison.Ordinal) && !path.StartsWith("Microsoft.", StringComparison.Ordinal))
        {
            var parts = path.Split('.');
            return Types[parts[0]].Any(type => parts.Length == 1 || Has(type, parts[1]));
        }
        if (Platform(path) is not null)
            return true;
        var dot = path.LastIndexOf('.');
        return Platform(path[..dot]) is { } declaring && Has(declaring, path[(dot + 1)..]);
    }

    private static Type? Platform(string name) => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!) // The host sets it.
        .Split(Path.PathSeparator)
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(assembly => assembly.StartsWith("System.", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal))
        .Select(assembly => Assembly.Load(assembly).GetType(name))
        .FirstOrDefault(type => type is not null);

    private static bool Has(Type type, string member) => Ancestors(type).Prepend(type)
        .SelectMany(t => t.GetMember(member, Everywhere)).Any(IsSeen);

    private static bool IsSeen(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsSeen),
        FieldInfo field => field.IsPublic || field.IsFamily,
        _ => member is Type or EventInfo,
    };

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            yield return ancestor;
        foreach (var implemented in type.GetInterfaces())
            yield return implemented;
    }

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static IEnumerable<Row> Read()
    {
        foreach (var line in File.ReadLines(Path.Combine(Folder, "names.tsv")).Skip(1))
        {
            var cells = line.Split('\t');
            cells.Should().HaveCount(5, line);
            yield return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
        }
    }

    private sealed record Row(string Module, string Name, string Compat, string Idiomatic, string Note);
}
