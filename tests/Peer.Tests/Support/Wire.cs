namespace TwistedSharp.Peer.Tests;

/// <summary>What bytes travel over.</summary>
public enum Wire
{
    /// <summary>A TCP connection.</summary>
    Plain,

    /// <summary>A UNIX socket.</summary>
    Unix,

    /// <summary>TLS over a TCP connection; the client's endpoint is "tls:".</summary>
    Tls,

    /// <summary>The same; the client's endpoint is "ssl:".</summary>
    Ssl,
}
