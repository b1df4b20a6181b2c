namespace TwistedSharp.Web.Client;

/// <summary>A redirect to what is no http or https URI, holds credentials, or is not one place.</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="location">What it said.</param>
/// <param name="why">What was seen and what was expected.</param>
public sealed class InvalidRedirectException(int status, string? message, byte[]? body, string location, string why)
    : PageRedirectException(status, message, body, location, why);
