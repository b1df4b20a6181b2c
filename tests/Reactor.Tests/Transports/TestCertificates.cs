using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Tests.Transports;

/// <summary>Certificates made in memory: a private authority and what it signed. Their dates are fixed and far apart.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 Authority = MakeRoot("CN=Test Root");
    private static readonly X509Certificate2 OtherAuthority = MakeRoot("CN=Other Root");

    internal static readonly X509Certificate2Collection Roots = [WithoutKey(Authority)];
    internal static readonly X509Certificate2 Server =
        Issue(Authority, "CN=server", End, ["example.com", "*.wild.example"], [IPAddress.Loopback, IPAddress.IPv6Loopback]);
    internal static readonly X509Certificate2 Expired =
        Issue(Authority, "CN=expired", new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero), ["example.com"]);
    internal static readonly X509Certificate2 OtherHost = Issue(Authority, "CN=other", End, ["other.example"]);
    internal static readonly X509Certificate2 CommonNameOnly = Issue(Authority, "CN=example.com", End, []);
    internal static readonly X509Certificate2 OtherRoot = Issue(OtherAuthority, "CN=server", End, ["example.com"]);
    internal static readonly X509Certificate2 SelfSigned = MakeSelfSigned();
    internal static readonly X509Certificate2 Client = Issue(Authority, "CN=client", End, ["client.example"], usage: "1.3.6.1.5.5.7.3.2");
    internal static readonly X509Certificate2 Intermediate = MakeIntermediate();
    internal static readonly X509Certificate2 BehindIntermediate = Issue(Intermediate, "CN=deep", End.AddYears(-2), ["example.com"]);
    internal static readonly X509Certificate2Collection OtherRoots = [WithoutKey(OtherAuthority)];
    internal static readonly X509Certificate2 ClientBehindIntermediate =
        Issue(Intermediate, "CN=deep client", End.AddYears(-2), ["client.example"], usage: "1.3.6.1.5.5.7.3.2");

    /// <summary>A server's, for one name.</summary>
    internal static X509Certificate2 Named(string subject, string host) => Issue(Authority, $"CN={subject}", End, [host]);

    private static X509Certificate2 MakeRoot(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Start, End);
    }

    private static X509Certificate2 MakeIntermediate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Intermediate", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var signed = request.Create(Authority, Start, End.AddYears(-1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 MakeSelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request("CN=example.com", key, ["example.com"], [], "1.3.6.1.5.5.7.3.1").CreateSelfSigned(Start, End);
    }

    private static X509Certificate2 Issue(
        X509Certificate2 issuer, string name, DateTimeOffset end, string[] hosts, IPAddress[]? addresses = null,
        string usage = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Request(name, key, hosts, addresses ?? [], usage).Create(issuer, Start, end, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string name, ECDsa key, string[] hosts, IPAddress[] addresses, string usage)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (hosts.Length + addresses.Length == 0)
            return request;
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            names.AddDnsName(host);
        foreach (var address in addresses)
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 WithoutKey(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);
}
