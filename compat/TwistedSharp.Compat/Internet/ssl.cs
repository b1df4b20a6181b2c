using System.Security.Cryptography.X509Certificates;

public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.ssl: what is verified and shown. A certificate, with its key or without, is .NET's own.</summary>
        public static class ssl
        {
            /// <summary>Options of a client that verifies certificate and host name (optionsForClientTLS).</summary>
            /// <param name="hostname">The name that the server's certificate must have.</param>
            /// <param name="trustRoot">Whom to trust; null is the platform's.</param>
            public static TlsOptions optionsForClientTLS(string hostname, X509Certificate2Collection? trustRoot = null) =>
                new(hostname) { TrustRoots = trustRoot };

            /// <summary>Options of a client that trusts one authority.</summary>
            /// <param name="hostname">The name that the server's certificate must have.</param>
            /// <param name="trustRoot">Whom to trust.</param>
            /// <param name="clientCertificate">What to show to a server that asks, with its key.</param>
            public static TlsOptions optionsForClientTLS(
                string hostname, X509Certificate2 trustRoot, X509Certificate2? clientCertificate = null) =>
                new(hostname) { TrustRoots = [trustRoot], ClientCertificate = clientCertificate };

            /// <summary>Options of a server with a certificate and its key (CertificateOptions, PrivateCertificate.options).</summary>
            public static TlsServerOptions CertificateOptions(X509Certificate2 certificate) => new(certificate);

            /// <summary>The authorities of trustRootFromCertificates.</summary>
            public static X509Certificate2Collection trustRootFromCertificates(IEnumerable<X509Certificate2> certificates) =>
                [.. certificates];

            /// <summary><see cref="VerificationException"/>, for check and trap.</summary>
            public static Type VerificationError => typeof(VerificationException);

            /// <summary>Certificates without keys.</summary>
            public static class Certificate
            {
                /// <summary>Reads a certificate from PEM text.</summary>
                public static X509Certificate2 loadPEM(string data) => X509Certificate2.CreateFromPem(data);
            }

            /// <summary>Certificates with their keys.</summary>
            public static class PrivateCertificate
            {
                /// <summary>Reads a certificate and its key from one PEM text.</summary>
                public static X509Certificate2 loadPEM(string data) => X509Certificate2.CreateFromPem(data, data);
            }
        }
    }
}
