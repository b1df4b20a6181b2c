namespace TwistedSharp.Peer.Tests;

/// <summary>What bytes travel over.</summary>
public enum Wire
{
    /// <summary>A TCP connection.</summary>
    Plain,

    /// <summary>TLS over a TCP connection.</summary>
    Tls,
}
