using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>How a client speaks TLS to one host, and whom it trusts (ssl.optionsForClientTLS).</summary>
/// <remarks>The certificate chain and the host's name or address are always verified; there is no switch for that. A name matches only the
/// certificate's alternative names, never its common name, and a wildcard only as the whole first label (RFC 9525 section 6.3).
/// Certificates missing from the chain are not downloaded, since that would block the reactor, and revocation is not checked, for the same
/// reason. Sessions are not resumed, so that no identity or policy carries over from one connection to another, and renegotiation is
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
        if (host[0] != '[' && IPAddress.TryParse(host, out var literal))
        {
            // A scope says where we are, not who the peer is.
            Host = new IPAddress(literal.GetAddressBytes()).ToString();
            return;
        }
        // In a certificate an absolute name has no final dot.
        Host = HostName.ToAscii(host);
        if (Host.EndsWith('.'))
            Host = Host[..^1];
        if (Host.Length == 0)
            throw new ArgumentException($"\"{host}\" is not a host name.", nameof(host));
    }

    /// <summary>The host, in ASCII and without a final dot.</summary>
    public string Host { get; }

    /// <summary>The roots to trust instead of the system's; the system's when null.</summary>
    public X509Certificate2Collection? TrustRoots { get; init; }

    /// <summary>Our certificate with its private key, for servers that ask for one; none when null.</summary>
    /// <exception cref="ArgumentException">It has no private key.</exception>
    public X509Certificate2? ClientCertificate
    {
        get;
        init => field = value is not { HasPrivateKey: false }
            ? value
            : throw new ArgumentException("A client certificate needs its private key.", nameof(value));
    }

    /// <summary>The oldest version to accept: <see cref="SslProtocols.Tls12"/> (the default) or <see cref="SslProtocols.Tls13"/>.</summary>
    /// <exception cref="ArgumentException">It is another one.</exception>
    public SslProtocols MinimumProtocol
    {
        get;
        init => field = value is SslProtocols.Tls12 or SslProtocols.Tls13
            ? value
            : throw new ArgumentException($"The minimum is TLS 1.2 or TLS 1.3, not {value}.", nameof(value));
    } = SslProtocols.Tls12;

    /// <summary>The application protocols to offer, the best first (ALPN, RFC 7301), as "http/1.1"; none by default.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"<TlsOptions for {Host}>";

    internal static SslProtocols ProtocolsFrom(SslProtocols minimum) =>
        minimum == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    internal static List<SslApplicationProtocol>? Alpn(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return null;
        var protocols = new List<SslApplicationProtocol>(names.Count);
        foreach (var name in names)
            protocols.Add(new SslApplicationProtocol(name));
        return protocols;
    }

    internal static X509ChainPolicy ChainPolicy(X509Certificate2Collection? roots)
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }
        return policy;
    }

    /// <summary>The same for SslStream; a fresh one for each connection, since SslStream writes into the chain policy.</summary>
    internal SslClientAuthenticationOptions ForConnection(RemoteCertificateValidationCallback verify, SslStreamCertificateContext? certificate) => new()
    {
        TargetHost = Host,
        EnabledSslProtocols = ProtocolsFrom(MinimumProtocol),
        ApplicationProtocols = Alpn(ApplicationProtocols),
        ClientCertificateContext = certificate,
        CertificateChainPolicy = ChainPolicy(TrustRoots),
        RemoteCertificateValidationCallback = verify,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };
}
