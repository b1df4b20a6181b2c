using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Compat.Tests.Examples;

/// <summary>A certificate for localhost that trusts itself, in files: with its key, and without.</summary>
internal sealed class PemFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twisted-");

    internal PemFiles()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        var text = certificate.ExportCertificatePem();
        File.WriteAllText(Public, text);
        File.WriteAllText(Private, $"{text}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    internal string Public => Path.Combine(_folder.FullName, "public.pem");

    internal string Private => Path.Combine(_folder.FullName, "private.pem");

    public void Dispose() => _folder.Delete(recursive: true);
}
