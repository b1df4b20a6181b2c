using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>Credentials in use with one origin: makes the values of Authorization.</summary>
internal abstract class Authenticator
{
    /// <summary>What to send without being asked.</summary>
    /// <returns>Null for nothing.</returns>
    internal abstract Deferred<string?> Authorize(string method, URI uri);

    /// <summary>What to send after a 401.</summary>
    /// <param name="refusal">It.</param>
    /// <param name="refused">What was sent; null for nothing.</param>
    /// <param name="answers">How many refusals of this request were answered before.</param>
    /// <returns>Null when there is no answer, or none that would be another one.</returns>
    internal abstract Deferred<string?> Answer(Response refusal, string? refused, int answers);

    /// <summary>The server has accepted what was sent.</summary>
    internal virtual void Accepted(Response response) { }
}
