using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>What a Content-Range field says of a part in bytes (RFC 9110 section 14.4).</summary>
/// <param name="First">The first byte of the part; null when there is no part, as in 416.</param>
/// <param name="Last">Its last byte; null with it.</param>
/// <param name="Total">How long the whole is; null when the server does not know ("*").</param>
internal readonly record struct ContentRange(long? First, long? Last, long? Total)
{
    internal long Length => Last - First + 1 ?? 0;

    /// <summary>Reads a field's value; false for another unit, and for one that contradicts itself.</summary>
    internal static bool TryParse(ReadOnlySpan<char> value, out ContentRange range)
    {
        range = default;
        const string unit = "bytes ";
        if (!value.StartsWith(unit, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = value[unit.Length..].Trim(' ');
        var slash = rest.IndexOf('/');
        if (slash < 0)
            return false;
        var part = rest[..slash];
        var total = Number(rest[(slash + 1)..]);
        if (total is null && rest[(slash + 1)..] is not "*")
            return false;
        if (part is "*")
        {
            range = new ContentRange(null, null, total);
            return total is not null;
        }
        var dash = part.IndexOf('-');
        if (dash < 0 || Number(part[..dash]) is not { } first || Number(part[(dash + 1)..]) is not { } last)
            return false;
        range = new ContentRange(first, last, total);
        return first <= last && last < (total ?? long.MaxValue);
    }

    private static long? Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
