using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>The dates of header fields (RFC 9110 section 5.6.7).</summary>
internal static class HTTPDate
{
    /// <summary>The one that is to be written, and two that are to be read; the last with one digit or two for the day.</summary>
    private static readonly string[] Forms =
        ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM dd HH:mm:ss yyyy"];

    /// <summary>Reads a field's value; null when it is none of the forms.</summary>
    internal static DateTimeOffset? Read(string? value) =>
        DateTimeOffset.TryParseExact(value, Forms, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var date) ? date : null;
}
