using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Trusts what a browser would: a chain to a trusted authority, and a certificate for the host (twisted.web.client.BrowserLikePolicyForHTTPS).</summary>
/// <param name="TrustRoots">The authorities to trust instead of the system's; null for the system's.</param>
public sealed record BrowserLikePolicyForHTTPS(X509Certificate2Collection? TrustRoots = null) : IPolicyForHTTPS
{
    /// <inheritdoc/>
    public TlsOptions CreatorForNetloc(string host, int port) => new(host) { TrustRoots = TrustRoots, ApplicationProtocols = ["http/1.1"] };
}
