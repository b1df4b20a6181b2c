using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Names looked up as older programs do it.</summary>
public static class ResolverExtensions
{
    /// <summary>Finds an IPv4 address of a name (IReactorCore.resolve).</summary>
    /// <param name="reactor">Its <see cref="IReactor.NameResolver"/> is asked.</param>
    /// <param name="name">A name; an IPv4 literal is its own answer, and an empty name is 0.0.0.0.</param>
    /// <returns>The first address, dotted decimal; fails with <see cref="DNSLookupException"/>.</returns>
    public static Deferred<string> Resolve(this IReactor reactor, string name)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
            return Deferred.Succeed(IPAddress.Any.ToString());
        return IPLiteral.TryParse(name, out var literal) && literal.AddressFamily == AddressFamily.InterNetwork
            ? Deferred.Succeed(name)
            : new ComplexResolverSimplifier(reactor.NameResolver).GetHostByName(name);
    }

    /// <summary>Makes a resolver of one IPv4 address the reactor's (IReactorPluggableResolver.installResolver).</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="resolver">Asked from now on.</param>
    /// <returns>The one that was asked until now (installNameResolver's result), to put it back.</returns>
    public static IHostnameResolver InstallResolver(this IReactor reactor, IResolverSimple resolver)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        var before = reactor.NameResolver;
        reactor.NameResolver = new SimpleResolverComplexifier(resolver);
        return before;
    }
}
