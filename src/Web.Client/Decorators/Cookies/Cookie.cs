using System.Diagnostics;

namespace TwistedSharp.Web.Client;

/// <summary>One cookie, as a <see cref="CookieJar"/> keeps it (RFC 6265bis section 5.7).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record Cookie
{
    /// <summary>Its name; may be empty when the value is not.</summary>
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; init; }

    /// <summary>The host it belongs to, in lower-case ASCII, without a leading dot.</summary>
    public required string Domain { get; init; }

    /// <summary>Whether it goes to that host only, and not to hosts below it.</summary>
    public bool IsHostOnly { get; init; } = true;

    /// <summary>The path that a request's must lie under; begins with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>When it ends; null when it lasts as long as the jar (a session cookie).</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether it goes over https only.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether it is kept from scripts; this client has none, and keeps the mark for files.</summary>
    public bool IsHttpOnly { get; init; }

    /// <summary>What it says of requests that other sites cause.</summary>
    public CookieSameSite SameSite { get; init; }

    /// <summary>The cookie for a log: without its value, which may be a credential.</summary>
    public override string ToString() =>
        $"<Cookie {CookieRules.Printable(Name)} for {(IsHostOnly ? "" : "*.")}"
        + $"{CookieRules.Printable(Domain)}{CookieRules.Printable(Path)}>";
}
