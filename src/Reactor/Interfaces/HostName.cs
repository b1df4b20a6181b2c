using System.Globalization;
using System.Text;

namespace TwistedSharp.Internet;

/// <summary>Host names as they go on the wire.</summary>
internal static class HostName
{
    // RFC 1035 section 2.3.4: 255 bytes with a length before each label and the root's behind, so 253 characters as it is written.
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    // Composing makes a name shorter, but not to a fourth: a longer one need not be looked at, whatever it is.
    private const int MaxWrittenLength = 4 * MaxLength;

    // Without ICU (InvariantGlobalization) Normalize gives back what it got.
    private static readonly bool CanNormalize = "e\u0301".Normalize(NormalizationForm.FormC).Length == 1;

    /// <summary>The name in ASCII, internationalized labels as A-labels.</summary>
    /// <exception cref="ArgumentException">It is not a host name, or longer than one may be.</exception>
    internal static string ToAscii(string host)
    {
        if (host.Length > MaxWrittenLength)
            throw TooLong(host);
        var ascii = host;
        // Only names that need it: the mapping refuses underscores, which real names have.
        if (!Ascii.IsValid(host))
        {
            try
            {
                ascii = new IdnMapping().GetAscii(Unicode(host));
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"\"{Escaped(host)}\" is not a host name: {e.Message}", e);
            }
        }
        foreach (var c in ascii)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                throw new ArgumentException($"\"{Escaped(host)}\" is not a host name: it contains U+{(int)c:X4}.");
        }
        CheckLabels(host, ascii.AsSpan());
        return ascii;
    }

    /// <summary>What was taken for a name, so that it can be shown on any terminal; cut where none goes on.</summary>
    internal static string Escaped(string host)
    {
        var shown = host.Length <= MaxLength ? host : host[..MaxLength];
        var escaped = new StringBuilder(shown.Length);
        foreach (var c in shown)
        {
            if (c is >= ' ' and <= '~')
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return shown.Length == host.Length ? escaped.ToString() : escaped.Append("...").ToString();
    }

    private static void CheckLabels(string host, ReadOnlySpan<char> ascii)
    {
        // The final dot of an absolute name is not followed by a label.
        if (ascii.EndsWith('.'))
            ascii = ascii[..^1];
        if (ascii.Length > MaxLength)
            throw TooLong(host);
        foreach (var label in ascii.Split('.'))
        {
            var (_, length) = label.GetOffsetAndLength(ascii.Length);
            if (length == 0)
                throw new ArgumentException($"\"{Escaped(host)}\" is not a host name: a part between its dots is empty.");
            if (length > MaxLabelLength)
            {
                throw new ArgumentException(
                    $"\"{Escaped(host)}\" is not a host name: a part has {length} characters, not 1 to {MaxLabelLength}.");
            }
        }
    }

    private static ArgumentException TooLong(string host) =>
        new($"\"{Escaped(host)}\" is not a host name: it is longer than {MaxLength} characters.");

    /// <summary>The name in lower case and in NFC, from which RFC 5891 section 5 starts.</summary>
    private static string Unicode(string host)
    {
        var name = host.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        foreach (var rune in name.EnumerateRunes())
        {
            // What an accent would be composed with is another letter, and so another host.
            if (rune.Value is >= 0x300 and <= 0x36f && !CanNormalize)
                throw new ArgumentException("composing its accents needs ICU, which InvariantGlobalization leaves out.");
            if (!rune.IsAscii && !IsInLabels(rune))
                throw new ArgumentException($"it contains U+{rune.Value:X4}.");
        }
        return name;
    }

    /// <summary>RFC 5892 section 2: letters, marks and digits, and few more; the dots are RFC 3490's.</summary>
    private static bool IsInLabels(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
        || rune.Value is 0xb7 or 0x375 or 0x5f3 or 0x5f4 or 0x30fb or 0x200c or 0x200d or 0x3002 or 0xff0e or 0xff61;
}
