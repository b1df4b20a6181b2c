using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>Certificates and keys from the PEM files that a description names.</summary>
internal static class PemFiles
{
    private const string DefaultServerFile = "server.pem";

    /// <summary>A server's certificate and key: privateKey, or server.pem, has both unless certKey has the certificate.</summary>
    internal static X509Certificate2 ServerCertificate(EndpointArguments arguments)
    {
        var keyFile = arguments.Text("privateKey") ?? DefaultServerFile;
        var key = Read(arguments, "privateKey", keyFile);
        var certificate = arguments.Text("certKey") is { } file ? Read(arguments, "certKey", file) : key;
        return Combined(arguments, arguments.Has("certKey") ? "certKey" : "privateKey", certificate, key);
    }

    /// <summary>A client's certificate and key: the certificate's file has both unless the key has its own.</summary>
    internal static X509Certificate2 CertificateWithKey(EndpointArguments arguments, string certificateName, string keyName)
    {
        var certificate = Read(arguments, certificateName, arguments.RequiredText(certificateName));
        var key = arguments.Text(keyName) is { } file ? Read(arguments, keyName, file) : certificate;
        return Combined(arguments, certificateName, certificate, key);
    }

    /// <summary>All certificates of a file, of which there must be one.</summary>
    internal static X509Certificate2Collection Certificates(EndpointArguments arguments, string name)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Read(arguments, name, arguments.RequiredText(name)));
        }
        catch (CryptographicException e)
        {
            throw arguments.Unexpected(name, "a file with certificates (PEM)", e);
        }
        return certificates.Count > 0 ? certificates : throw arguments.Unexpected(name, "a file with certificates (PEM)");
    }

    /// <summary>The certificates of all .pem files in a directory; files that cannot be read or have none are left out, as Twisted
    /// does.</summary>
    internal static X509Certificate2Collection CertificatesIn(EndpointArguments arguments, string name)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            foreach (var file in Directory.EnumerateFiles(arguments.RequiredText(name)))
            {
                if (Path.GetExtension(file).Equals(".pem", StringComparison.OrdinalIgnoreCase))
                    AddFrom(file, certificates);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw arguments.Unexpected(name, "a directory that can be read", e);
        }
        // Trusting nobody is never what was meant.
        return certificates.Count > 0 ? certificates : throw arguments.Unexpected(name, "a directory with certificates in .pem files");
    }

    private static void AddFrom(string file, X509Certificate2Collection certificates)
    {
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Log.Msg($"No certificates were read from {file}: {e.Message}");
        }
    }

    private static string Read(EndpointArguments arguments, string name, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException($"{arguments.Prefix}: the file {file} of the argument {name} cannot be read: {e.Message}", e);
        }
    }

    private static X509Certificate2 Combined(EndpointArguments arguments, string name, string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ArgumentException(
                $"{arguments.Prefix}: the certificate of the argument {name} and its private key (PEM) cannot be used: {e.Message}", e);
        }
    }
}
