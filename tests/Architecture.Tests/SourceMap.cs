using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace TwistedSharp.Architecture.Tests;

/// <summary>Which folder under src declares a type: floors are folders, namespaces are what users import.</summary>
internal sealed partial class SourceMap
{
    private readonly Dictionary<string, string> _floorOfType = [];

    internal SourceMap()
    {
        var source = Path.Combine(RepositoryRoot(), "src");
        foreach (var file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar);
            if (parts.Length < 3 || parts[1] is "obj" or "bin")
                continue;
            var text = File.ReadAllText(file);
            var space = NamespaceLine().Match(text).Groups[1].Value;
            foreach (Match declared in DeclarationLine().Matches(text))
                _floorOfType[$"{space}.{declared.Groups[1].Value}"] = $"{parts[0]}/{parts[1]}";
        }
    }

    internal IReadOnlyCollection<string> Floors => [.. _floorOfType.Values.Distinct()];

    /// <summary>The floor of a type, by its full name as compiled; nested types belong to the one around them.</summary>
    internal string? FloorOf(string fullName)
    {
        var name = fullName.Split('+', '/')[0];
        var tick = name.IndexOf('`');
        return _floorOfType.GetValueOrDefault(tick < 0 ? name : name[..tick]);
    }

    private static string RepositoryRoot([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate [\w<>?]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex DeclarationLine();
}
