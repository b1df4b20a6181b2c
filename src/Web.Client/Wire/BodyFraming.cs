namespace TwistedSharp.Web.Client;

/// <summary>What says where a response's body ends (RFC 9112 section 6.3).</summary>
internal enum BodyFraming
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>The last chunk.</summary>
    Chunked,

    /// <summary>The end of the connection.</summary>
    UntilClose,

    /// <summary>Nothing: after a 2xx answer to CONNECT the bytes belong to the tunnel.</summary>
    Tunnel,
}
