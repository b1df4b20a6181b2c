using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>What a Set-Cookie field says, before anyone asks whether it may (RFC 6265bis section 5.6).</summary>
internal readonly record struct SetCookieField
{
    /// <summary>A cookie lasts no longer, whatever its server asks for (RFC 6265bis section 5.6.1).</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    internal required string Name { get; init; }

    internal required string Value { get; init; }

    /// <summary>Without the leading dot, lower case; empty when there was none or an empty one came last.</summary>
    internal string Domain { get; init; }

    /// <summary>Null when there was none that begins with a slash.</summary>
    internal string? Path { get; init; }

    internal DateTimeOffset? Expires { get; init; }

    internal bool IsSecure { get; init; }

    internal bool IsHttpOnly { get; init; }

    internal CookieSameSite SameSite { get; init; }

    internal static SetCookieField? Parse(string field, DateTimeOffset now)
    {
        if (FieldText.Recoded(field) is not { } text || Grammar.IndexOfControl(text) >= 0)
            return null;
        var rest = text.AsSpan();
        var pair = Cut(ref rest, ';');
        var name = pair.Contains('=') ? Trim(Cut(ref pair, '=')) : default;
        var parsed = new SetCookieField { Name = name.ToString(), Value = Trim(pair).ToString(), Domain = "" };
        if (CookieRules.ProblemOf(parsed.Name, parsed.Value) is not null)
            return null;
        DateTimeOffset? maxAge = null;
        while (!rest.IsEmpty)
        {
            var value = Cut(ref rest, ';');
            var attribute = Trim(Cut(ref value, '='));
            value = Trim(value);
            if (value.Length > CookieRules.MaxAttributeBytes)
                continue;
            if (Is(attribute, "Max-Age"))
                maxAge = EndOf(value, now) ?? maxAge;
            else
                parsed = parsed.With(attribute, value, now);
        }
        return maxAge is null ? parsed : parsed with { Expires = maxAge };
    }

    private SetCookieField With(ReadOnlySpan<char> attribute, ReadOnlySpan<char> value, DateTimeOffset now)
    {
        if (Is(attribute, "Expires"))
            return CookieDate.TryParse(value, out var date) ? this with { Expires = Earlier(date, now + LongestLife) } : this;
        if (Is(attribute, "Domain"))
            return this with { Domain = (value.StartsWith(".") ? value[1..] : value).ToString().ToLowerInvariant() };
        if (Is(attribute, "Path"))
            return this with { Path = value.StartsWith("/") ? value.ToString() : null };
        if (Is(attribute, "Secure"))
            return this with { IsSecure = true };
        if (Is(attribute, "HttpOnly"))
            return this with { IsHttpOnly = true };
        if (Is(attribute, "SameSite"))
        {
            return this with
            {
                SameSite = Is(value, "None") ? CookieSameSite.None
                    : Is(value, "Lax") ? CookieSameSite.Lax
                    : Is(value, "Strict") ? CookieSameSite.Strict
                    : CookieSameSite.Unspecified,
            };
        }
        return this;
    }

    // Digits, with a minus before them at most; as many as the server likes.
    private static DateTimeOffset? EndOf(ReadOnlySpan<char> seconds, DateTimeOffset now)
    {
        var isNegative = seconds.StartsWith("-");
        var digits = isNegative ? seconds[1..] : seconds;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        if (isNegative || !digits.ContainsAnyExcept('0'))
            return DateTimeOffset.MinValue;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age < LongestLife.TotalSeconds
            ? now.AddSeconds(age)
            : now + LongestLife;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static bool Is(ReadOnlySpan<char> a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => text.Trim(" \t");

    /// <summary>What comes before the mark, which is taken off with it; all when there is none.</summary>
    private static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> text, char mark)
    {
        var at = text.IndexOf(mark);
        var head = at < 0 ? text : text[..at];
        text = at < 0 ? default : text[(at + 1)..];
        return head;
    }
}
