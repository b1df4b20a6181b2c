using System.Net;

namespace TwistedSharp.Web.Client;

/// <summary>The proxies of the environment variables that curl, Python and Go read: http_proxy, https_proxy, all_proxy and no_proxy.</summary>
/// <remarks>
/// Names in lower case go before those in upper case. HTTP_PROXY is not read where REQUEST_METHOD is set: there a CGI script runs, and the variable is
/// a header that the client sent (httpoxy, CVE-2016-1000111).
///
/// no_proxy is a list of hosts, separated by commas, that are connected to directly: <c>*</c> for all; a name, with or without a dot or <c>*.</c> before it, for
/// the host of that name and all below it; an address or a network (10.0.0.0/8), for hosts that are addresses; each perhaps with a port.
/// Loopback addresses and localhost are not exempt of their own.
/// </remarks>
public sealed class EnvironmentProxies : IProxyPolicy
{
    private readonly Proxy? _http;
    private readonly Proxy? _https;
    private readonly Exemption[] _exempt;

    private EnvironmentProxies(Func<string, string?> variable)
    {
        string? Read(string name) => variable(name) is { Length: > 0 } lower ? lower : variable(name.ToUpperInvariant()) is { Length: > 0 } upper ? upper : null;
        var isScript = variable("REQUEST_METHOD") is { Length: > 0 };
        var all = Parse("all_proxy", Read("all_proxy"));
        // Where names have no case, as on Windows, http_proxy is that header too.
        var scripts = variable("http_proxy") is { } own && own != variable("HTTP_PROXY") ? own : null;
        _http = Parse("http_proxy", isScript ? scripts : Read("http_proxy")) ?? all;
        _https = Parse("https_proxy", Read("https_proxy")) ?? all;
        _exempt = [.. (Read("no_proxy") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Exemption.Parse)];
    }

    /// <summary>Reads the variables as they are now.</summary>
    /// <exception cref="FormatException">One of them holds no proxy; the message names it.</exception>
    public static EnvironmentProxies Read() => new(Environment.GetEnvironmentVariable);

    /// <summary>Reads variables of another environment.</summary>
    /// <param name="variables">By name.</param>
    /// <exception cref="FormatException">One of them holds no proxy; the message names it.</exception>
    public static EnvironmentProxies From(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new(name => variables.GetValueOrDefault(name));
    }

    /// <inheritdoc/>
    public Proxy? ProxyFor(URI uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var proxy = uri.IsSecure ? _https : _http;
        return proxy is null || Array.Exists(_exempt, e => e.Covers(uri)) ? null : proxy;
    }

    private static Proxy? Parse(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return Proxy.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{name} holds no proxy: {e.Message}", e);
        }
    }

    /// <summary>One entry of no_proxy.</summary>
    private sealed record Exemption(string Name, IPNetwork? Network, int? Port)
    {
        internal static Exemption Parse(string entry)
        {
            var (host, port) = (entry, default(int?));
            // One colon, or one behind a bracket, is a port's; more are an IPv6 address's.
            var colon = entry.LastIndexOf(':');
            if (colon > entry.LastIndexOf(']') && (entry.IndexOf(':') == colon || entry[0] == '[') && int.TryParse(entry[(colon + 1)..], out var number))
                (host, port) = (entry[..colon], number);
            host = host.Trim('[', ']');
            if (IPNetwork.TryParse(host, out var network))
                return new Exemption("", network, port);
            if (IPAddress.TryParse(host, out var address))
            {
                address = Plain(address);
                return new Exemption("", new IPNetwork(address, address.GetAddressBytes().Length * 8), port);
            }
            if (host.StartsWith("*.", StringComparison.Ordinal))
                host = host[2..];
            return new Exemption(host.TrimStart('.').TrimEnd('.').ToLowerInvariant(), null, port);
        }

        /// <summary>An IPv4 address is one in whatever clothes.</summary>
        private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        internal bool Covers(URI uri)
        {
            if (Port is not null && Port != uri.Port)
                return false;
            if (Network is { } network)
                return IPAddress.TryParse(uri.Host, out var address) && network.Contains(Plain(address));
            var host = uri.Host.AsSpan().TrimEnd('.');
            return Name == "*" || host.SequenceEqual(Name)
                || (Name.Length > 0 && host.Length > Name.Length && host.EndsWith(Name) && host[^(Name.Length + 1)] == '.');
        }
    }
}
