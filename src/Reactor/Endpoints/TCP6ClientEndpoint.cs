using System.Diagnostics;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Connects to a host over IPv6 (twisted.internet.endpoints.TCP6ClientEndpoint).</summary>
/// <remarks>An address literal is connected to directly. A name is looked up and only its IPv6 addresses are tried, as
/// <see cref="HostnameEndpoint"/> does it.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TCP6ClientEndpoint : IStreamClientEndpoint, ITimedEndpoint
{
    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Where the connection runs.</param>
    /// <param name="host">An IPv6 literal or a name.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">How long a connect may take, lookup included; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be. A name that none can be, as "a b", is told by
    /// <see cref="Connect"/> instead, with <see cref="InvalidAddressException"/>.</exception>
    public TCP6ClientEndpoint(IReactor reactor, string host, int port, TimeSpan? timeout = null, string? bindAddress = null) =>
        Target = new ConnectTarget(reactor, host, port, timeout, bindAddress, attemptDelay: null, AddressFamily.InterNetworkV6);

    internal ConnectTarget Target { get; }

    IReactorTime ITimedEndpoint.Clock => Target.Reactor;

    TimeSpan ITimedEndpoint.Timeout => Target.Timeout;

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory) => Target.Connect(factory);

    /// <inheritdoc/>
    public override string ToString() => $"<TCP6ClientEndpoint {Target.Address}>";
}
