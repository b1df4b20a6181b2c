namespace TwistedSharp.Web.Client;

/// <summary>Decides which requests go through which proxy.</summary>
public interface IProxyPolicy
{
    /// <summary>The proxy for a request.</summary>
    /// <param name="uri">Where the request goes.</param>
    /// <returns>The proxy; null to connect directly.</returns>
    Proxy? ProxyFor(URI uri);
}
