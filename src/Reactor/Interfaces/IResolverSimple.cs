using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Finds one IPv4 address of a name (IResolverSimple).</summary>
public interface IResolverSimple
{
    /// <summary>Looks a name up.</summary>
    /// <param name="name">A host name.</param>
    /// <returns>An IPv4 address, dotted decimal; fails with <see cref="DNSLookupException"/>. Twisted's timeout is AddTimeout's
    /// here.</returns>
    Deferred<string> GetHostByName(string name);
}
