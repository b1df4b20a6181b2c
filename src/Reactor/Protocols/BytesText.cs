using System.Globalization;
using System.Text;

namespace TwistedSharp.Protocols;

/// <summary>Bytes as text that a person reads: b'ab\r\n\xff', as Python writes them.</summary>
internal static class BytesText
{
    private const string Elided = "<... elided>";

    /// <summary>The bytes, or the first so many and a note.</summary>
    internal static string Repr(ReadOnlySpan<byte> data, int limit = int.MaxValue)
    {
        var isCut = data.Length > limit;
        if (isCut)
            data = data[..limit];
        var text = new StringBuilder(data.Length + Elided.Length + 3).Append("b'");
        foreach (var b in data)
        {
            _ = b switch
            {
                (byte)'\r' => text.Append(@"\r"),
                (byte)'\n' => text.Append(@"\n"),
                (byte)'\t' => text.Append(@"\t"),
                (byte)'\\' => text.Append(@"\\"),
                (byte)'\'' => text.Append(@"\'"),
                >= 0x20 and < 0x7F => text.Append((char)b),
                _ => text.Append(CultureInfo.InvariantCulture, $@"\x{b:x2}"),
            };
        }
        return text.Append('\'').Append(isCut ? Elided : "").ToString();
    }
}
