using System.Net;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Turns host names into addresses (IHostnameResolver).</summary>
public interface IHostnameResolver
{
    /// <summary>Looks a name up.</summary>
    /// <param name="host">An ASCII host name or an address literal.</param>
    /// <returns>Its addresses, at least one, in the order to try them; fails with <see cref="DNSLookupException"/>.</returns>
    Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host);
}
