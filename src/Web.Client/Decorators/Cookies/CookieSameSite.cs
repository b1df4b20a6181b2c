namespace TwistedSharp.Web.Client;

/// <summary>What a cookie says of requests that other sites cause (RFC 6265bis section 5.6.7). Kept for who asks; this client is no
/// browser, and every request is its user's own.</summary>
public enum CookieSameSite
{
    /// <summary>Nothing, or nothing known.</summary>
    Unspecified,

    /// <summary>Sent with all requests.</summary>
    None,

    /// <summary>Sent with the site's own requests, and when someone follows a link there.</summary>
    Lax,

    /// <summary>Sent with the site's own requests only.</summary>
    Strict,
}
