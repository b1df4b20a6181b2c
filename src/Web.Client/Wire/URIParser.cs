using System.Globalization;
using System.Net;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Cuts a text into a <see cref="URI"/> in one pass, or says what is wrong with it.</summary>
/// <remarks>
/// Every request passes here, so the usual URI costs its object and its host. <c>System.Uri</c> is not used: it repairs what this must
/// refuse, and one parser must serve both the check and the use.
/// </remarks>
internal static class URIParser
{
    /// <summary>A name's longest form in DNS is 253 chars and a trailing dot (RFC 1035 section 2.3.4).</summary>
    private const int MaxHostChars = 254;

    /// <summary>What Twisted's <c>bytes.strip</c> drops.</summary>
    private const string WhiteSpace = " \t\r\n\v\f";

    internal static URI? Parse(string text, out string? problem)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim(WhiteSpace);
        if (trimmed.Length != text.Length)
            text = trimmed.ToString();

        int colon = SchemeLength(text);
        if (colon < 0 || !text.AsSpan(colon).StartsWith("://"))
            return Refuse(out problem, text, "expected scheme://host");
        int hostStart = colon + 3;
        int authorityLength = text.AsSpan(hostStart).IndexOfAny('/', '?', '#');
        int pathStart = authorityLength < 0 ? text.Length : hostStart + authorityLength;

        if (CheckRest(text.AsSpan(pathStart), out problem) is { } wrong)
            return Refuse(out problem, text, wrong);
        string scheme = Scheme(text, colon);
        if (ReadAuthority(text.AsSpan(hostStart, pathStart - hostStart), out string host, out int hostLength, out int port) is { } bad)
            return Refuse(out problem, text, bad);

        // The kept text carries scheme and host in their normal form; nearly always that is the text as given.
        bool bracketed = text[hostStart] == '[';
        ReadOnlySpan<char> written = text.AsSpan(hostStart + (bracketed ? 1 : 0), bracketed ? hostLength - 2 : hostLength);
        if (!written.SequenceEqual(host) || !text.StartsWith(scheme, StringComparison.Ordinal))
        {
            string shown = bracketed ? $"[{host}]" : host;
            int shift = shown.Length - hostLength;
            text = string.Concat(scheme, "://", shown, text.AsSpan(hostStart + hostLength));
            pathStart += shift;
        }

