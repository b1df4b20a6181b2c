using System.Net;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A resolver that knows what a test told it, and answers at once.</summary>
public sealed class MemoryResolver : IHostnameResolver
{
    private readonly Dictionary<string, IReadOnlyList<IPAddress>> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _asked = [];

    /// <summary>Every name that was looked up, in order.</summary>
    public IReadOnlyList<string> Asked => _asked;

    /// <summary>Tells it a name.</summary>
    /// <param name="host">The name.</param>
    /// <param name="addresses">Its addresses as literals, in the order to try them; none makes the lookup succeed with an empty
    /// list.</param>
    /// <returns>This resolver.</returns>
    public MemoryResolver Add(string host, params ReadOnlySpan<string> addresses)
    {
        var parsed = new IPAddress[addresses.Length];
        for (var i = 0; i < addresses.Length; i++)
            parsed[i] = IPAddress.Parse(addresses[i]);
        _known[host] = parsed;
        return this;
    }

    /// <inheritdoc/>
    public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host)
    {
        _asked.Add(host);
        if (_known.TryGetValue(host, out var addresses))
            return Deferred.Succeed(addresses);
        return IPAddress.TryParse(host, out var literal)
            ? Deferred.Succeed<IReadOnlyList<IPAddress>>([literal])
            : Deferred.Fail<IReadOnlyList<IPAddress>>(new DNSLookupException(
                $"No address is known for {host}; tell the test's MemoryResolver."));
    }
}
