namespace TwistedSharp.Web.Client;

/// <summary>One request, as it will be sent (twisted.web.iweb.IClientRequest).</summary>
public sealed class Request
{
    /// <summary>Makes a request.</summary>
    /// <param name="method">An RFC 9110 token, sent as it is.</param>
    /// <param name="uri">Where to.</param>
    /// <param name="headers">The caller's headers; read when the request is sent, never changed. Host is added when it is not there;
    /// Content-Length and Transfer-Encoding are ours and dropped from these.</param>
    /// <param name="body">The body, or null.</param>
    /// <param name="persistent">False asks the server to close the connection afterwards.</param>
    /// <param name="options">What it wants differently from others; nothing when null.</param>
    /// <exception cref="InvalidMethodException">The method is no token.</exception>
    /// <exception cref="InvalidHeaderValueException">A Connection option is no token.</exception>
    /// <exception cref="ArgumentException">There is more than one Host, or it is none.</exception>
    public Request(string method, URI uri, Headers? headers = null, IBodyProducer? body = null, bool persistent = true, RequestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        RequestWriter.ValidateMethod(method);
        RequestWriter.ValidateHeaders(headers);
        Method = method;
        URI = uri;
        Headers = headers;
        Body = body;
        Options = options ?? RequestOptions.Default;
        Persistent = persistent && !RequestWriter.AsksToClose(headers);
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>Where it goes.</summary>
    public URI URI { get; }

    /// <summary>The absolute URI, as text.</summary>
    public string AbsoluteURI => URI.ToString();

    /// <summary>The caller's headers.</summary>
    public Headers? Headers { get; }

    /// <summary>The body, or null.</summary>
    public IBodyProducer? Body { get; }

    /// <summary>What it wants differently from others.</summary>
    public RequestOptions Options { get; }

    /// <summary>Whether the connection may be kept.</summary>
    public bool Persistent { get; internal set; }

    /// <summary>What goes into User-Agent unless the headers bring one; null for none.</summary>
    internal string? UserAgent { get; init; }

    /// <summary>When its time began, in seconds of its pool's clock; null where nobody counts it.</summary>
    internal double? Begun { get; set; }

    /// <summary>The proxy that it is given to, to be passed on; null when it goes to its server, by whatever way.</summary>
    internal ForwardProxy? Proxy { get; set; }

    /// <summary>Whether sending it twice does no harm (RFC 9110 section 9.2.2, as far as Twisted trusts it: no PUT), and there is no body to have been eaten.</summary>
    internal bool IsReplayable => Body is null && Method is "GET" or "HEAD" or "OPTIONS" or "DELETE" or "TRACE";

    /// <inheritdoc/>
    public override string ToString() => $"<Request {Method} {URI}>";
}
