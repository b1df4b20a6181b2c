using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>The Retry-After field: seconds, or a date (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>How long to wait from now on; null when there is no such field, or none that can be read.</summary>
    /// <remarks>A date is compared with the response's own Date, for two servers' clocks agree less than one with itself.</remarks>
    internal static TimeSpan? Read(Headers headers, Func<DateTimeOffset> now)
    {
        if (headers.GetFirst("Retry-After") is not { } value)
            return null;
        if (double.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        if (HTTPDate.Read(value) is not { } then)
            return null;
        var wait = then - (HTTPDate.Read(headers.GetFirst("Date")) ?? now());
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
