using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Gives the first IPv4 address that a resolver finds (twisted.internet._resolver.ComplexResolverSimplifier).</summary>
/// <param name="resolver">The resolver.</param>
public sealed class ComplexResolverSimplifier(IHostnameResolver resolver) : IResolverSimple
{
    private readonly IHostnameResolver _resolver = resolver ?? throw new ArgumentNullException(nameof(resolver));

    /// <inheritdoc/>
    public Deferred<string> GetHostByName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _resolver.ResolveHostName(name, AddressFamily.InterNetwork).AddCallback(found => found.Count > 0
            ? found[0].ToString()
            : throw new DNSLookupException($"{name} has no IPv4 address."));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<ComplexResolverSimplifier of {_resolver}>";
}
