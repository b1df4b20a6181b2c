using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client.Tests.Decorators.Decoding;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>Servers that answer anything at any time, agents in any order, users that go away: nothing may be left.</summary>
public sealed class DecoratorStormTests
{
    private const int Rounds = 300;

    private static readonly string[] Coded401 =
    [
        "WWW-Authenticate: Digest realm=r, nonce=n, qop=auth\r\n",
        "WWW-Authenticate: Digest realm=r, nonce=m, qop=\"auth,auth-int\", stale=true, algorithm=SHA-256-sess\r\n",
        "WWW-Authenticate: Basic realm=r\r\n", "",
    ];

    [Test]
    public void AnyOrder_AnyServer_AnyMoment_LeavesNothing([Range(1, 6)] int seed)
    {
        var random = new Random(seed);
        using var logged = new LoggedErrors();
        for (var round = 0; round < Rounds; round++)
            Storm(random);
        logged.Errors.Should().BeEmpty();
    }

    private static void Storm(Random random)
    {
        var web = new Web();
        var agent = Stack(random, web);
        var method = random.Next(3) switch { 0 => "POST", 1 => "PUT", _ => "GET" };
        var body = method == "GET" ? null : new BytesBodyProducer(new byte[random.Next(2) == 0 ? 5 : 200_000]);
        var options = new RequestOptions { SecretHeaders = ["x-secret"], Cookies = new Dictionary<string, string> { ["own"] = "1" } };
        var asked = agent.Request(method, "http://a/1", new Headers { { "X-Secret", "s" } }, body, options);
        Response? response = null;
        Failure? failure = null;
        asked.AddCallbacks(r => { response = r; }, f => { failure = f; });
        for (var step = 0; step < 30 && response is null && failure is null; step++)
            Step(random, web, asked);
        if (response is null && failure is null)
            asked.Cancel();
        if (response is not null)
            Use(random, web, response);
        foreach (var connection in web.Route.Connections)
            Take(connection);
        (response is not null || failure is not null).Should().BeTrue();
        web.Pool.CloseCachedConnections();
        web.AssertNothingIsLeft();
    }

    private static IAgent Stack(Random random, Web web)
    {
        IAgent agent = web.Agent;
        var layers = new List<Func<IAgent, IAgent>>
        {
            inner => new RedirectAgent(inner, 4),
            inner => new BrowserLikeRedirectAgent(inner, 4),
            inner => new CookieAgent(inner, new CookieJar(web.Clock.TimeProvider)),
            inner => new ContentDecoderAgent(inner),
            inner => new AuthenticationAgent(inner, "http://a/", new DigestCredentials("u", "p") { Fallback = BasicFallback.Always }),
            inner => new RetryAgent(inner, web.Clock, new RetryPolicy { Random = () => 1 }),
        };
        while (layers.Count > 0)
        {
            var at = random.Next(layers.Count);
            if (random.Next(5) > 0)
                agent = layers[at](agent);
            layers.RemoveAt(at);
        }
        return agent;
    }

    private static void Step(Random random, Web web, Deferred<Response> asked)
    {
        web.Route.SettleAll();
        var open = web.Route.Open.Where(c => !c.IsClosing).ToList();
        switch (random.Next(12))
        {
            case 0:
                asked.Cancel();
                break;
            case 1:
                web.Clock.Advance(random.Next(5));
                break;
            case 2 when open.Count > 0:
                open[random.Next(open.Count)].Lose(random.Next(2) == 0 ? null : new IOException("Broken."));
                break;
            case > 2 when open.Find(c => c.HasRequest) is { } connection:
                var answer = Answer(random, connection.URI.Host);
                var cut = random.Next(3) == 0 ? random.Next(answer.Length) : answer.Length;
                Take(connection);
                connection.Feed(answer[..cut]);
                if (random.Next(2) == 0 && connection is { IsOpen: true, IsClosing: false })
                    connection.Feed(answer[cut..]);
                break;
            case > 2:
                foreach (var each in open)
                    each.Pump();
                web.Clock.Advance(1);
                break;
        }
    }

    /// <summary>What is one host's comes to no other.</summary>
    private static void Take(FakeConnection connection)
    {
        var request = connection.TakeRequest();
        if (connection.URI.Host != "a")
            request.Should().NotContain("Authorization").And.NotContain("X-Secret").And.NotContain("k=a").And.NotContain("own=");
        else
            request.Should().NotContain("k=b");
    }

    private static byte[] Answer(Random random, string host)
    {
        var body = random.Next(4) switch { 0 => [], 1 => Encoding.ASCII.GetBytes("some text"), 2 => Coded.Plain(3000), _ => new byte[80_000] };
        var fields = new StringBuilder();
        if (random.Next(3) == 0)
        {
            body = Coded.Encode("gzip", body);
            fields.Append("Content-Encoding: gzip\r\n");
            if (random.Next(4) == 0 && body.Length > 10)
                body = body[..^random.Next(1, 9)];
        }
        if (random.Next(3) == 0)
            fields.Append($"Set-Cookie: k={host}; Path=/\r\n");
        var (status, more) = random.Next(9) switch
        {
            0 => (302, $"Location: {Location(random)}\r\n"),
            1 => (307, $"Location: {Location(random)}\r\n"),
            2 => (303, $"Location: {Location(random)}\r\n"),
            3 or 4 => (401, Coded401[random.Next(Coded401.Length)]),
            5 => (503, "Retry-After: 2\r\n"),
            6 => (429, ""),
            7 => (500, ""),
            _ => (200, "Authentication-Info: nextnonce=\"o\"\r\n"),
        };
        fields.Append(more);
        if (random.Next(3) == 0)
        {
            fields.Append("Transfer-Encoding: chunked\r\n\r\n");
            byte[] end = random.Next(5) == 0 ? "zz\r\n"u8.ToArray() : "0\r\nX-T: 1\r\n\r\n"u8.ToArray();
            byte[] chunk = body.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n"u8];
            return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\n{fields}"), .. chunk, .. end];
        }
        if (random.Next(4) > 0)
            fields.Append($"Content-Length: {body.Length}\r\n");
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.{random.Next(2)} {status} x\r\n{fields}\r\n"), .. body];
    }

    private static string Location(Random random) => random.Next(5) switch { 0 => "http://b/x", 1 => "http://a/y", 2 => "/z", 3 => "//b/x", _ => "http://" };

    private static void Use(Random random, Web web, Response response)
    {
        Deferred? used = null;
        switch (random.Next(5))
        {
            case 0:
                response.Abort();
                return;
            case 4:
                var stream = response.ReadStream();
                var reading = random.Next(2) == 0 ? stream.ReadAsync(new byte[random.Next(1, 5000)]) : default;
                if (random.Next(2) == 0)
                    web.Route.Open.FirstOrDefault(c => !c.IsClosing)?.Pump();
                stream.Dispose();
                reading.IsCompleted.Should().BeTrue();
                return;
            case 1:
                used = response.ReadBody(random.Next(2) == 0 ? 100 : 1 << 20).AddCallback(_ => { });
                break;
            case 2:
                used = response.Discard().AddCallback(_ => { });
                break;
            default:
                used = response.ReadString().AddCallback(_ => { });
                break;
        }
        var done = false;
        used.AddBoth(_ => { done = true; });
        for (var i = 0; i < 5 && !done; i++)
        {
            foreach (var each in web.Route.Open.Where(c => !c.IsClosing).ToList())
                each.Pump();
        }
        if (!done)
            used.Cancel();
        done.Should().BeTrue();
    }
}
