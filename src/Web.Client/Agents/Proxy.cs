using System.Net;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>A proxy: what it speaks, where it is, and what it is told about who asks.</summary>
public sealed record Proxy
{
    /// <summary>A proxy.</summary>
    /// <param name="kind">What it speaks.</param>
    /// <param name="host">Its name or address, IPv6 without brackets.</param>
    /// <param name="port">Its port.</param>
    /// <param name="userName">The name that it knows us by; null for none.</param>
    /// <param name="password">The password to the name. It goes to the proxy only: to one that speaks HTTP as Basic (RFC 7617),
    /// the only way of authentication that is known here, which all between us and the proxy can read unless it is reached by https; to a SOCKS
    /// proxy likewise in clear (RFC 1929).</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public Proxy(ProxyKind kind, string host, int port, string? userName = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        if (userName is null && password is not null)
            throw new ArgumentException("A password needs a name.", nameof(password));
        if (kind != ProxyKind.SOCKS5 && userName is not null && userName.Contains(':'))
            throw new ArgumentException("A user name for Basic authentication has no colon (RFC 7617 section 2).", nameof(userName));
        if (kind == ProxyKind.SOCKS5 && userName is not null && !(HasSocksLength(userName) && HasSocksLength(password ?? "")))
            throw new ArgumentException("A SOCKS 5 name and its password have 1 to 255 bytes each (RFC 1929 section 2).", nameof(password));
        Kind = kind;
        Host = host;
        Port = port;
        UserName = userName;
        Password = password;
        Origin = new Origin(kind switch { ProxyKind.HTTP => "http", ProxyKind.HTTPS => "https", _ => "socks5" }, host, port);
        if (userName is not null)
            Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));
    }

    /// <summary>What it speaks.</summary>
    public ProxyKind Kind { get; }

    /// <summary>Its name or address.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>The name that it knows us by, or null.</summary>
    public string? UserName { get; }

    internal string? Password { get; }

    internal NetworkCredential? Credentials => UserName is null ? null : new NetworkCredential(UserName, Password ?? "");

    /// <summary>What Proxy-Authorization says; null without a name.</summary>
    internal string? Authorization { get; }

    internal Origin Origin { get; }

    /// <summary>Reads what the environment variables of proxies hold: <c>http://name:password@host:port</c>.</summary>
    /// <param name="text">With the scheme http, https, socks5 or socks5h (the same), or none for http. Name and password are
    /// percent-encoded. Without a port it is 80, 443 or 1080; curl's 1080 for all is not followed.</param>
    /// <exception cref="FormatException">It is nothing of the kind; the message does not repeat the password.</exception>
    public static Proxy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.Trim();
        var scheme = "http";
        if (rest.IndexOf("://", StringComparison.Ordinal) is var colon and >= 0)
        {
            scheme = rest[..colon].ToLowerInvariant();
            rest = rest[(colon + 3)..];
        }
        var kind = scheme switch
        {
            "http" => ProxyKind.HTTP,
            "https" => ProxyKind.HTTPS,
            "socks5" or "socks5h" => ProxyKind.SOCKS5,
            _ => throw new FormatException("A proxy's scheme is http, https, socks5 or socks5h."),
        };
        var (name, password) = (default(string), default(string));
        if (rest.LastIndexOf('@') is var at and >= 0)
        {
            var both = rest[..at];
            // Some take it for the password's, others for the end of the host: two readings are two hosts.
            if (both.AsSpan().ContainsAny('/', '?', '#'))
                throw new FormatException("A proxy's name and password have '/', '?' and '#' percent-encoded, and so has a path its '@'.");
            rest = rest[(at + 1)..];
            var split = both.IndexOf(':');
            name = Uri.UnescapeDataString(split < 0 ? both : both[..split]);
            password = split < 0 ? null : Uri.UnescapeDataString(both[(split + 1)..]);
        }
        var defaultPort = kind switch { ProxyKind.HTTP => 80, ProxyKind.HTTPS => 443, _ => 1080 };
        // The URI parser knows hosts and ports; a path behind them means nothing.
        if (!URI.TryParse($"http://{rest}", out var uri))
            throw new FormatException("A proxy's address is host or host:port, IPv6 in brackets.");
        var port = HasPort(uri.NetLoc) ? uri.Port : defaultPort;
        try
        {
            return new Proxy(kind, uri.Host, port, name is "" ? null : name, name is "" ? null : password);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Without the password.</summary>
    public override string ToString() =>
        $"{Origin.Scheme}://{(UserName is null ? "" : UserName + "@")}{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}";

    private static bool HasSocksLength(string text) => Encoding.UTF8.GetByteCount(text) is > 0 and <= byte.MaxValue;

    private static bool HasPort(string netLoc) => netLoc.LastIndexOf(':') > netLoc.LastIndexOf(']');
}
