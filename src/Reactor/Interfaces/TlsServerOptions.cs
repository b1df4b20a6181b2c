using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>How a server speaks TLS: who it is, and whether it wants to know who its clients are (ssl.CertificateOptions).</summary>
/// <remarks>TLS 1.2 and 1.3, without renegotiation and without resumption, so that no identity carries over from one connection to another.
/// Which ciphers are spoken the system decides. One object serves any number of connections.</remarks>
public sealed class TlsServerOptions
{
    private readonly SslStreamCertificateContext _certificate;

    /// <summary>Options for a server with a certificate.</summary>
    /// <param name="certificate">The server's, with its private key.</param>
    /// <param name="intermediates">Certificates to send along, between the server's and the root; none when null.</param>
    /// <exception cref="ArgumentException"><paramref name="certificate"/> has no private key.</exception>
    public TlsServerOptions(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException("A server's certificate needs its private key.", nameof(certificate));
        Certificate = certificate;
        // Offline: building the chain must not download certificates on the reactor's thread.
        _certificate = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
    }

    /// <summary>The server's certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The application protocols to agree to, the best first (ALPN, RFC 7301); none by default. A client that offers others only is
    /// refused; one that offers none is not.</summary>
    /// <exception cref="ArgumentException">A name has no or more than 255 bytes.</exception>
    public IReadOnlyList<string> ApplicationProtocols
    {
        get;
        init => field = TlsNames.Checked(value);
    } = [];

    /// <summary>The roots that clients' certificates must come from; null, the default, asks for none.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public X509Certificate2Collection? ClientTrustRoots
    {
        get;
        init => field = TlsTrust.Roots(value);
    }

    /// <summary>Whether a client that shows no certificate is refused; true by default, and of no meaning without
    /// <see cref="ClientTrustRoots"/>. A certificate that is not to be trusted is refused in any case.</summary>
    public bool RequireCertificate { get; init; } = true;

    /// <summary>Whether clients' certificates are checked for revocation: <see cref="X509RevocationMode.NoCheck"/> (the default), or
    /// <see cref="X509RevocationMode.Offline"/> with the lists that the system has, which refuses where it has none.</summary>
    /// <exception cref="ArgumentException">It is <see cref="X509RevocationMode.Online"/>, which would block the reactor.</exception>
    public X509RevocationMode RevocationMode
    {
        get;
        init => field = TlsTrust.Revocation(value);
    } = X509RevocationMode.NoCheck;

    /// <summary>The oldest version to accept: <see cref="SslProtocols.Tls12"/> (the default) or <see cref="SslProtocols.Tls13"/>.</summary>
    /// <exception cref="ArgumentException">It is another one.</exception>
    public SslProtocols MinimumProtocol
    {
        get;
        init => field = TlsTrust.Minimum(value);
    } = SslProtocols.Tls12;

    /// <summary>Chooses other options by the name that the client asks for (SNI, RFC 6066); null, the default, uses these for all.</summary>
    /// <remarks>Given the name in lower case, or an empty string when the client sent none, it returns options made before, or null for
    /// these. It is called in the middle of the handshake and must only choose. An exception refuses the client. The options it returns
    /// are asked no further, and their <see cref="HandshakeTimeout"/> does not count.</remarks>
    public Func<string, TlsServerOptions?>? ForServerName { get; init; }

    /// <summary>How long a handshake may take, so that a silent client does not stay; 30 s by default.</summary>
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
    public override string ToString() => $"<TlsServerOptions of {Certificate.Subject}>";

    /// <summary>The same for SslStream; a fresh one for each connection.</summary>
    internal SslServerAuthenticationOptions ForConnection(RemoteCertificateValidationCallback verify) => new()
    {
        ServerCertificateContext = _certificate,
        EnabledSslProtocols = TlsTrust.ProtocolsFrom(MinimumProtocol),
        ApplicationProtocols = TlsNames.ForStream(ApplicationProtocols),
        ClientCertificateRequired = ClientTrustRoots is not null,
        CertificateChainPolicy = TlsTrust.ChainPolicy(ClientTrustRoots, RevocationMode),
        RemoteCertificateValidationCallback = verify,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };
}
