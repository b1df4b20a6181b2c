using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests;

/// <summary>Reaches every origin by connections that the test plays the server of.</summary>
internal sealed class FakeRoute : IAgentEndpointFactory
{
    private readonly List<FakeConnection> _connections = [];

    /// <summary>Every connection asked for, in order.</summary>
    internal IReadOnlyList<FakeConnection> Connections => _connections;

    /// <summary>Whether an attempt succeeds inside the call that makes it.</summary>
    internal bool AcceptsAtOnce { get; set; } = true;

    /// <summary>Whether a connection that is closed says so inside the call, as no real transport does.</summary>
    internal bool ClosesAtOnce { get; set; }

    /// <summary>Called for each endpoint; may throw.</summary>
    internal Action<URI>? Choosing { get; set; }

    /// <summary>What an attempt gives instead of a connection, null for a connection all the same; may throw.</summary>
    internal Func<Deferred<IProtocol>?>? Connecting { get; set; }

    internal FakeConnection this[int index] => _connections[index];

    internal FakeConnection Last => _connections[^1];

    internal IEnumerable<FakeConnection> Open => _connections.Where(c => c.IsOpen);

    public IStreamClientEndpoint EndpointForURI(URI uri)
    {
        Choosing?.Invoke(uri);
        return new Endpoint(this, uri);
    }

    /// <summary>Drops the connections that are over, for tests that make very many.</summary>
    internal void ForgetGone() => _connections.RemoveAll(c => !c.IsConnecting && !c.IsOpen);

    /// <summary>Lets every close that is under way come to its end, until nothing more closes.</summary>
    internal void SettleAll()
    {
        while (_connections.Find(c => c.IsClosing) is { } connection)
            connection.Settle();
    }

    private sealed class Endpoint(FakeRoute route, URI uri) : IStreamClientEndpoint
    {
        public Deferred<IProtocol> Connect(IFactory factory)
        {
            if (route.Connecting?.Invoke() is { } instead)
                return instead;
            var connection = new FakeConnection(uri, factory, route.ClosesAtOnce);
            route._connections.Add(connection);
            if (route.AcceptsAtOnce)
                connection.Accept();
            return connection.Attempt;
        }
    }
}
