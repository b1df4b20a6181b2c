namespace TwistedSharp.Web.Client;

/// <summary>A redirect that asks for the request's body again, which can be produced only once (<see cref="IBodyProducer.CanReplay"/>).</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="location">Where it pointed.</param>
public sealed class BodyNotReplayableException(int status, string? message, byte[]? body, string location)
    : PageRedirectException(status, message, body, location, "the request's body cannot be produced again");
