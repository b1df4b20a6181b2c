using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>What only a TLS connection can tell (ISSLTransport).</summary>
/// <remarks>A protocol whose connection spoke TLS from its start gets one after the handshake: the peer is verified and nothing was sent
/// before. After StartTLS the answers come with the handshake. TLS has no half close: either end's close_notify ends the connection.
/// LoseConnection sends what is queued and a close_notify, then waits for the peer's, but only some seconds for a silent peer; an end
/// without the peer's close_notify that nobody here asked for is a <see cref="ConnectionLostException"/>, as data may be missing.</remarks>
public interface ITlsTransport : ITransport
{
    /// <summary>The certificate the peer showed; null at a server whose client showed none, and before the handshake is done.</summary>
    X509Certificate2? PeerCertificate { get; }

    /// <summary>The protocol version, as "TLSv1.2" or "TLSv1.3"; empty before the handshake is done.</summary>
    string ProtocolVersion { get; }

    /// <summary>The cipher suite by its registered name, as "TLS_AES_256_GCM_SHA384"; empty before the handshake is done, and where the
    /// transport cannot tell.</summary>
    string CipherSuite => "";

    /// <summary>The application protocol both ends agreed on (ALPN, RFC 7301), as "http/1.1"; null when none.</summary>
    string? NegotiatedProtocol { get; }

    /// <summary>The name the client asked for (SNI, RFC 6066), in lower case; null when it asked for none, as for an address.</summary>
    string? ServerName { get; }
}
