using System.Net;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Lets a resolver that finds one IPv4 address serve as the reactor's
/// (twisted.internet._resolver.SimpleResolverComplexifier).</summary>
/// <remarks>Whatever the simple resolver fails with is a <see cref="DNSLookupException"/> that holds it.</remarks>
/// <param name="simple">The resolver.</param>
public sealed class SimpleResolverComplexifier(IResolverSimple simple) : IHostnameResolver
{
    private readonly IResolverSimple _simple = simple ?? throw new ArgumentNullException(nameof(simple));

    /// <inheritdoc/>
    public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        if (IPAddress.TryParse(host, out var literal))
            return Deferred.Succeed<IReadOnlyList<IPAddress>>([literal]);
        return Deferred.MaybeDeferred(() => _simple.GetHostByName(HostName.ToAscii(host)))
            .AddCallback(address => (IReadOnlyList<IPAddress>)[IPAddress.Parse(address)])
            .AddErrback(failure => failure.Value is DNSLookupException or CancelledException
                ? Deferred.Fail<IReadOnlyList<IPAddress>>(failure)
                : Deferred.Fail<IReadOnlyList<IPAddress>>(
                    new DNSLookupException($"{host} has no address: {failure.Value.Message}", failure.Value)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<SimpleResolverComplexifier of {_simple}>";
}
