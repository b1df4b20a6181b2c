using System.Net;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Limits how many connections one peer may have at once (twisted.protocols.policies.LimitConnectionsByPeer).</summary>
/// <remarks>A peer is a host address, whatever the port; an IPv4 address is the same peer when it comes mapped into IPv6. Connections over
/// the limit are refused. UNIX peers cannot be told apart and count as one.</remarks>
public class LimitConnectionsByPeer : WrappingFactory
{
    private readonly Dictionary<string, int> _connections = [];

    /// <summary>Wraps a factory.</summary>
    /// <param name="wrappedFactory">It.</param>
    public LimitConnectionsByPeer(IFactory wrappedFactory) : base(wrappedFactory) { }

    /// <summary>The most connections of one peer; 5 at first.</summary>
    public int MaxConnectionsPerPeer
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 5;

    /// <summary>How many connections each peer has; peers without any are not there.</summary>
    public IReadOnlyDictionary<string, int> PeerConnections => _connections;

    /// <inheritdoc/>
    public override IProtocol? BuildProtocol(IAddress address)
    {
        var peer = PeerOf(address);
        var count = _connections.GetValueOrDefault(peer);
        if (count >= MaxConnectionsPerPeer)
            return null;
        if (base.BuildProtocol(address) is not { } protocol)
            return null;
        _connections[peer] = count + 1;
        return protocol;
    }

    /// <inheritdoc/>
    public override void UnregisterProtocol(ProtocolWrapper protocol)
    {
        base.UnregisterProtocol(protocol);
        var peer = ((PeerProtocol)protocol).Peer;
        if (--_connections[peer] == 0)
            _connections.Remove(peer);
    }

    /// <inheritdoc/>
    protected sealed override ProtocolWrapper Wrap(IProtocol protocol, IAddress address) =>
        new PeerProtocol(this, protocol, PeerOf(address));

    private static string PeerOf(IAddress address) => address switch
    {
        IPv4Address v4 => v4.Host,
        IPv6Address v6 => IPAddress.TryParse(v6.Host, out var ip) && ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4().ToString() : v6.Host,
        HostnameAddress name => name.Host,
        UNIXAddress => "unix",
        _ => address.ToString() ?? "",
    };

    private sealed class PeerProtocol(WrappingFactory factory, IProtocol wrappedProtocol, string peer)
        : ProtocolWrapper(factory, wrappedProtocol)
    {
        internal string Peer => peer;
    }
}
