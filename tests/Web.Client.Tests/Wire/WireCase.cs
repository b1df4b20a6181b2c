using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

/// <summary>One answer of a server, as a file in <c>Cases</c>, and what a client must make of it.</summary>
/// <remarks>
/// A file is a header, a line <c>--</c>, and the bytes. In the header <c>#</c> begins a comment and the rest is <c>name: value</c>:
/// <c>row</c> (what the case is an example of), <c>request</c> (the method), perhaps <c>limits</c> (of <see cref="WireLimits"/>) and
/// <c>then: close</c> (the server closes after the bytes). Either <c>throws</c> and <c>message</c> follow, the exception and a piece of what
/// it says; or <c>status</c>, <c>body</c> and <c>connection</c> (kept or closed), perhaps with <c>field</c>, <c>trailer</c> and <c>lacks</c>.
/// In the bytes and in values <c>\r \n \t \0 \\ \xHH</c> are bytes. A line's own end is none, a line never ends in a space, and
/// <c>*60 x</c> is x sixty times.
/// </remarks>
internal sealed class WireCase
{
    private WireCase(string name, byte[] bytes) => (Name, Bytes) = (name, bytes);

    internal enum Fate
    {
        Kept,
        Closed,
    }

    internal string Name { get; }

    internal byte[] Bytes { get; }

    internal List<string> Rows { get; } = [];

    internal string Method { get; private set; } = "";

    internal WireLimits Limits { get; private set; } = WireLimits.Default;

    /// <summary>Whether the server closes after the bytes.</summary>
    internal bool ThenCloses { get; private set; }

    /// <summary>The exception's name; null when the answer is good.</summary>
    internal string? Throws { get; private set; }

    internal string Message { get; private set; } = "";

    internal int Status { get; private set; }

    internal string? Body { get; private set; }

    internal Fate? Connection { get; private set; }

    internal List<(string Name, string Value)> Fields { get; } = [];

    internal List<(string Name, string Value)> Trailers { get; } = [];

    /// <summary>Fields that must not be there.</summary>
    internal List<string> Lacks { get; } = [];

    public override string ToString() => Name;

    internal static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder()).Order(StringComparer.Ordinal);

    /// <exception cref="FormatException">The file says too little, too much, or what nobody understands.</exception>
    internal static WireCase Read(string path) => Parse(Path.GetFileName(path), File.ReadAllLines(path));

    /// <exception cref="FormatException">They say too little, too much, or what nobody understands.</exception>
    internal static WireCase Parse(string name, string[] lines)
    {
        int line = 0;
        try
        {
            int bar = Array.IndexOf(lines, "--");
            if (bar < 0)
                throw new FormatException("A line \"--\" between header and bytes was expected.");
            line = bar;
            var bytes = new List<byte>();
            while (++line < lines.Length)
                bytes.AddRange(Repeated(lines[line]));
            var result = new WireCase(name, [.. bytes]);
            for (line = 0; line < bar; line++)
                result.Take(lines[line]);
            result.Check();
            return result;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"{name}, line {line + 1}: {e.Message}", e);
        }
    }

    private static byte[] Repeated(string line)
    {
        if (!line.StartsWith('*'))
            return Unescape(line);
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            throw new FormatException("After * a number, a space and the bytes were expected.");
        byte[] once = Unescape(line[(space + 1)..]);
        return [.. Enumerable.Repeat(once, int.Parse(line[1..space], NumberStyles.None, CultureInfo.InvariantCulture)).SelectMany(b => b)];
    }

    private static byte[] Unescape(string text)
    {
        if (text.EndsWith(' '))
            throw new FormatException("A space at the end is seen by nobody: \\x20 was expected.");
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
                throw new FormatException($"U+{(int)text[i]:X4} is not printable ASCII: an escape was expected.");
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }
            char escape = ++i < text.Length ? text[i] : ' ';
            if (escape == 'x')
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
                continue;
            }
            int at = "rnt0\\".IndexOf(escape, StringComparison.Ordinal);
            if (at < 0)
                throw new FormatException($"\\{escape} is no escape: r, n, t, 0, x or \\ was expected.");
            bytes.Add("\r\n\t\0\\"u8[at]);
        }
        return [.. bytes];
    }

    private static (string Name, string Value) Pair(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 1)..].TrimStart(' ')) : throw new FormatException($"\"{text}\" is no \"name: value\".");
    }

    private static WireLimits ReadLimits(string text)
    {
        WireLimits limits = WireLimits.Default with { };
        foreach (string part in text.Split(", "))
        {
            string[] words = part.Split('=');
            var property = typeof(WireLimits).GetProperty(words[0]);
            if (words.Length != 2 || property?.PropertyType != typeof(int))
                throw new FormatException($"\"{part}\" is no \"limit=number\".");
            property.SetValue(limits, int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture));
        }
        return limits;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases"); // A source file has one.

    private void Take(string line)
    {
        if (line.StartsWith('#'))
            return;
        (string name, string raw) = Pair(line);
        string value = Encoding.Latin1.GetString(Unescape(raw));
        switch (name)
        {
            case "row":
                Rows.Add(value);
                break;
            case "request" when Method.Length == 0:
                Method = value;
                break;
            case "limits":
                Limits = ReadLimits(value);
                break;
            case "then" when value == "close":
                ThenCloses = true;
                break;
            case "throws" when Throws is null:
                Throws = value;
                break;
            case "message" when Message.Length == 0:
                Message = value;
                break;
            case "status" when Status == 0:
                Status = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
                break;
            case "body" when Body is null:
                Body = value;
                break;
            case "connection" when Connection is null && value is "kept" or "closed":
                Connection = value == "kept" ? Fate.Kept : Fate.Closed;
                break;
            case "field":
                Fields.Add(Pair(value));
                break;
            case "trailer":
                Trailers.Add(Pair(value));
                break;
            case "lacks":
                Lacks.Add(value);
                break;
            default:
                throw new FormatException($"\"{line}\" is unknown here, or there twice.");
        }
    }

    private void Check()
    {
        if (Rows.Count == 0 || Method.Length == 0)
            throw new FormatException("row and request were expected.");
        bool good = Status != 0 && Body is not null && Connection is not null && Message.Length == 0;
        bool bad = Message.Length > 0 && Status == 0 && Body is null && Connection is null && Fields.Count + Trailers.Count + Lacks.Count == 0;
        if (Throws is null ? !good : !bad)
            throw new FormatException("Either throws and message were expected, or status, body and connection.");
    }
}
