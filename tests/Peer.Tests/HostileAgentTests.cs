using System.IO.Compression;
using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Hostile servers and what stands around an agent, over a real socket: redirects, cookies, codings and time without end. The next
/// request succeeds and sees nothing of it.</summary>
public sealed class HostileAgentTests(Type kind) : LiveReactor(kind)
{
    /// <summary>Where a server begins to drip.</summary>
    public enum Place
    {
        Head,
        Body,
        Chunks,
        UntilClose,
    }

    [Test]
    [Property("Probe", "redirects in a circle")]
    public void RedirectAgent_Circle_EndsAtItsLimit() => EndsTheCircle(requests: 21, (agent, url) => new RedirectAgent(agent).Request("GET", url));

    [Test]
    [Property("Probe", "redirects in a circle")]
    public void Page_RedirectsInACircle_EndsAtItsLimit() => EndsTheCircle(requests: 20, (agent, url) => agent.RequestString(url));

    [Test]
    [Property("Probe", "cookies without number")]
    public void CookieJar_Flooded_KeepsToItsNumberAndTheNextRequestGoes()
    {
        const int CookiesOfAnAnswer = 250;
        const int Answers = 4;
        var sent = "";
        var number = 0;
        using var server = new ScriptedServer(c => c.Serve(request =>
        {
            sent = request;
            if (request.StartsWith("GET /next ", StringComparison.Ordinal))
                return ScriptedConnection.Response("second");
            var fields = Enumerable.Range(number, CookiesOfAnAnswer).Select(i => $"Set-Cookie: c{i}={new string('v', 100)}\r\n");
            number += CookiesOfAnAnswer;
            return $"HTTP/1.1 200 OK\r\n{string.Concat(fields)}Content-Length: 0\r\n\r\n";
        }));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var jar = new CookieJar();
            var cookies = new CookieAgent(agent, jar);
            for (var i = 0; i < Answers; i++)
                await (await cookies.Request("GET", server.URL("first"))).ReadBody();
            jar.Count.Should().Be(CookieJar.MaxPerDomain);
            (await (await cookies.Request("GET", server.URL("next"))).ReadString()).Should().Be("second");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        number.Should().Be(CookiesOfAnAnswer * Answers);
        sent.Split("=vvv").Should().HaveCount(CookieJar.MaxPerDomain + 1);
    }

    [TestCase("gzip, gzip, gzip, gzip, gzip, gzip", 1, "MaxLayers")]
    [TestCase("gzip, gzip", 64 << 20, "MaxRatio")]
    [Property("Probe", "codings around codings")]
    public void Body_CodedAgainAndAgain_FailsAtItsLimit(string codings, int size, string limit)
    {
        var coded = Encoding.Latin1.GetString(Pack(codings.Split(", ").Length, size));
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.SendAsMuchAsTaken($"HTTP/1.1 200 OK\r\nContent-Encoding: {codings}\r\nContent-Length: {coded.Length}\r\n\r\n{coded}");
                c.ExpectClose();
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var failure = await Fetching.FailureOf(Read(new ContentDecoderAgent(agent).Request("GET", server.URL("first"))));
            Fetching.Causes(failure).OfType<LimitExceededException>().Should().ContainSingle().Which.LimitName.Should().Be(limit);
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    [Property("Probe", "an answer that drips without end")]
    public void Answer_DripsWithoutEnd_FailsWhenItsTimeIsUp([Values] Place place)
    {
        var (start, drop) = place switch
        {
            Place.Head => ("HTTP/1.1 200 OK\r\nA: ", "x"),
            Place.Body => ("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "x"),
            Place.Chunks => ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
            _ => ("HTTP/1.1 200 OK\r\n\r\n", "x"),
        };
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.Send(start);
                c.Drip(drop);
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var options = new RequestOptions { Budget = RequestBudget.Within(TimeSpan.FromSeconds(0.2)) };
            var failure = await Fetching.FailureOf(Read(agent.Request("GET", server.URL("first"), options: options)));
            Fetching.Causes(failure).OfType<RequestTimeoutException>().Should().ContainSingle().Which.IsTotal.Should().BeTrue();
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "2 GET /next");
    }

    private static async Deferred<byte[]> Read(Deferred<Response> asked) => await (await asked).ReadBody();

    private static byte[] Pack(int layers, int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < layers; i++)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
                gzip.Write(bytes);
            bytes = packed.ToArray();
        }
        return bytes;
    }

    private void EndsTheCircle(int requests, Func<Agent, string, Deferred> ask)
    {
        using var server = new ScriptedServer(c => c.Serve(request => request.StartsWith("GET /next ", StringComparison.Ordinal)
            ? ScriptedConnection.Response("second")
            : "HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 5\r\n\r\nagain"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var failure = await Fetching.FailureOf(ask(agent, server.URL("round")));
            Fetching.Causes(failure).OfType<InfiniteRedirectionException>().Should().ContainSingle();
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 1");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        server.Log.Should().Equal([.. Enumerable.Repeat("1 GET /round", requests), "1 GET /next"]);
    }
}
