using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>Sends requests; agents around agents add what one alone does not do (twisted.web.iweb.IAgent).</summary>
public interface IAgent
{
    /// <summary>Sends a request.</summary>
    /// <param name="method">The method, an RFC 9110 token.</param>
    /// <param name="uri">An absolute URI.</param>
    /// <param name="headers">The header fields to send, or null.</param>
    /// <param name="body">The body to send, or null.</param>
    /// <param name="options">What this request wants differently from others; nothing when null.</param>
    /// <returns>The response, whatever its status, when its headers are there. Cancelling aborts the connection.</returns>
    /// <exception cref="InvalidURIException">The URI is malformed.</exception>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null);
}
