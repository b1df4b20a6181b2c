namespace TwistedSharp.Web.Client;

/// <summary>Finds which connections a request may use, and marks it for the way it takes.</summary>
internal interface IRoutes
{
    PoolKey KeyFor(Request request);
}

/// <summary>One way for all.</summary>
internal sealed class DirectRoutes(IAgentEndpointFactory route) : IRoutes
{
    public PoolKey KeyFor(Request request) => new(request.URI.Origin, route);
}
