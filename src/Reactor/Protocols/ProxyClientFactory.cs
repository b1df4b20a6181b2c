using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Makes a port forwarder's connection to where it forwards (twisted.protocols.portforward.ProxyClientFactory).</summary>
public class ProxyClientFactory : ClientFactory
{
    private Proxy? _server;

    /// <summary>Names the connection to forward.</summary>
    /// <param name="server">It.</param>
    public void SetServer(Proxy server) => _server = server;

    /// <inheritdoc/>
    public override IProtocol? BuildProtocol(IAddress address)
    {
        var client = Protocol is null ? new ProxyClient { Factory = this } : base.BuildProtocol(address);
        if (_server is not null)
            (client as Proxy)?.SetPeer(_server);
        return client;
    }

    /// <inheritdoc/>
    /// <remarks>Closes the connection that was to be forwarded.</remarks>
    public override void ClientConnectionFailed(IConnector connector, Failure reason) => _server?.Transport.LoseConnection();
}
