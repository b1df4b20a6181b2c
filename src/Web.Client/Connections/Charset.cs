using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Which encoding a body's text has.</summary>
internal static class Charset
{
    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], Encoding.UTF8),
        ([0xFF, 0xFE, 0, 0], Encoding.UTF32),
        ([0xFF, 0xFE], Encoding.Unicode),
        ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    /// <summary>The charset parameter's encoding; UTF-8 when there is none or it is unknown.</summary>
    internal static Encoding FromContentType(string? contentType)
    {
        var rest = contentType.AsSpan();
        while (rest.IndexOf(';') is var semicolon and >= 0)
        {
            rest = rest[(semicolon + 1)..].TrimStart();
            if (!rest.StartsWith("charset", StringComparison.OrdinalIgnoreCase))
                continue;
            var value = rest["charset".Length..].TrimStart();
            if (value is ['=', .. var name])
                return Named(ParameterValue(name.TrimStart()));
        }
        return Encoding.UTF8;
    }

    /// <summary>As <see cref="FromContentType(string)"/>, on the field's bytes; allocates nothing when it is UTF-8 or absent.</summary>
    internal static Encoding FromContentType(ReadOnlySpan<byte> contentType) =>
        contentType.IndexOf((byte)'=') < 0 || EndsInUTF8(contentType) ? Encoding.UTF8 : FromContentType(Encoding.Latin1.GetString(contentType));

    internal static string Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        foreach (var (mark, marked) in Marks)
        {
            if (bytes.StartsWith(mark))
                return marked.GetString(bytes[mark.Length..]);
        }
        return encoding.GetString(bytes);
    }

    private static bool EndsInUTF8(ReadOnlySpan<byte> contentType) =>
        contentType.LastIndexOf((byte)';') is var semicolon and >= 0
        && Ascii.EqualsIgnoreCase(contentType[(semicolon + 1)..].Trim(" \t"u8), "charset=utf-8"u8);

    /// <summary>A token or a quoted string (RFC 9110 section 5.6.6); a quote that nobody closed ends with the field.</summary>
    private static ReadOnlySpan<char> ParameterValue(ReadOnlySpan<char> text)
    {
        var isQuoted = text is ['"', ..];
        if (isQuoted)
            text = text[1..];
        var end = text.IndexOf(isQuoted ? '"' : ';');
        return (end < 0 ? text : text[..end]).Trim();
    }

    private static Encoding Named(ReadOnlySpan<char> name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(name.ToString());
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // A label we do not know, or one that .NET refuses as unsafe (utf-7), is no reason to lose the page.
            return Encoding.UTF8;
        }
    }
}
