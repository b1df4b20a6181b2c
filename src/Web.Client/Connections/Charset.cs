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
        if (contentType is null)
            return Encoding.UTF8;
        var at = contentType.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return Encoding.UTF8;
        var name = contentType.AsSpan(at + "charset=".Length);
        var end = name.IndexOf(';');
        if (end >= 0)
            name = name[..end];
        return Named(name.Trim().Trim('"'));
    }

    /// <summary>As <see cref="FromContentType(string)"/>, on the field's bytes; allocates nothing when it is UTF-8 or absent.</summary>
    internal static Encoding FromContentType(ReadOnlySpan<byte> contentType) =>
        contentType.IndexOf("="u8) < 0 ? Encoding.UTF8 : FromContentType(Encoding.Latin1.GetString(contentType));

    internal static string Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        foreach (var (mark, marked) in Marks)
        {
            if (bytes.StartsWith(mark))
                return marked.GetString(bytes[mark.Length..]);
        }
        return encoding.GetString(bytes);
    }

    private static Encoding Named(ReadOnlySpan<char> name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(name.ToString());
        }
        catch (ArgumentException)
        {
            // A label we do not know is no reason to lose the page.
            return Encoding.UTF8;
        }
    }
}
