using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Endpoints;

/// <summary>A folder with the test certificates as PEM files, for descriptions to name.</summary>
internal sealed class PemFolder : IDisposable
{
    internal PemFolder()
    {
        Write("both.pem", CertificatePem(TestCertificates.Server) + "\n" + KeyPem(TestCertificates.Server));
        Write("key.pem", KeyPem(TestCertificates.Server));
        Write("cert.pem", CertificatePem(TestCertificates.Server));
        Write("client.pem", CertificatePem(TestCertificates.Client) + "\n" + KeyPem(TestCertificates.Client));
        Write("chain.pem", CertificatePem(TestCertificates.Intermediate) + "\n" + CertificatePem(TestCertificates.Roots[0]));
        Write("garbage.pem", "-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n");
        Write("empty.txt", "no certificate in here");
        Directory.CreateDirectory(Path.Combine(Root, "roots"));
        Directory.CreateDirectory(Path.Combine(Root, "nothing"));
        Write("roots/authority.PEM", CertificatePem(TestCertificates.Roots[0]));
        Write("roots/garbage.pem", "-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n");
        Write("roots/other.txt", CertificatePem(TestCertificates.SelfSigned));
        Write("nothing/empty.pem", "no certificate in here");
    }

    internal string Root { get; } = Directory.CreateTempSubdirectory("ts-pem-").FullName;

    /// <summary>A file's path, as an argument.</summary>
    internal string this[string name] => Internet.Endpoints.QuoteStringArgument(Path.Combine(Root, name));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    // Without a final newline, as some tools write them.
    private static string CertificatePem(X509Certificate2 certificate) => certificate.ExportCertificatePem().TrimEnd();

    private static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!; // Each test certificate has one.
        return key.ExportPkcs8PrivateKeyPem().TrimEnd();
    }
}
