using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Knows how to reach a URI's origin (twisted.web.iweb.IAgentEndpointFactory).</summary>
/// <remarks>Connections are shared between agents whose factories are equal; a factory that is not a value is shared as itself.</remarks>
public interface IAgentEndpointFactory
{
    /// <summary>The endpoint to connect to.</summary>
    /// <param name="uri">Where a request goes; only its origin matters.</param>
    /// <exception cref="SchemeNotSupportedException">It cannot be reached this way.</exception>
    IStreamClientEndpoint EndpointForURI(URI uri);
}
