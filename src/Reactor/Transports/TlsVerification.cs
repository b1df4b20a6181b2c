using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>Judges the peer's certificate in one handshake and keeps what was wrong with it.</summary>
/// <param name="host">Who the certificate must be for; null at a server, where the chain decides.</param>
/// <param name="required">Whether the peer must show one.</param>
internal sealed class TlsVerification(string? host, bool required)
{
    /// <summary>What was wrong, or null.</summary>
    internal string? Complaint { get; private set; }

    internal bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
        {
            Complaint = required ? "the peer showed no certificate" : null;
            return !required;
        }
        var complaints = new List<string>();
        // Stricter than SslStream, which accepts the common name where there is no alternative name.
        if (host is not null && (!Matches(shown, host) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)))
            complaints.Add($"it is for {Names(shown)}, not for {host}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            complaints.AddRange(ChainComplaints(shown, chain));
        Complaint = complaints.Count == 0 ? null : string.Join("; ", complaints);
        return Complaint is null;
    }

    private static bool Matches(X509Certificate2 certificate, string host)
    {
        try
        {
            return certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false);
        }
        catch (Exception e) when (e is ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            // Not a name it can compare, or an alternative name it cannot read: no match either way.
            return false;
        }
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension alternatives)
                continue;
            names.AddRange(alternatives.EnumerateDnsNames());
            foreach (var address in alternatives.EnumerateIPAddresses())
                names.Add(address.ToString());
        }
        return names.Count > 0 ? string.Join(", ", names) : $"no host at all (its subject is {certificate.Subject})";
    }

    private static IEnumerable<string> ChainComplaints(X509Certificate2 certificate, X509Chain? chain)
    {
        if (chain is null || chain.ChainStatus.Length == 0)
        {
            yield return "its chain could not be built";
            yield break;
        }
        foreach (var status in chain.ChainStatus)
        {
            yield return status.Status switch
            {
                X509ChainStatusFlags.NotTimeValid =>
                    $"it or its issuer is not valid now ({Day(certificate.NotBefore)} to {Day(certificate.NotAfter)} is its time)",
                X509ChainStatusFlags.UntrustedRoot => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                    ? "it is self-signed and not trusted" : "its chain ends in a root that is not trusted",
                X509ChainStatusFlags.PartialChain => $"its issuer {certificate.Issuer} is not known",
                _ => $"{status.Status}: {status.StatusInformation.Trim()}",
            };
        }
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
