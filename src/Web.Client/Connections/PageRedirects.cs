namespace TwistedSharp.Web.Client;

/// <summary>What a redirect does to a request.</summary>
internal static class PageRedirects
{
    internal static Request Next(Request request, URI target, string method, bool keepsBody)
    {
        var headers = request.Headers;
        if (headers is not null)
        {
            headers = headers.Copy();
            if (target.Origin != request.URI.Origin)
            {
                RedirectFields.Remove(headers, RedirectFields.BoundToOrigin);
                RedirectFields.Remove(headers, request.Options.SecretHeaders);
            }
            if (!keepsBody)
                RedirectFields.RemoveContentFields(headers);
        }
        return new Request(method, target, headers, keepsBody ? request.Body : null, request.Persistent, request.Options) { UserAgent = request.UserAgent };
    }

    /// <summary>Asks how long the whole page is that a range was asked of.</summary>
    internal static Request ForLength(Request request)
    {
        var headers = request.Headers?.Copy();
        headers?.RemoveHeader("Range");
        return new Request("HEAD", request.URI, headers, null, request.Persistent, request.Options) { UserAgent = request.UserAgent };
    }
}
