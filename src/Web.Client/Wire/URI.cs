using System.Diagnostics.CodeAnalysis;

namespace TwistedSharp.Web.Client;

/// <summary>
/// An absolute <c>scheme://host</c> URI, checked once and cut into what a request needs. Twisted: <c>twisted.web.client.URI</c>.
/// </summary>
/// <remarks>
/// Stricter than Twisted, so that what is checked is what is sent: no userinfo, no backslash, no bad port, no empty host. Two URIs are
/// equal when their origin, <see cref="OriginForm"/> and <see cref="Fragment"/> are. The text is kept whole and its parts are cut
/// from it when first asked for, since most requests need only the host and the origin form.
/// </remarks>
public sealed class URI : IEquatable<URI>
{
    private readonly string _text;
    private readonly int _hostStart;
    private readonly int _pathStart;
    private readonly int _queryStart;
    private readonly int _fragmentStart;
    private string? _originForm;
    private string? _hostHeader;

    internal URI(string text, string scheme, string host, int port, URILayout layout)
    {
        _text = text;
        Scheme = scheme;
        Host = host;
        Port = port;
        (_hostStart, _pathStart, _queryStart, _fragmentStart) = layout;
    }

    /// <summary>The scheme in lower case, without the colon.</summary>
    public string Scheme { get; }

    /// <summary>The host in lower-case ASCII: a name (non-ASCII labels as A-labels) or an address, IPv6 without brackets.</summary>
    public string Host { get; }

    /// <summary>The port, 1 to 65535: the one given, else 80 or 443 for http and https, else 0.</summary>
    public int Port { get; }

    /// <summary>Scheme, host and port together.</summary>
    public Origin Origin => new(Scheme, Host, Port);

    /// <summary>Whether the scheme is https.</summary>
    public bool IsSecure => Scheme == "https";

    /// <summary>The authority: host, bracketed if IPv6, and the port if the text has one.</summary>
    public string NetLoc => _text[_hostStart.._pathStart];

    /// <summary>The path as written; empty when the text has none.</summary>
    public string Path => _text[_pathStart.._queryStart];

    /// <summary>The query as written, without the question mark; empty when there is none.</summary>
    public string Query => _queryStart < _fragmentStart ? _text[(_queryStart + 1).._fragmentStart] : "";

    /// <summary>The fragment as written, without the number sign; empty when there is none.</summary>
    public string Fragment => _fragmentStart < _text.Length ? _text[(_fragmentStart + 1)..] : "";

    /// <summary>
    /// The request target of a direct request: path and query, no fragment; an absent path is <c>/</c> (RFC 9112 section 3.2.1).
    /// </summary>
    public string OriginForm => _originForm ??= MakeOriginForm();

    /// <summary>The request target of a request through a proxy: everything but the fragment (RFC 9112 section 3.2.2).</summary>
    public string AbsoluteForm =>
        _pathStart < _queryStart
            ? _text[.._fragmentStart]
            : string.Concat(_text.AsSpan(0, _pathStart), "/", _text.AsSpan(_queryStart, _fragmentStart - _queryStart));

    /// <summary>The value of the Host header: host, bracketed if IPv6, and the port unless it is the scheme's own.</summary>
    public string HostHeader => _hostHeader ??= MakeHostHeader();

    internal bool HasQuery => _queryStart < _fragmentStart;

    internal bool HasFragment => _fragmentStart < _text.Length;

    /// <summary>Reads an absolute URI; white space around it is dropped.</summary>
    /// <exception cref="InvalidURIException">The text is no such URI; the message says what was seen and expected.</exception>
    public static URI Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return URIParser.Parse(text, out string? problem) ?? throw new InvalidURIException(problem!); // null comes with a problem
    }

    /// <summary>Reads an absolute URI as <see cref="Parse"/> does; false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out URI? uri)
    {
        uri = text is null ? null : URIParser.Parse(text, out _);
        return uri is not null;
    }

    /// <summary>
    /// Resolves a reference, such as a Location header, against this URI (RFC 3986 section 5.2, strict). A reference without a fragment
    /// inherits this URI's, as RFC 9110 section 10.2.2 asks.
    /// </summary>
    /// <exception cref="InvalidURIException">The outcome is not a URI that <see cref="Parse"/> accepts.</exception>
    public URI Join(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Parse(URIReference.Resolve(this, reference));
    }

    /// <inheritdoc/>
    public bool Equals(URI? other) =>
        other is not null && (ReferenceEquals(this, other)
            || (Port == other.Port && Scheme == other.Scheme && Host == other.Host
                && OriginForm == other.OriginForm && Fragment == other.Fragment));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as URI);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scheme, Host, Port, OriginForm);

    /// <summary>The whole URI, fragment included, as it was given but for the case and encoding of scheme and host.</summary>
    public override string ToString() => _text;

    internal static int DefaultPort(string scheme) => scheme switch { "http" => 80, "https" => 443, _ => 0 };

    private string MakeOriginForm()
    {
        if (_pathStart == _fragmentStart)
            return "/";
        ReadOnlySpan<char> target = _text.AsSpan(_pathStart, _fragmentStart - _pathStart);
        return target[0] == '/' ? target.ToString() : string.Concat("/", target);
    }

    private string MakeHostHeader()
    {
        string host = _text[_hostStart] == '[' ? $"[{Host}]" : Host;
        return Port == DefaultPort(Scheme) ? host : $"{host}:{Port}";
    }
}
