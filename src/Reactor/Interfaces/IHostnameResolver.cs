using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Turns host names into addresses (IHostnameResolver).</summary>
/// <remarks>The addresses come all at once, in a Deferred that can be cancelled, where Twisted's resolver tells them one by one to a
/// receiver.</remarks>
public interface IHostnameResolver
{
    /// <summary>Looks a name up.</summary>
    /// <param name="host">An ASCII host name or an address literal.</param>
    /// <returns>Its addresses, at least one, in the order to try them; fails with <see cref="DNSLookupException"/>.</returns>
    Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host);

    /// <summary>Looks a name up, for addresses of one family (resolveHostName's addressTypes).</summary>
    /// <remarks>A resolver that does not say otherwise looks up all and leaves the others out.</remarks>
    /// <param name="host">An ASCII host name or an address literal.</param>
    /// <param name="family">IPv4 or IPv6; Unspecified for both.</param>
    /// <returns>Its addresses of that family, in the order to try them; it may be that there are none.</returns>
    Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host, AddressFamily family) => family == AddressFamily.Unspecified
        ? ResolveHostName(host)
        : ResolveHostName(host).AddCallback(found => (IReadOnlyList<IPAddress>)[.. found.Where(a => a.AddressFamily == family)]);
}
