using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Under which domains anyone may register a name, by Mozilla's list (publicsuffix.org): no cookie is set for all of
/// <c>co.uk</c>.</summary>
/// <remarks>Read only and for any thread. The list is read when it is first used.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PublicSuffixList
{
    private static readonly Lazy<PublicSuffixList> Embedded = new(LoadEmbedded);

    private readonly Dictionary<string, Rules> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Rules>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private PublicSuffixList() => _bySpan = _rules.GetAlternateLookup<ReadOnlySpan<char>>();

    [Flags]
    private enum Rules : byte
    {
        None = 0,

        /// <summary>The name itself is a suffix.</summary>
        Name = 1,

        /// <summary>Every name right below it is one.</summary>
        Below = 2,

        /// <summary>It is none, though it lies below such a name.</summary>
        Exception = 4,
    }

    /// <summary>The list that comes with this library; it is as new as the library.</summary>
    public static PublicSuffixList Default => Embedded.Value;

    /// <summary>Reads a list: one rule a line, <c>*.</c> for all names below, <c>!</c> for exceptions, <c>//</c> before comments.</summary>
    /// <param name="reader">The list's text, as at publicsuffix.org/list/public_suffix_list.dat.</param>
    public static PublicSuffixList Load(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var list = new PublicSuffixList();
        var idn = new IdnMapping { AllowUnassigned = true };
        while (reader.ReadLine() is { } line)
        {
            var rule = line.AsSpan().Trim();
            if (rule.IndexOfAny(' ', '\t') is >= 0 and var end)
                rule = rule[..end];
            if (rule.IsEmpty || rule.StartsWith("//"))
                continue;
            var kind = rule[0] == '!' ? Rules.Exception : rule.StartsWith("*.") ? Rules.Below : Rules.Name;
            rule = kind switch { Rules.Exception => rule[1..], Rules.Below => rule[2..], _ => rule };
            if (Normal(rule, idn) is { Length: > 0 } name)
                list._rules[name] = list._rules.GetValueOrDefault(name) | kind;
        }
        return list;
    }

    /// <summary>Whether anyone may register names right below this one; a name of one label that no rule knows counts as such.</summary>
    /// <param name="domain">A name, in any case; non-ASCII labels or A-labels; a dot at its end changes nothing.</param>
    public bool IsPublicSuffix(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Normal(domain) is { Length: > 0 } name && SuffixStart(name) == 0;
    }

    /// <summary>The domain's public suffix and one label more: what someone has registered; null when it has no more.</summary>
    /// <inheritdoc cref="IsPublicSuffix"/>
    public string? GetRegistrableDomain(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (Normal(domain) is not { Length: > 0 } name || SuffixStart(name) is not (> 0 and var start))
            return null;
        return name[(name.LastIndexOf('.', start - 2) + 1)..];
    }

    /// <inheritdoc/>
    public override string ToString() => $"<PublicSuffixList {_rules.Count} names>";

    // The longest rule that fits prevails, and an exception over all; without any the last label is the suffix.
    private int SuffixStart(string name)
    {
        var start = 0;
        while (true)
        {
            var suffix = name.AsSpan(start);
            var dot = suffix.IndexOf('.');
            var rule = _bySpan.TryGetValue(suffix, out var found) ? found : Rules.None;
            if (rule.HasFlag(Rules.Exception))
                return start + dot + 1;
            if (dot < 0 || rule.HasFlag(Rules.Name)
                || (_bySpan.TryGetValue(suffix[(dot + 1)..], out var above) && above.HasFlag(Rules.Below)))
                return start;
            start += dot + 1;
        }
    }

    private static string? Normal(ReadOnlySpan<char> name, IdnMapping? idn = null)
    {
        if (name.EndsWith("."))
            name = name[..^1];
        if (Ascii.IsValid(name))
            return name.ToString().ToLowerInvariant();
        try
        {
            return (idn ?? new IdnMapping { AllowUnassigned = true }).GetAscii(name.ToString()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static PublicSuffixList LoadEmbedded()
    {
        const string Name = "public_suffix_list.dat";
        using var stream = typeof(PublicSuffixList).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"The assembly has no resource {Name}; it was built without it.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Load(reader);
    }
}
