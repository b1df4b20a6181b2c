namespace TwistedSharp.Web.Client;

/// <summary>All that goes into a request's head.</summary>
/// <param name="Method">A token, case kept.</param>
/// <param name="Target">The request target, in whichever of the four forms (RFC 9112 section 3.2).</param>
/// <param name="Host">The Host header's value, unless the headers bring one.</param>
/// <param name="Headers">The caller's headers; not changed.</param>
/// <param name="Body">The body's length.</param>
/// <param name="Persistent">False to announce that the connection will close.</param>
/// <param name="UserAgent">The User-Agent's value, unless the headers bring one; null for none.</param>
internal readonly record struct RequestHead(
    string Method, string Target, string Host, Headers? Headers, BodyLength Body, bool Persistent, string? UserAgent)
{
    /// <summary>Who reads the head: only a proxy may see Proxy-Authorization.</summary>
    internal ForwardProxy? Proxy { get; init; }
}
