using System.Buffers;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Text as forms write it.</summary>
internal static class FormText
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>The application/x-www-form-urlencoded percent-encode set leaves these alone.</summary>
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    internal static void Append(StringBuilder to, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains(b))
                to.Append((char)b);
            else if (b == ' ')
                to.Append('+');
            else
                to.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }
    }

    /// <summary>Writes a name in quotes as browsers do (HTML, multipart/form-data encoding algorithm): nothing in it can end the quotes or
    /// the line.</summary>
    /// <exception cref="ArgumentException">There is a control that has no escape.</exception>
    internal static string Quoted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 2).Append('"');
        foreach (var c in name)
        {
            if (c is '"' or '\r' or '\n')
                text.Append(c switch { '"' => "%22", '\r' => "%0D", _ => "%0A" });
            else if (c is < ' ' and not '\t' or '\x7f')
                throw Control(c);
            else
                text.Append(c);
        }
        return text.Append('"').ToString();
    }

    private static ArgumentException Control(char seen) =>
        new($"Control character 0x{(int)seen:x2} in the name of a part: expected none but tab, CR and LF.");

    /// <summary>Every line end as CR LF, as forms send them.</summary>
    internal static string WithFormLineEnds(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n");
    }
}
