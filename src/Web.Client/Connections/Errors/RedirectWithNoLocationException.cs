namespace TwistedSharp.Web.Client;

/// <summary>A redirect that does not say where to (twisted.web.error.RedirectWithNoLocation).</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The reason phrase.</param>
/// <param name="body">The body that came with it.</param>
/// <param name="uri">The URI that was asked for.</param>
public sealed class RedirectWithNoLocationException(int status, string? message, byte[]? body, URI uri)
    : WebErrorException(status, message, body, $" at {uri}: expected a Location, saw none")
{
    /// <summary>The URI that was asked for.</summary>
    public URI URI { get; } = uri;
}
