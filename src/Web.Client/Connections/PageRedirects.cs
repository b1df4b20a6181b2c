namespace TwistedSharp.Web.Client;

/// <summary>What a redirect does to a request.</summary>
internal static class PageRedirects
{
    /// <summary>Fields that are meant for one origin only (GHSA-92x2-jw7w-xvvx and its like in every client).</summary>
    private static readonly string[] BoundToOrigin =
        ["Host", "Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "WWW-Authenticate"];

    private static readonly string[] AboutTheBody = ["Content-Type", "Content-Encoding", "Content-Language", "Content-Location"];

    internal static Request Next(Request request, URI target, string method)
    {
        var headers = request.Headers;
        var keepsBody = method == request.Method;
        if (headers is not null)
        {
            headers = headers.Copy();
            if (target.Origin != request.URI.Origin)
                Remove(headers, BoundToOrigin);
            if (!keepsBody)
                Remove(headers, AboutTheBody);
        }
        return new Request(method, target, headers, keepsBody ? request.Body : null, request.Persistent) { UserAgent = request.UserAgent };
    }

    private static void Remove(Headers headers, string[] names)
    {
        foreach (var name in names)
            headers.RemoveHeader(name);
    }
}
