using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Reference resolution: RFC 3986 section 5.2, the strict form, on texts.</summary>
internal static class URIReference
{
    /// <summary>The text of the target; <see cref="URIParser"/> has the last word on it.</summary>
    internal static string Resolve(URI baseURI, string reference)
    {
        ReadOnlySpan<char> rest = reference.AsSpan().Trim(" \t\r\n\v\f");
        ReadOnlySpan<char> fragment = CutFrom(ref rest, '#');
        if (fragment.IsEmpty && baseURI.HasFragment)
            fragment = "#" + baseURI.Fragment;
        ReadOnlySpan<char> query = CutFrom(ref rest, '?');

        int scheme = URIParser.SchemeLength(rest);
        if (scheme >= 0 || rest.StartsWith("//"))
        {
            int authority = scheme >= 0 ? scheme + 1 : 0;
            ReadOnlySpan<char> prefix = scheme >= 0 ? default : baseURI.Scheme + ":";
            if (!rest[authority..].StartsWith("//"))
                return reference; // scheme without authority: the parser says what it expected
            int slash = rest[(authority + 2)..].IndexOf('/');
            int path = slash < 0 ? rest.Length : authority + 2 + slash;
            return string.Concat(string.Concat(prefix, rest[..path]), RemoveDotSegments(rest[path..]), string.Concat(query, fragment));
        }

        string target;
        if (rest.IsEmpty)
        {
            target = baseURI.Path;
            if (query.IsEmpty && baseURI.HasQuery)
                query = "?" + baseURI.Query;
        }
        else
        {
            target = RemoveDotSegments(rest[0] == '/' ? rest : Merge(baseURI.Path, rest));
        }
        return string.Concat($"{baseURI.Scheme}://{baseURI.NetLoc}", target, query, fragment);
    }

    private static ReadOnlySpan<char> CutFrom(ref ReadOnlySpan<char> text, char mark)
    {
        int at = text.IndexOf(mark);
        if (at < 0)
            return default;
        ReadOnlySpan<char> tail = text[at..];
        text = text[..at];
        return tail;
    }

    // Section 5.2.3; the base always has an authority.
    private static string Merge(string basePath, ReadOnlySpan<char> path) =>
        string.Concat(basePath.Length == 0 ? "/" : basePath.AsSpan(0, basePath.LastIndexOf('/') + 1), path);

    // Section 5.2.4, for paths that are empty or begin with a slash.
    private static string RemoveDotSegments(ReadOnlySpan<char> path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal))
            return path.ToString();
        var kept = new StringBuilder(path.Length);
        while (!path.IsEmpty)
        {
            int next = path[1..].IndexOf('/');
            ReadOnlySpan<char> segment = next < 0 ? path : path[..(next + 1)];
            path = path[segment.Length..];
            if (segment is "/." or "/..")
            {
                if (segment.Length == 3)
                    kept.Length = LastSlash(kept);
                if (path.IsEmpty)
                    kept.Append('/');
            }
            else
            {
                kept.Append(segment);
            }
        }
        return kept.ToString();
    }

    private static int LastSlash(StringBuilder kept)
    {
        int i = kept.Length - 1;
        while (i >= 0 && kept[i] != '/')
            i--;
        return Math.Max(i, 0);
    }
}
