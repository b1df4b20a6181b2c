namespace TwistedSharp.Web.Client;

/// <summary>A proxy that takes whole requests and passes them on (RFC 9112 section 3.2.2).</summary>
/// <param name="Authorization">The value of Proxy-Authorization, unless the request brings one; null for none.</param>
internal sealed record ForwardProxy(string? Authorization);
