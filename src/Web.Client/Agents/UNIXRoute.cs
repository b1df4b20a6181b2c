using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Every origin is served at one UNIX socket, as container engines serve theirs.</summary>
internal sealed record UNIXRoute(IReactor Reactor, string Path, StandardEndpoints Tls) : IAgentEndpointFactory
{
    public IStreamClientEndpoint EndpointForURI(URI uri) => Tls.Secured(uri, new UNIXClientEndpoint(Reactor, Path));
}
