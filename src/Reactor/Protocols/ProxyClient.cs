namespace TwistedSharp.Protocols;

/// <summary>A port forwarder's connection to where it forwards (twisted.protocols.portforward.ProxyClient).</summary>
public class ProxyClient : Proxy
{
    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        if (Peer is not { HasTransport: true } server || !server.Transport.Connected)
        {
            // Nobody waits for this connection any more.
            Transport.LoseConnection();
            return;
        }
        server.SetPeer(this);
        // Each side reads no faster than the other writes: a forwarder keeps little in memory.
        Transport.RegisterProducer(server.Transport, streaming: true);
        server.Transport.RegisterProducer(Transport, streaming: true);
        server.Transport.ResumeProducing();
    }
}
