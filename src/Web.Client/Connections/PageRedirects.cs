namespace TwistedSharp.Web.Client;

/// <summary>What a redirect does to a request.</summary>
internal static class PageRedirects
{
    /// <summary>Fields that are meant for one origin only (GHSA-92x2-jw7w-xvvx and its like in every client).</summary>
    private static readonly string[] BoundToOrigin =
        ["Host", "Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "WWW-Authenticate", "Referer"];

    internal static Request Next(Request request, URI target, string method, bool keepsBody)
    {
        var headers = request.Headers;
        if (headers is not null)
        {
            headers = headers.Copy();
            if (target.Origin != request.URI.Origin)
            {
                foreach (var name in BoundToOrigin)
                    headers.RemoveHeader(name);
                foreach (var name in request.Options.SecretHeaders ?? [])
                    headers.RemoveHeader(name);
            }
            if (!keepsBody)
                RemoveContentFields(headers);
        }
        return new Request(method, target, headers, keepsBody ? request.Body : null, request.Persistent, request.Options)
        {
            UserAgent = request.UserAgent,
        };
    }

    /// <summary>Asks how long the whole page is that a range was asked of.</summary>
    internal static Request ForLength(Request request)
    {
        var headers = request.Headers?.Copy();
        headers?.RemoveHeader("Range");
        return new Request("HEAD", request.URI, headers, null, request.Persistent, request.Options) { UserAgent = request.UserAgent };
    }

    /// <summary>What describes a body goes with it (RFC 9110 section 15.4).</summary>
    private static void RemoveContentFields(Headers headers)
    {
        foreach (var (name, _) in headers.GetAllRawHeaders().ToArray())
        {
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                headers.RemoveHeader(name);
        }
    }
}
