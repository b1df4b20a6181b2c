using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>The types of client endpoints that descriptions can name.</summary>
internal static class ClientTypeParsers
{
    internal static IStreamClientEndpoint Tcp(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(2, "host", "port", "timeout", "bindAddress");
        var (host, port, timeout, bindAddress) = HostAndPort(arguments);
        // Twisted's tcp: looks names up for IPv4, and takes literals of both.
        return IPAddress.TryParse(host, out var literal) && literal.AddressFamily == AddressFamily.InterNetworkV6
            ? new TCP6ClientEndpoint(reactor, host, port, timeout, bindAddress)
            : new TCP4ClientEndpoint(reactor, host, port, timeout, bindAddress);
    }

    internal static IStreamClientEndpoint Ssl(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(2, "host", "port", "timeout", "bindAddress", "certKey", "privateKey", "caCertsDir", "hostname");
        var (host, port, timeout, bindAddress) = HostAndPort(arguments);
        // Twisted's verifies no name when none is given; here the host is the name then.
        var expected = arguments.Has("hostname") ? "hostname" : "host";
        var options = Options(arguments, expected, "certKey", "caCertsDir");
        return new SSL4ClientEndpoint(reactor, host, port, options, timeout, bindAddress);
    }

    internal static IStreamClientEndpoint Tls(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(8, "host", "port", "timeout", "bindAddress", "certificate", "privateKey", "trustRoots", "endpoint");
        var (host, port, timeout, bindAddress) = HostAndPort(arguments);
        var options = Options(arguments, "host", "certificate", "trustRoots");
        var inner = arguments.Has("endpoint")
            ? Endpoints.ClientFromString(reactor, arguments.RequiredText("endpoint"))
            : new HostnameEndpoint(reactor, host, port, timeout, bindAddress);
        return new TlsClientEndpoint(reactor, inner, options, timeout);
    }

    internal static IStreamClientEndpoint Unix(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(1, "path", "timeout", "lockfile");
        return new UNIXClientEndpoint(
            reactor, arguments.RequiredText("path"), arguments.Seconds("timeout"), arguments.Flag("lockfile", otherwise: false));
    }

    private static (string Host, int Port, TimeSpan? Timeout, string? BindAddress) HostAndPort(EndpointArguments arguments)
    {
        if (arguments.Text("bindAddress") is { } bindAddress && !IPEndPoint.TryParse(bindAddress, out _))
            throw arguments.Unexpected("bindAddress", "an IP address");
        return (arguments.RequiredText("host"), arguments.Number("port", 1, IPEndPoint.MaxPort), arguments.Seconds("timeout"),
            arguments.Text("bindAddress"));
    }

    private static TlsOptions Options(EndpointArguments arguments, string host, string certificate, string roots)
    {
        if (arguments.Has("privateKey") && !arguments.Has(certificate))
            throw arguments.Unexpected("privateKey", $"a {certificate} with it");
        try
        {
            return new TlsOptions(arguments.RequiredText(host))
            {
                ClientCertificate = arguments.Has(certificate) ? PemFiles.CertificateWithKey(arguments, certificate, "privateKey") : null,
                TrustRoots = arguments.Has(roots) ? PemFiles.CertificatesIn(arguments, roots) : null,
            };
        }
        catch (ArgumentException e) when (!e.Message.StartsWith(arguments.Prefix + ":", StringComparison.Ordinal))
        {
            throw arguments.Unexpected(host, "a host name or an IP address", e);
        }
    }
}
