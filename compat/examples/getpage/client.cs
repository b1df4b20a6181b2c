using TwistedSharp.Web.Client;
using static twisted.internet;
using static twisted.web;

/// <summary>Pages by getPage and downloadPage, which Twisted had until 20.3; asks the server of the agent example.</summary>
internal static class GetPageClient
{
    private static string baseURL = "";

    /// <summary>A factory of one page that tells what it hears.</summary>
    private sealed class Polite(string url, Headers headers) : client.HTTPClientFactory(url, headers: headers)
    {
        public override void gotStatus(string version, string status, string message)
        {
            Console.WriteLine($"status line: {status} {message}");
            base.gotStatus(version, status, message);
        }

        public override void gotHeaders(Headers headers)
        {
            Console.WriteLine($"content type: {headers.getRawHeaders("content-type")![0]}");
            base.gotHeaders(headers);
        }
    }

    private static string content(string name) => File.ReadAllBytes(name).decode();

    [defer.inlineCallbacks]
    private static async Deferred pages()
    {
        var page = await client.getPage(baseURL + "/hello?name=page");
        Console.WriteLine($"page: {page.decode()}");
        page = await client.getPage(baseURL + "/hello", method: "POST", postdata: "some text".encode());
        Console.WriteLine($"posted: {page.decode()}");
        page = await client.getPage(baseURL + "/moved");
        Console.WriteLine($"followed: {page.decode()}");
        try
        {
            await client.getPage(baseURL + "/moved", followRedirect: false);
        }
        catch (PageRedirectException e)
        {
            Console.WriteLine($"not followed: {e.Status} {e.Location}");
        }
        try
        {
            await client.getPage(baseURL + "/nowhere");
        }
        catch (WebErrorException e)
        {
            Console.WriteLine($"failed: {e.Status} {e.ReasonPhrase}");
        }
        var cookies = new Dictionary<string, string>();
        for (var visit = 0; visit < 3; visit++)
        {
            page = await client.getPage(baseURL + "/counter", cookies: cookies);
            Console.WriteLine($"cookies: {page.decode()} {cookies["count"]}");
        }
    }

    [defer.inlineCallbacks]
    private static async Deferred factory()
    {
        var factory = new Polite(baseURL + "/file", headers: http_headers.Headers(new() { ["Range"] = ["bytes=2-4"] }));
        reactor.connectTCP(factory.host, factory.port, factory);
        try
        {
            await factory.deferred;
        }
        catch (WebErrorException e)
        {
            Console.WriteLine($"a part is no page: {e.Status} {e.Body.decode()}");
        }
        Console.WriteLine($"the part: {factory.response_headers!["content-range"][0]}");
    }

    [defer.inlineCallbacks]
    private static async Deferred downloads()
    {
        var name = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await client.downloadPage(baseURL + "/file", name);
        Console.WriteLine($"downloaded: {content(name)}");
        File.Delete(name);
    }

    [defer.inlineCallbacks]
    private static async Deferred main()
    {
        await pages();
        await factory();
        await downloads();
    }

    internal static void Run(string[] argv)
    {
        baseURL = $"http://127.0.0.1:{argv[0]}";
        main().addErrback(failure => Console.WriteLine($"unexpected: {failure}")).addBoth(ignored => reactor.stop());
        reactor.run();
    }
}
