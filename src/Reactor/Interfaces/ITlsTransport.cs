using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>What only a TLS connection can tell (ISSLTransport).</summary>
/// <remarks>A protocol gets one after the handshake: the peer is verified and nothing was sent before.</remarks>
public interface ITlsTransport : ITransport
{
    /// <summary>The certificate the peer showed; null at a server whose client showed none.</summary>
    X509Certificate2? PeerCertificate { get; }

    /// <summary>The protocol version, as "TLSv1.2" or "TLSv1.3".</summary>
    string ProtocolVersion { get; }

    /// <summary>The application protocol both ends agreed on (ALPN, RFC 7301), as "http/1.1"; null when none.</summary>
    string? ApplicationProtocol { get; }
}
