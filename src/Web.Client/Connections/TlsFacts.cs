using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>How a connection is secured.</summary>
/// <param name="Protocol">The version, as "TLSv1.3".</param>
/// <param name="CipherSuite">The cipher suite by its registered name, as "TLS_AES_256_GCM_SHA384".</param>
/// <param name="ApplicationProtocol">What both ends agreed to speak (ALPN, RFC 7301), as "http/1.1"; null when they did not say.</param>
/// <param name="PeerCertificate">The server's certificate, which was verified by the policy of the agent.</param>
public sealed record TlsFacts(string Protocol, string CipherSuite, string? ApplicationProtocol, X509Certificate2? PeerCertificate)
{
    internal TlsFacts(ITlsTransport transport)
        : this(transport.ProtocolVersion, transport.CipherSuite, transport.NegotiatedProtocol, transport.PeerCertificate)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => $"<TlsFacts {Protocol} {CipherSuite}, {PeerCertificate?.Subject ?? "no certificate"}>";
}
