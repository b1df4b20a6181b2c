namespace TwistedSharp.Web.Client;

/// <summary>What a proxy speaks.</summary>
public enum ProxyKind
{
    /// <summary>HTTP: it passes http requests on, and opens tunnels for https (RFC 9110 section 9.3.6).</summary>
    HTTP,

    /// <summary>The same over TLS.</summary>
    HTTPS,

    /// <summary>SOCKS 5 (RFC 1928); it looks names up itself.</summary>
    SOCKS5,
}
