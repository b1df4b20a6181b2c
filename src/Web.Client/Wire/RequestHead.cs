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

    /// <summary>Content-Type's value, unless the headers bring one; null for none.</summary>
    internal string? ContentType { get; init; }

    /// <summary>The protocols to offer in Upgrade, checked; null for none.</summary>
    internal string? Upgrade { get; init; }

    /// <summary>Whether the server is asked to say first that it wants the body.</summary>
    internal bool ExpectsContinue { get; init; }
}
