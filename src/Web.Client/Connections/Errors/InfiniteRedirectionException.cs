namespace TwistedSharp.Web.Client;

/// <summary>More redirects in a row than allowed (twisted.web.error.InfiniteRedirection).</summary>
/// <param name="status">The status code of the last one.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="location">Where the last one pointed.</param>
public sealed class InfiniteRedirectionException(int status, string? message, byte[]? body, string location)
    : PageRedirectException(status, message, body, location, "too many redirects");
