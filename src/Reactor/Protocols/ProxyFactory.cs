using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Forwards each connection to another host and port (twisted.protocols.portforward.ProxyFactory), as in
/// <c>reactor.ListenTCP(8080, new ProxyFactory(reactor, "example.org", 80))</c>.</summary>
public class ProxyFactory : Factory
{
    private readonly IReactorTCP _reactor;

    /// <summary>A forwarder.</summary>
    /// <param name="reactor">What connects.</param>
    /// <param name="host">Where to forward: a name or an address literal.</param>
    /// <param name="port">1 to 65535.</param>
    public ProxyFactory(IReactorTCP reactor, string host, int port)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        _reactor = reactor;
        Host = host;
        Port = port;
    }

    /// <summary>Where it forwards.</summary>
    public string Host { get; }

    /// <summary>Where it forwards.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public override IProtocol? BuildProtocol(IAddress address) =>
        Protocol is null ? new ProxyServer(_reactor, Host, Port) { Factory = this } : base.BuildProtocol(address);
}
