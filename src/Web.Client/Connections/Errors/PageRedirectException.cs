namespace TwistedSharp.Web.Client;

/// <summary>The server answered with a redirect that was not followed (twisted.web.error.PageRedirect).</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="location">Where it pointed.</param>
/// <param name="why">Why it was not followed; empty when redirects are off.</param>
public class PageRedirectException(int status, string? message, byte[]? body, string location, string why = "")
    : WebErrorException(status, message, body, $" to {Shown(location)}{(why.Length == 0 ? "" : ": " + why)}")
{
    private const int MaxShownChars = 256;

    /// <summary>Where it pointed.</summary>
    public string Location { get; } = location;

    // Messages are logged: no credentials, and not all of what a peer may send.
    private static string Shown(string location)
    {
        var start = location.IndexOf("//", StringComparison.Ordinal) + 2;
        var length = location.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = length < 0 ? location.AsSpan(start) : location.AsSpan(start, length);
        if (start >= 2 && authority.LastIndexOf('@') is >= 0 and var at)
            location = string.Concat(location.AsSpan(0, start), "(hidden)", location.AsSpan(start + at));
        return location.Length > MaxShownChars ? location[..MaxShownChars] + "..." : location;
    }
}