        int fragment = text.IndexOf('#', pathStart);
        if (fragment < 0)
            fragment = text.Length;
        int query = text.AsSpan(pathStart, fragment - pathStart).IndexOf('?');
        var layout = new URILayout(hostStart, pathStart, query < 0 ? fragment : pathStart + query, fragment);
        return new URI(text, scheme, host, port >= 0 ? port : URI.DefaultPort(scheme), layout);
    }

    /// <summary>The length of a leading scheme that a colon follows (RFC 3986 section 3.1), or -1.</summary>
    internal static int SchemeLength(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiLetter(c) || (i > 0 && (char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
                continue;
            return i > 0 && c == ':' ? i : -1;
        }
        return -1;
    }

    private static string Scheme(string text, int length) => length switch
    {
        4 when text.StartsWith("http", StringComparison.OrdinalIgnoreCase) => "http",
        5 when text.StartsWith("https", StringComparison.OrdinalIgnoreCase) => "https",
        _ => text[..length].ToLowerInvariant(),
    };

    private static string? CheckRest(ReadOnlySpan<char> rest, out string? problem)
    {
        problem = null;
        int at = Grammar.IndexOfNonURI(rest);
        if (at < 0)
            return null;
        return rest[at] switch
        {
            '\\' => "a backslash is no part of a URI: expected '/', or %5C",
            > '\u007f' => $"U+{(int)rest[at]:X4} must be percent-encoded: only the host may be non-ASCII",
            _ => $"expected characters \\x21 to \\x7e, saw \\x{(int)rest[at]:x2}: percent-encode it",
        };
    }

    /// <summary>Reads host and port; the port is -1 when absent. Returns what is wrong, or null.</summary>
    private static string? ReadAuthority(ReadOnlySpan<char> authority, out string host, out int hostLength, out int port)
    {
        host = "";
        port = -1;
        hostLength = 0;
        if (authority.Contains('@'))
            return "credentials in a URL are refused, since URLs end up in logs and headers: expected host or host:port and no '@'";
        if (authority.StartsWith("["))
        {
            hostLength = authority.IndexOf(']') + 1;
            if (hostLength == 0)
                return "expected ']' after the IPv6 address";
            ReadOnlySpan<char> address = authority[1..(hostLength - 1)];
            // IsValid alone would pass zone ids, and IPv4.
            if (address.ContainsAnyExcept("0123456789abcdefABCDEF:.") || !address.Contains(':') || !IPAddress.IsValid(address))
                return "expected an IPv6 address in brackets, without a zone";
            host = Lower(address);
        }
        else
        {
            int colon = authority.IndexOf(':');
            hostLength = colon < 0 ? authority.Length : colon;
            if (ReadName(authority[..hostLength], out host) is { } wrong)
                return wrong;
        }
        return ReadPort(authority[hostLength..], out port);
    }

    private static string? ReadName(ReadOnlySpan<char> name, out string host)
    {
        host = "";
        if (name.IsEmpty)
            return "expected a host, saw none";
        if (!Ascii.IsValid(name))
        {
            if (IndexOfNonLabel(name) is >= 0 and var at)
                return $"expected letters, digits and marks in an internationalised host, saw {Show(name[at])}";
            try
            {
                // Without ICU IdnMapping encodes capitals as they are, and Normalize does nothing: split accents then give another name.
                string composed = name.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
                host = new IdnMapping().GetAscii(composed).ToLowerInvariant();
            }
            catch (ArgumentException)
            {
                return "the host is no valid internationalised name";
            }
            name = host; // checked below all the same: no mapping is trusted to make no delimiter
        }
        if (name.Length > MaxHostChars)
            return $"expected a host of at most {MaxHostChars} characters, saw {name.Length}";
        char before = '.';
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
                return $"expected letters, digits, '-', '_' and '.' in the host, saw {Show(c)}";
            if (c == '.' && before == '.')
                return "expected no empty label in the host";
            before = c;
        }
        host = Lower(name);
        return null;
    }

    // IDNA 2008 takes letters, digits and marks, and two middle dots. IdnMapping takes more, and what it makes of compatibility forms
    // of '/', '@' and the like depends on whether ICU is there. The three other dots separate labels.
    private static int IndexOfNonLabel(ReadOnlySpan<char> name)
    {
        int at = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool ascii = rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '.' or '_');
            bool other = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                || rune.Value is 0xb7 or 0x30fb or 0x3002 or 0xff0e or 0xff61;
            if (!ascii && (rune.IsAscii || !(Rune.IsLetterOrDigit(rune) || other)))
                return at;
            at += rune.Utf16SequenceLength;
        }
        return -1;
    }

    private static string? ReadPort(ReadOnlySpan<char> text, out int port)
    {
        port = -1;
        if (text.IsEmpty)
            return null;
        ReadOnlySpan<char> digits = text[1..];
        if (text[0] != ':')
            return $"expected ':port' or nothing after the host, saw {Show(text[0])}";
        if (digits.IsEmpty)
            return null; // RFC 3986 section 3.2.3: an empty port is the default one.
        if (digits.ContainsAnyExceptInRange('0', '9'))
            return $"expected digits in the port, saw '{Clip(digits)}'";
        port = 0;
        foreach (char c in digits)
            port = Math.Min(port * 10 + (c - '0'), 65536);
        return port is >= 1 and <= 65535 ? null : $"expected a port from 1 to 65535, saw {Clip(digits)}";
    }

    private static string Lower(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('A', 'Z') ? text.ToString().ToLowerInvariant() : text.ToString();

    private static string Show(char c) => c is > ' ' and < '\u007f' ? $"'{c}'" : $"U+{(int)c:X4}";

    private static string Clip(ReadOnlySpan<char> text)
    {
        Span<char> shown = stackalloc char[Math.Min(text.Length, 64)];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = text[i] is >= ' ' and < '\u007f' ? text[i] : '?';
        return text.Length > shown.Length ? string.Concat(shown, "...") : shown.ToString();
    }

    private static URI? Refuse(out string? problem, string text, string reason)
    {
        // A refused URL may hold a password: everything before the '@' stays out of the message, which may be logged.
        ReadOnlySpan<char> shown = text;
        int at = shown.LastIndexOf('@');
        string seen = at < 0 ? Clip(shown) : "(hidden)" + Clip(shown[at..]);
        problem = $"Not a usable URI: \"{seen}\": {reason}.";
        return null;
    }
}
