using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Decides how TLS is set up for a host (twisted.web.iweb.IPolicyForHTTPS).</summary>
public interface IPolicyForHTTPS
{
    /// <summary>The TLS options for a connection.</summary>
    /// <param name="host">The host of the URI, which the certificate must be for.</param>
    /// <param name="port">Its port.</param>
    TlsOptions CreatorForNetloc(string host, int port);
}
