using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>What clients' and servers' options have in common: whom to trust, and how old a version may be.</summary>
internal static class TlsTrust
{
    /// <summary>A copy of trust roots, so that later changes to the collection change no options.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    internal static X509Certificate2Collection? Roots(X509Certificate2Collection? roots) => roots switch
    {
        null => null,
        { Count: 0 } => throw new ArgumentException("A collection of trust roots without any would trust nobody.", nameof(roots)),
        _ => [.. roots],
    };

    /// <exception cref="ArgumentException">It is neither TLS 1.2 nor TLS 1.3.</exception>
    internal static SslProtocols Minimum(SslProtocols value) => value is SslProtocols.Tls12 or SslProtocols.Tls13
        ? value
        : throw new ArgumentException($"The minimum is TLS 1.2 or TLS 1.3, not {value}.", nameof(value));

    /// <exception cref="ArgumentException">It downloads lists.</exception>
    internal static X509RevocationMode Revocation(X509RevocationMode value) =>
        value is X509RevocationMode.NoCheck or X509RevocationMode.Offline
            ? value
            : throw new ArgumentException(
                $"Revocation is not checked, or checked with the lists the system has; {value} would download them on the reactor's thread.",
                nameof(value));

    internal static SslProtocols ProtocolsFrom(SslProtocols minimum) =>
        minimum == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>A fresh policy for one handshake, since SslStream writes into it.</summary>
    internal static X509ChainPolicy ChainPolicy(X509Certificate2Collection? roots, X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = revocation,
        };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }
        return policy;
    }
}
