using System.Buffers;

namespace TwistedSharp.Web.Client;

/// <summary>The character classes of RFC 9110 section 5.6 and RFC 3986, in the shape vectorised searches want.</summary>
internal static class Grammar
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Token = "!#$%&'*+-.^_`|~" + Digits + Letters;

    /// <summary>What no field value may hold: C0 controls but HTAB, and DEL (RFC 9110 section 5.5).</summary>
    private const string Controls =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\n\u000b\u000c\r\u000e\u000f" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f";

    /// <summary>\x21-\x7e: what a request target may hold.</summary>
    private const string Visible = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" + Digits + Letters;

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(Token);
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(Bytes(Token));
    private static readonly SearchValues<char> ControlChars = SearchValues.Create(Controls);
    private static readonly SearchValues<byte> ControlBytes = SearchValues.Create(Bytes(Controls));
    private static readonly SearchValues<char> VisibleChars = SearchValues.Create(Visible);
    private static readonly SearchValues<char> URIChars = SearchValues.Create(Visible.Replace("\\", ""));

    internal static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    internal static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Index of the first control that a field value may not hold, or -1.</summary>
    internal static int IndexOfControl(ReadOnlySpan<char> text) => text.IndexOfAny(ControlChars);

    /// <inheritdoc cref="IndexOfControl(ReadOnlySpan{char})"/>
    internal static int IndexOfControl(ReadOnlySpan<byte> text) => text.IndexOfAny(ControlBytes);

    internal static bool IsVisible(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(VisibleChars);

    /// <summary>Index of the first char that path, query and fragment may not hold, or -1.</summary>
    internal static int IndexOfNonURI(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(URIChars);

    private static byte[] Bytes(string ascii) => System.Text.Encoding.ASCII.GetBytes(ascii);
}
