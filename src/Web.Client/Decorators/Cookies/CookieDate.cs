namespace TwistedSharp.Web.Client;

/// <summary>The dates of Expires, in every form that servers write them (RFC 6265bis section 5.1.1).</summary>
internal static class CookieDate
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    /// <summary>Before it there were no cookies, and .NET's file times begin (RFC 6265bis section 5.1.1).</summary>
    private const int FirstYear = 1601;

    internal static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        var (hour, minute, second, day, month, year) = (-1, -1, -1, -1, -1, -1);
        while (NextToken(ref text) is { IsEmpty: false } token)
        {
            if (hour < 0 && TryTime(token, out var h, out var m, out var s))
                (hour, minute, second) = (h, m, s);
            else if (day < 0 && TryNumber(token, 1, 2, out var d))
                day = d;
            else if (month < 0 && TryMonth(token, out var mon))
                month = mon;
            else if (year < 0 && TryNumber(token, 2, 4, out var y))
                year = y;
        }
        year += year switch { >= 70 and <= 99 => 1900, >= 0 and <= 69 => 2000, _ => 0 };
        date = default;
        if (day < 1 || month < 1 || year < FirstYear || hour is < 0 or > 23 || minute > 59 || second > 59
            || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    private static ReadOnlySpan<char> NextToken(ref ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && IsDelimiter(text[start]))
            start++;
        var end = start;
        while (end < text.Length && !IsDelimiter(text[end]))
            end++;
        var token = text[start..end];
        text = text[end..];
        return token;
    }

    private static bool IsDelimiter(char c) =>
        c is '\t' or (>= ' ' and <= '/') or (>= ';' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');

    private static bool TryTime(ReadOnlySpan<char> token, out int hour, out int minute, out int second)
    {
        minute = second = 0;
        return TakeNumber(ref token, 1, 2, out hour) && TakeColon(ref token)
            && TakeNumber(ref token, 1, 2, out minute) && TakeColon(ref token)
            && TakeNumber(ref token, 1, 2, out second);
    }

    private static bool TryNumber(ReadOnlySpan<char> token, int least, int most, out int number) =>
        TakeNumber(ref token, least, most, out number);

    private static bool TryMonth(ReadOnlySpan<char> token, out int month)
    {
        month = 0;
        for (var i = 0; token.Length >= 3 && i < Months.Length; i += 3)
        {
            if (token[..3].Equals(Months.AsSpan(i, 3), StringComparison.OrdinalIgnoreCase))
                month = i / 3 + 1;
        }
        return month > 0;
    }

    // What comes after a number is its own affair, but no digit: 2026x is a year, 20261 none.
    private static bool TakeNumber(ref ReadOnlySpan<char> token, int least, int most, out int number)
    {
        number = 0;
        var digits = 0;
        while (digits < token.Length && char.IsAsciiDigit(token[digits]) && digits <= most)
            number = number * 10 + (token[digits++] - '0');
        token = token[digits..];
        return digits >= least && digits <= most;
    }

    private static bool TakeColon(ref ReadOnlySpan<char> token)
    {
        if (!token.StartsWith(":"))
            return false;
        token = token[1..];
        return true;
    }
}
