namespace TwistedSharp.Internet;

/// <summary>What only a TCP connection can do (ITCPTransport).</summary>
public interface ITcpTransport : ITransport
{
    /// <summary>Whether small writes go out at once (TCP_NODELAY).</summary>
    bool TcpNoDelay { get; set; }

    /// <summary>Whether the kernel probes an idle peer (SO_KEEPALIVE).</summary>
    bool TcpKeepAlive { get; set; }
}
