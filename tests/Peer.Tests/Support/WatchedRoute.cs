using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>The way to servers on loopback; looks at the system's list of connections whenever one more is made, which is when there can be
/// more than before.</summary>
internal sealed class WatchedRoute(IReactor reactor, IReadOnlyCollection<int> ports) : IAgentEndpointFactory
{
    private readonly Dictionary<int, int> _most = ports.ToDictionary(port => port, _ => 0);
    private readonly Dictionary<int, int> _made = ports.ToDictionary(port => port, _ => 0);

    /// <summary>The most connections to each port at once.</summary>
    internal IReadOnlyDictionary<int, int> Most => _most;

    /// <summary>The most connections to all ports together at once.</summary>
    internal int MostTogether { get; private set; }

    /// <summary>How many connections were made to each port.</summary>
    internal IReadOnlyDictionary<int, int> Made => _made;

    public IStreamClientEndpoint EndpointForURI(URI uri) =>
        new Watched(this, uri.Port, new TCP4ClientEndpoint(reactor, uri.Host, uri.Port));

    private void Look()
    {
        var now = OpenSockets.CountByPort(ports);
        foreach (var (port, count) in now)
            _most[port] = Math.Max(_most[port], count);
        MostTogether = Math.Max(MostTogether, now.Values.Sum());
    }

    private sealed class Watched(WatchedRoute route, int port, IStreamClientEndpoint endpoint) : IStreamClientEndpoint
    {
        public Deferred<IProtocol> Connect(IFactory factory)
        {
            var connecting = endpoint.Connect(factory);
            route.Look();
            return connecting.AddCallback(protocol =>
            {
                route._made[port]++;
                route.Look();
                return protocol;
            });
        }
    }
}
