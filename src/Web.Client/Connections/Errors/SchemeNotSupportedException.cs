namespace TwistedSharp.Web.Client;

/// <summary>A URL whose scheme is neither http nor https (twisted.web.error.SchemeNotSupported).</summary>
/// <param name="scheme">The scheme.</param>
public sealed class SchemeNotSupportedException(string scheme)
    : NotSupportedException($"The scheme \"{scheme}\" is not supported; http and https are.");
