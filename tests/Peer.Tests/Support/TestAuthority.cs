using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Peer.Tests;

/// <summary>A private certificate authority, and certificates as PEM files for a server. Their dates are fixed and far from now.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Past = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root;

    internal TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=TwistedSharp test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(Start, Future);
    }

    /// <summary>What a client must trust.</summary>
    internal X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    /// <summary>Writes NAME.pem and NAME.key for localhost and 127.0.0.1.</summary>
    internal void WriteGood(Scratch scratch, string name) => Write(scratch, name, "localhost", IPAddress.Loopback, Future, _root);

    /// <summary>The same, valid until 2021.</summary>
    internal void WriteExpired(Scratch scratch, string name) => Write(scratch, name, "localhost", IPAddress.Loopback, Past, _root);

    /// <summary>Writes NAME.pem and NAME.key for another host.</summary>
    internal void WriteWrongHost(Scratch scratch, string name) =>
        Write(scratch, name, "elsewhere.example", IPAddress.Parse("192.0.2.1"), Future, _root);

    /// <summary>Writes NAME.pem and NAME.key for localhost and 127.0.0.1, signed by nobody else.</summary>
    internal static void WriteSelfSigned(Scratch scratch, string name) =>
        Write(scratch, name, "localhost", IPAddress.Loopback, Future, null);

    public void Dispose() => _root.Dispose();

    private static void Write(Scratch scratch, string name, string host, IPAddress address, DateTimeOffset end, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = issuer is null
            ? request.CreateSelfSigned(Start, end)
            : request.Create(issuer, Start, end, RandomNumberGenerator.GetBytes(8));
        scratch.Write($"{name}.pem", certificate.ExportCertificatePem());
        scratch.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
    }
}
