namespace TwistedSharp.Web.Client;

/// <summary>A redirect from https to http, which would send in the clear what was asked for in secret.</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="location">Where it pointed.</param>
public sealed class InsecureRedirectException(int status, string? message, byte[]? body, string location)
    : PageRedirectException(status, message, body, location, "it leads from https to http");
