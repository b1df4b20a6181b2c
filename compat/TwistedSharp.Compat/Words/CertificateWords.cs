using System.ComponentModel;
using System.Security.Cryptography.X509Certificates;

/// <summary>What Twisted calls the members of certificates.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CertificateWords
{
    extension(X509Certificate2 certificate)
    {
        /// <summary>Options of a server that shows this certificate and, when authorities are named, asks its clients for one of theirs.
        /// </summary>
        public TlsServerOptions options(params X509Certificate2[] authorities) => authorities.Length == 0
            ? new TlsServerOptions(certificate)
            : new TlsServerOptions(certificate) { ClientTrustRoots = [.. authorities] };

        /// <summary>The certificate, without its key, as PEM text.</summary>
        public string dumpPEM() => certificate.ExportCertificatePem();

        /// <inheritdoc cref="X509Certificate2.SerialNumber"/>
        public string serialNumber() => certificate.SerialNumber;
    }
}
