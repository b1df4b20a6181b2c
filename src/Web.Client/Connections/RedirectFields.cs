using System.Globalization;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Which header fields a redirect leaves behind, whoever follows it.</summary>
internal static class RedirectFields
{
    /// <summary>Fields that are meant for one origin only (GHSA-92x2-jw7w-xvvx and its like in every client), and those that speak of it: the
    /// name it was called by, and where one came from.</summary>
    internal static readonly string[] BoundToOrigin =
        ["Host", "Referer", "Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "WWW-Authenticate"];

    /// <summary>What describes a body without being called Content-something, or asks for it (RFC 9110 section 15.4).</summary>
    private static readonly string[] AboutBody = ["Digest", "Repr-Digest", "Last-Modified", "Expect"];

    internal static void Remove(Headers headers, IEnumerable<string>? names)
    {
        foreach (var name in names ?? [])
            headers.RemoveHeader(name);
    }

    /// <summary>Takes out what describes a body that is not sent.</summary>
    internal static void RemoveContentFields(Headers headers)
    {
        List<string> names = [.. AboutBody];
        foreach (var entry in headers.Entries)
        {
            if (entry.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                names.Add(entry.Name);
        }
        Remove(headers, names);
    }

    /// <summary>Bytes that no URI has, which servers send all the same, as browsers take them: percent-encoded. In a host they are
    /// refused.</summary>
    internal static string Encoded(string location)
    {
        if (Ascii.IsValid(location))
            return location;
        var text = new StringBuilder(location.Length + 16);
        foreach (var c in location)
        {
            if (c is >= '\u0080' and <= '\u00ff')
                text.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
        return text.ToString();
    }
}
