using TwistedSharp.Web.Client;
using static twisted.internet;
using static twisted.web;

/// <summary>The web client how-to: requests, responses, bodies, redirects, cookies, gzip, a pool.</summary>
internal static class AgentClient
{
    private static string baseURL = "";

    private sealed class Beginning(Deferred<object?> finished) : protocol.Protocol
    {
        private int remaining = 5;
        private readonly List<byte> seen = [];

        public override void dataReceived(byte[] data)
        {
            var display = data[..Math.Min(remaining, data.Length)];
            seen.AddRange(display);
            remaining -= display.Length;
        }

        public override void connectionLost(Failure reason)
        {
            Console.WriteLine($"some of the body: {seen.ToArray().decode()}");
            Console.WriteLine($"finished receiving it: {reason.check(client.ResponseDone) is not null}");
            finished.callback(null);
        }
    }

    private static Deferred request(IAgent agent)
    {
        var d = agent.request("GET", $"{baseURL}/hello", http_headers.Headers(new() { ["User-Agent"] = ["an example"] }), null);

        Deferred<object?> received(Response response)
        {
            Console.WriteLine($"code and phrase: {response.code} {response.phrase}");
            Console.WriteLine($"x-agent: {response.headers.getRawHeaders("x-agent", ["?"])[0]}");
            var finished = defer.Deferred();
            response.deliverBody(new Beginning(finished));
            return finished;
        }

        return d.addCallback(received);
    }

    private static Deferred post(IAgent agent)
    {
        var body = client.FileBodyProducer(new MemoryStream("some text".encode()));
        var d = agent.request("POST", $"{baseURL}/hello", null, body);
        return d.addCallback(client.readBody)
            .addCallback(answer => Console.WriteLine($"posted: {answer.decode()}"));
    }

    private static Deferred read(string what, IAgent agent, string path)
    {
        var d = agent.request("GET", baseURL + path);

        Deferred<byte[]> received(Response response)
        {
            Console.WriteLine($"{what}: {response.code}");
            return client.readBody(response);
        }

        return d.addCallback(received)
            .addCallback(body => Console.WriteLine($"{what}: {Beginning30(body.decode())}"));
    }

    private static string Beginning30(string text) => text.Length <= 30 ? text : text[..30];

    [defer.inlineCallbacks]
    private static async Deferred main()
    {
        var pool = client.HTTPConnectionPool(reactor);
        pool.maxPersistentPerHost = 1;
        var agent = client.Agent(reactor, pool: pool);
        await request(agent);
        await post(agent);
        await read("missing", agent, "/nowhere");
        await read("not followed", agent, "/moved");
        await read("followed", client.RedirectAgent(agent), "/moved");
        var jar = client.CookieJar();
        for (var visit = 0; visit < 3; visit++)
            await read("cookies", client.CookieAgent(agent, jar), "/counter");
        await read("unpacked", client.ContentDecoderAgent(agent, [("gzip", client.GzipDecoder)]), "/packed");
        await pool.closeCachedConnections();
    }

    private static void failed(Failure failure) => Console.WriteLine($"failed: {failure.getErrorMessage()}");

    internal static void Run(string[] argv)
    {
        baseURL = $"http://127.0.0.1:{argv[0]}";
        main().addErrback(failed).addBoth(ignored => reactor.stop());
        reactor.run();
    }
}
