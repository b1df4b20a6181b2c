using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>Which codings a caller's own Accept-Encoding admits (RFC 9110 section 12.5.3).</summary>
internal static class AcceptedCodings
{
    internal static bool Admit(IReadOnlyList<string> fields, string name)
    {
        var isOther = false;
        foreach (var field in fields)
        {
            foreach (var range in field.AsSpan().Split(','))
            {
                var element = field.AsSpan()[range];
                var semicolon = element.IndexOf(';');
                var coding = (semicolon < 0 ? element : element[..semicolon]).Trim();
                var weight = semicolon < 0 || IsWanted(element[(semicolon + 1)..]);
                if (IsSame(coding, name))
                    return weight;
                if (coding is "*")
                    isOther = weight;
            }
        }
        return isOther;
    }

    /// <summary>Names are compared in any case; x-gzip is gzip (RFC 9110 section 8.4.1.3).</summary>
    internal static bool IsSame(ReadOnlySpan<char> coding, ReadOnlySpan<char> name) =>
        Canonical(coding).Equals(Canonical(name), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Canonical(ReadOnlySpan<char> name) =>
        name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : name;

    private static bool IsWanted(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        if (equals < 0 || !parameter[..equals].Trim().Equals("q", StringComparison.OrdinalIgnoreCase))
            return true;
        var weight = parameter[(equals + 1)..].Trim();
        return !double.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) || q > 0;
    }
}
