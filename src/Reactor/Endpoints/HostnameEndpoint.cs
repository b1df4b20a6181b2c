using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Connects to a host by name, trying its addresses as a browser does
/// (twisted.internet.endpoints.HostnameEndpoint, RFC 8305).</summary>
/// <remarks>
/// IPv4 and IPv6 take turns, beginning with the resolver's first choice. A further address is tried when the one before has had its delay,
/// or at once when it fails; the first connection wins and the other attempts are given up. When all fail, the failure is of the kind of
/// the attempt that got furthest, and tells of them all. A name without addresses fails with
/// <see cref="DNSLookupException"/>. One timeout covers lookup and connecting and ends in <see cref="ConnectTimeoutException"/>; cancelling
/// at any point gives <see cref="ConnectingCancelledException"/>. A factory that builds no protocol gives
/// <see cref="NoProtocolException"/>. An address literal is connected to directly. Twisted's waits out its delay even after a failure,
/// and its timeout is for each attempt.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class HostnameEndpoint : IStreamClientEndpoint, ITimedEndpoint
{
    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Where the connection runs, and whose name resolver is asked.</param>
    /// <param name="host">A name (other than ASCII is taken as an internationalized one) or an address literal without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">How long a connect may take, lookup included; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    /// <param name="attemptDelay">How long an attempt has before the next address is tried beside it; 250 ms when null.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be. A name that none can be, as "a b", is told by
    /// <see cref="Connect"/> instead, with <see cref="InvalidAddressException"/>.</exception>
    public HostnameEndpoint(
        IReactor reactor, string host, int port, TimeSpan? timeout = null, string? bindAddress = null, TimeSpan? attemptDelay = null) =>
        Target = new ConnectTarget(reactor, host, port, timeout, bindAddress, attemptDelay, onlyFamily: null);

    internal ConnectTarget Target { get; }

    IReactorTime ITimedEndpoint.Clock => Target.Reactor;

    TimeSpan ITimedEndpoint.Timeout => Target.Timeout;

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory) => Target.Connect(factory);

    /// <inheritdoc/>
    public override string ToString() => $"<HostnameEndpoint {Target.Address}>";
}
