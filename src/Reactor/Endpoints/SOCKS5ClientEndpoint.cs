using System.Net;

namespace TwistedSharp.Internet;

/// <summary>Connects through a SOCKS 5 proxy (RFC 1928, RFC 1929).</summary>
/// <remarks>Names are given to the proxy to look up, so that nothing is asked of this machine's resolver. The credentials go to the proxy only,
/// and in clear, as the protocol has it.</remarks>
public sealed class SOCKS5ClientEndpoint : TunnelEndpoint
{
    private readonly byte[] _request;
    private readonly byte[]? _credentials;

    /// <summary>An endpoint; nothing happens before Connect.</summary>
    /// <param name="clock">Times the connect.</param>
    /// <param name="proxy">Connects to the proxy.</param>
    /// <param name="host">Where to go: a name of at most 253 characters, or an address literal without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="credentials">Name and password, each of 1 to 255 bytes of UTF-8; none when null.</param>
    /// <param name="timeout">How long connecting and agreeing together may take; 30 s when null.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public SOCKS5ClientEndpoint(
        IReactorTime clock, IStreamClientEndpoint proxy, string host, int port, NetworkCredential? credentials = null, TimeSpan? timeout = null)
        : base(clock, proxy, TargetOf(host, port), timeout)
    {
        _request = SOCKS5Opening.Request(host, port);
        _credentials = credentials is null ? null : SOCKS5Opening.Credentials(credentials.UserName, credentials.Password);
    }

    /// <inheritdoc/>
    protected override TunnelOpening Open() => new SOCKS5Opening(_request, _credentials, Target);

    private static IAddress TargetOf(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return IPAddress.TryParse(host, out var literal) ? Addresses.From(new IPEndPoint(literal, port)) : new HostnameAddress(HostName.ToAscii(host), port);
    }
}
