namespace TwistedSharp.Web.Client;

/// <summary>The server answered with a redirect that was not followed (twisted.web.error.PageRedirect).</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="location">Where it pointed.</param>
/// <param name="why">Why it was not followed; empty when redirects are off.</param>
public class PageRedirectException(int status, string? message, byte[]? body, string location, string why = "")
    : WebErrorException(status, message, body, $" to {location}{(why.Length == 0 ? "" : ": " + why)}")
{
    /// <summary>Where it pointed.</summary>
    public string Location { get; } = location;
}
