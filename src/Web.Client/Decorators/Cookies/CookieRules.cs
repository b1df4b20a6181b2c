using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>What may be a cookie, and where it goes: RFC 6265bis sections 5.1 and 5.7.</summary>
internal static class CookieRules
{
    /// <summary>The most bytes that name and value may have together (RFC 6265bis section 5.6).</summary>
    internal const int MaxCookieBytes = 4096;

    /// <summary>Longer attribute values are ignored (RFC 6265bis section 5.6).</summary>
    internal const int MaxAttributeBytes = 1024;

    private const int MaxPrintedChars = 64;

    private static readonly UTF8Encoding StrictUTF8 = new(false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a name and value, or null.</summary>
    internal static string? ProblemOf(string name, string value)
    {
        if (name.Length == 0 && value.Length == 0)
            return "expected a name or a value";
        if (HasControl(name) || HasControl(value))
            return "expected no control characters";
        if (name.AsSpan().ContainsAny('=', ';') || value.Contains(';'))
            return "expected no semicolon, and no equals sign in the name";
        if (BytesOf(name) + BytesOf(value) is var bytes && bytes is < 0 or > MaxCookieBytes)
            return $"expected at most {MaxCookieBytes} bytes of UTF-8 in name and value";
        return null;
    }

    /// <summary>What is wrong with a cookie, whoever sets it, or null.</summary>
    internal static string? ProblemOf(Cookie cookie, PublicSuffixList suffixes)
    {
        if (ProblemOf(cookie.Name, cookie.Value) is { } problem)
            return problem;
        var domain = cookie.Domain;
        if (domain.Length == 0 || domain[0] == '.' || !Ascii.IsValid(domain) || domain.AsSpan().ContainsAnyInRange('A', 'Z')
            || domain.AsSpan().ContainsAny(" /;\t") || HasControl(domain))
            return "expected a host in lower-case ASCII without a leading dot as its domain";
        var path = cookie.Path;
        if (!path.StartsWith('/') || path.Contains(';') || HasControl(path) || BytesOf(path) is < 0 or > MaxAttributeBytes)
            return "expected a path that begins with a slash";
        if (!cookie.IsHostOnly && suffixes.IsPublicSuffix(domain))
            return "expected no public suffix as its domain, since it would go to every site under it";
        return PrefixProblemOf(cookie, hasPath: true);
    }

    /// <summary>What a name's prefix promises and the cookie does not keep, or null (RFC 6265bis section 4.1.3).</summary>
    /// <param name="cookie">The cookie.</param>
    /// <param name="hasPath">Whether its path was given, and not its request's.</param>
    internal static string? PrefixProblemOf(Cookie cookie, bool hasPath)
    {
        // A nameless cookie is sent as its value alone, which a server would read as the name.
        var name = cookie.Name.Length > 0 ? cookie.Name : cookie.Value;
        var isSecure = name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase);
        var isHost = name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);
        if (!isSecure && !isHost)
            return null;
        if (cookie.Name.Length == 0 || !cookie.IsSecure)
            return "its prefix promises Secure";
        return isHost && !(cookie.IsHostOnly && hasPath && cookie.Path == "/") ? "its prefix promises one host and the path /" : null;
    }

    /// <summary>Controls, and tabs: RFC 6265bis allows a tab within a value, but the files that cookies are kept in do not, and curl does
    /// neither.</summary>
    internal static bool HasControl(string text) => Grammar.IndexOfControl(text) >= 0 || text.Contains('\t');

    /// <summary>The length in UTF-8, or a very negative number when it cannot be written so.</summary>
    internal static int BytesOf(string text)
    {
        if (Ascii.IsValid(text))
            return text.Length;
        try
        {
            return StrictUTF8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return int.MinValue / 2;
        }
    }

    /// <summary>Whether a host is the domain or lies below it (RFC 6265bis section 5.1.3).</summary>
    internal static bool DomainMatches(string host, string domain) =>
        host == domain
        || (host.Length > domain.Length && host.EndsWith(domain, StringComparison.Ordinal)
            && host[^(domain.Length + 1)] == '.' && !IsAddress(host));

    /// <summary>Whether a request's path lies under a cookie's (RFC 6265bis section 5.1.4).</summary>
    internal static bool PathMatches(ReadOnlySpan<char> path, string cookiePath) =>
        path.StartsWith(cookiePath, StringComparison.Ordinal)
        && (path.Length == cookiePath.Length || cookiePath[^1] == '/' || path[cookiePath.Length] == '/');

    /// <summary>The path of a cookie that names none (RFC 6265bis section 5.1.4).</summary>
    internal static string DefaultPath(URI uri)
    {
        var path = uri.Path;
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>Whether a host is an address and no name: nothing lies below one. A name whose last label is a number is one too, as
    /// resolvers take 127.1 and 0x7f.1 for addresses.</summary>
    internal static bool IsAddress(ReadOnlySpan<char> host)
    {
        if (host.Contains(':'))
            return true;
        host = host.EndsWith(".") ? host[..^1] : host;
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (!last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase));
    }

    internal static string Printable(string text)
    {
        var shown = text.Length > MaxPrintedChars ? text[..MaxPrintedChars] : text;
        return string.Create(shown.Length, shown, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = from[i] is > ' ' and < '\u007f' ? from[i] : '?';
        });
    }
}
