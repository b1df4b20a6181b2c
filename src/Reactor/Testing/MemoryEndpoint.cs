using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>An endpoint that connects at once, in memory, to protocols of a server factory.</summary>
/// <param name="server">Builds the protocol at the other end of each connection.</param>
public sealed class MemoryEndpoint(IFactory server) : IStreamClientEndpoint
{
    private readonly List<MemoryLink> _links = [];
    private readonly IFactory _server = server ?? throw new ArgumentNullException(nameof(server));

    /// <summary>Every connection made, in order.</summary>
    public IReadOnlyList<MemoryLink> Links => _links;

    /// <inheritdoc/>
    /// <remarks>Fails with <see cref="NoProtocolException"/> when either factory builds no protocol.</remarks>
    public Deferred<IProtocol> Connect(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Deferred.MaybeDeferred(() =>
        {
            var clientAddress = new IPv4Address("10.0.0.1", 12345);
            var serverAddress = new IPv4Address("192.168.1.1", 54321);
            if (_server.BuildProtocol(clientAddress) is not { } serverEnd)
                return Deferred.Fail<IProtocol>(new NoProtocolException("The server's factory built no protocol."));
            if (factory.BuildProtocol(serverAddress) is not { } clientEnd)
                return Deferred.Fail<IProtocol>(new NoProtocolException("The client's factory built no protocol."));
            _links.Add(new MemoryLink(clientEnd, serverEnd, clientAddress, serverAddress));
            return Deferred.Succeed(clientEnd);
        });
    }

    /// <summary>Pumps every link until all are quiet.</summary>
    public void Flush()
    {
        // Counted anew each time: a callback may connect again.
        for (var quiet = 0; quiet < _links.Count; quiet++)
        {
            if (!_links[quiet].Pump())
                continue;
            _links[quiet].Flush();
            quiet = -1;
        }
    }
}
