using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>One of the two connections of a port forwarder (twisted.protocols.portforward.Proxy).</summary>
public abstract class Proxy : Protocol
{
    /// <summary>Whether the log is told when there is no connection to forward to: yes at first.</summary>
    public bool Noisy { get; set; } = true;

    /// <summary>The other connection; null before there is one, and after one of them is lost.</summary>
    public Proxy? Peer { get; private set; }

    /// <summary>Names the other connection.</summary>
    /// <param name="peer">It.</param>
    public void SetPeer(Proxy peer) => Peer = peer;

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data) => Peer?.Transport.Write(data);

    /// <inheritdoc/>
    public override void ConnectionLost(Failure reason)
    {
        var peer = Peer;
        Peer = null;
        if (peer is { HasTransport: true })
        {
            peer.Forget(this);
            // Closing waits for a producer to be done, and this one is.
            peer.Transport.UnregisterProducer();
            peer.Transport.LoseConnection();
        }
        else if (Noisy)
        {
            Log.Msg($"{GetType().Name} was lost with nothing to forward to: {reason}");
        }
    }

    private void Forget(Proxy lost)
    {
        if (Peer == lost)
            Peer = null;
    }
}
