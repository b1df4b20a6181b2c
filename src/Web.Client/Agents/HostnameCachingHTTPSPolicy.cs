using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Keeps the options that another policy gave for a host, and gives them again (twisted.web.client.HostnameCachingHTTPSPolicy).</summary>
/// <remarks>For policies that take long to decide. Twisted's cache forgets that a policy may decide by the port too; this one does not.</remarks>
public sealed class HostnameCachingHTTPSPolicy : IPolicyForHTTPS
{
    private readonly IPolicyForHTTPS _policy;
    private readonly int _cacheSize;
    private readonly Dictionary<(string Host, int Port), LinkedListNode<((string Host, int Port) Key, TlsOptions Options)>> _known = [];
    private readonly LinkedList<((string Host, int Port) Key, TlsOptions Options)> _byUse = [];

    /// <summary>A cache around a policy.</summary>
    /// <param name="policy">Who decides.</param>
    /// <param name="cacheSize">How many hosts are remembered; the one that was asked for longest ago goes first.</param>
    public HostnameCachingHTTPSPolicy(IPolicyForHTTPS policy, int cacheSize = 20)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cacheSize);
        _policy = policy;
        _cacheSize = cacheSize;
    }

    /// <inheritdoc/>
    public TlsOptions CreatorForNetloc(string host, int port)
    {
        if (_known.TryGetValue((host, port), out var node))
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Options;
        }
        var options = _policy.CreatorForNetloc(host, port);
        if (_known.Count == _cacheSize && _byUse.First is { } oldest)
        {
            _known.Remove(oldest.Value.Key);
            _byUse.RemoveFirst();
        }
        _known.Add((host, port), _byUse.AddLast(((host, port), options)));
        return options;
    }
}
