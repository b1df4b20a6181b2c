using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>How a client speaks TLS to one host, and whom it trusts (ssl.optionsForClientTLS).</summary>
/// <remarks>The certificate chain and the host's name or address are always verified; there is no switch for that. A name matches only the
/// certificate's alternative names, never its common name, and a wildcard only as the whole first label (RFC 9525 section 6.3).
/// Certificates missing from the chain are not downloaded, since that would block the reactor, and neither are revocation lists, for the
/// same reason. Sessions are not resumed, so that no identity or policy carries over from one connection to another, and renegotiation is
/// refused.</remarks>
public sealed record TlsOptions
{
    /// <summary>Options for a host, with the system's trust roots.</summary>
    /// <param name="host">A name or an address literal without brackets; what the certificate must be for. A name is also sent (SNI, RFC
    /// 6066).</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is neither.</exception>
    public TlsOptions(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        if (IPLiteral.TryParse(host, out var literal))
        {
            // A scope says where we are, not who the peer is.
            Host = new IPAddress(literal.GetAddressBytes()).ToString();
            return;
        }
        // In a certificate an absolute name has no final dot.
        Host = HostName.ToAscii(host);
        if (Host.EndsWith('.'))
            Host = Host[..^1];
    }

    /// <summary>The host, in ASCII and without a final dot.</summary>
    public string Host { get; }

    /// <summary>The roots to trust instead of the system's; the system's when null.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public X509Certificate2Collection? TrustRoots
    {
        get;
        init => field = TlsTrust.Roots(value);
    }

    /// <summary>Our certificate with its private key, for servers that ask for one; none when null.</summary>
    /// <exception cref="ArgumentException">It has no private key.</exception>
    public X509Certificate2? ClientCertificate
    {
        get;
        init => field = value is not { HasPrivateKey: false }
            ? value
            : throw new ArgumentException("A client certificate needs its private key.", nameof(value));
    }

    /// <summary>Certificates to send along with ours, between it and the root; none when null.</summary>
    public X509Certificate2Collection? ClientIntermediates
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>The oldest version to accept: <see cref="SslProtocols.Tls12"/> (the default) or <see cref="SslProtocols.Tls13"/>.</summary>
    /// <exception cref="ArgumentException">It is another one.</exception>
    public SslProtocols MinimumProtocol
    {
        get;
        init => field = TlsTrust.Minimum(value);
    } = SslProtocols.Tls12;

    /// <summary>Whether the server's certificates are checked for revocation: <see cref="X509RevocationMode.NoCheck"/> (the default), or
    /// <see cref="X509RevocationMode.Offline"/> with the lists that the system has, which refuses where it has none.</summary>
    /// <exception cref="ArgumentException">It is <see cref="X509RevocationMode.Online"/>, which would block the reactor.</exception>
    public X509RevocationMode RevocationMode
    {
        get;
        init => field = TlsTrust.Revocation(value);
    } = X509RevocationMode.NoCheck;

    /// <summary>The application protocols to offer, the best first (ALPN, RFC 7301), as "http/1.1"; none by default.</summary>
    /// <exception cref="ArgumentException">A name has no or more than 255 bytes.</exception>
    public IReadOnlyList<string> ApplicationProtocols
    {
        get;
        init => field = TlsNames.Checked(value);
    } = [];

    /// <summary>How long the handshake after a StartTLS may take; 30 s by default. Endpoints and connectors have their own timeouts, which
    /// cover connecting too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan HandshakeTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override string ToString() => $"<TlsOptions for {Host}>";

    /// <summary>Our certificate for SslStream, or null; dear to make, so once for many connections.</summary>
    internal SslStreamCertificateContext? CertificateContext() => ClientCertificate is null
        ? null
        // Offline: building the chain must not download certificates on the reactor's thread.
        : SslStreamCertificateContext.Create(ClientCertificate, ClientIntermediates, offline: true);

    /// <summary>The same for SslStream; a fresh one for each connection, since SslStream writes into the chain policy.</summary>
    internal SslClientAuthenticationOptions ForConnection(
        RemoteCertificateValidationCallback verify, SslStreamCertificateContext? certificate)
    {
        return new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            EnabledSslProtocols = TlsTrust.ProtocolsFrom(MinimumProtocol),
            ApplicationProtocols = TlsNames.ForStream(ApplicationProtocols),
            ClientCertificateContext = certificate,
            CertificateChainPolicy = TlsTrust.ChainPolicy(TrustRoots, RevocationMode),
            RemoteCertificateValidationCallback = verify,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
    }
}
