using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>What every real server must see and give, whichever it is: answers without body, uploads, packed bodies, connections that it
/// ends when it likes.</summary>
public sealed class OriginTests(Type kind) : LiveReactor(kind)
{
    private const int Largest = 7;

    private static readonly string[] All = Origins.All;

    // A body that does not fit into one write.
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 500_000).Select(i => (byte)('a' + (i % 26)))];

    public enum Framing
    {
        Length,
        Chunks,
    }

    [Test]
    public void Head_HasNoBody_AndTheConnectionIsKept([ValueSource(nameof(All))] string server) => With(server, async (agent, url) =>
    {
        var head = await agent.Request("HEAD", url(SitePages.Name(Largest)));
        head.Code.Should().Be(200);
        head.Headers.GetRawHeaders("Content-Length").Should().Equal("300000");
        (await head.ReadBody()).Should().BeEmpty();
        var get = await agent.Request("GET", url(SitePages.Name(Largest)));
        (await get.ReadString() == SitePages.Body(Largest)).Should().BeTrue();
        agent.Pool.ConnectionsMade.Should().Be(1);
    });

    [Test]
    public void NotModified_HasNoBody_AndTheConnectionIsKept([ValueSource(nameof(All))] string server) => With(server, async (agent, url) =>
    {
        var first = await agent.Request("GET", url(SitePages.Name(2)));
        await first.ReadBody();
        var since = new Headers();
        since.AddRawHeader("If-Modified-Since", first.Headers.GetRawHeaders("Last-Modified")!.Single());
        var second = await agent.Request("GET", url(SitePages.Name(2)), since);
        second.Code.Should().Be(304);
        (await second.ReadBody()).Should().BeEmpty();
        (await agent.RequestString(url(SitePages.Name(3)))).Should().Be(SitePages.Body(3));
        agent.Pool.ConnectionsMade.Should().Be(1);
    });

    [Test]
    public void NotFound_IsAnAnswer_AndTheConnectionIsKept([ValueSource(nameof(All))] string server) => With(server, async (agent, url) =>
    {
        var missing = await agent.Request("GET", url("nowhere.txt"));
        missing.Code.Should().Be(404);
        await missing.ReadBody();
        (await agent.RequestString(url(SitePages.Name(3)))).Should().Be(SitePages.Body(3));
        agent.Pool.ConnectionsMade.Should().Be(1);
    });

    [Test]
    public void Range_IsGivenAsAskedFor([ValueSource(nameof(All))] string server) => With(server, async (agent, url) =>
    {
        var range = new Headers();
        range.AddRawHeader("Range", "bytes=100000-100009");
        var part = await agent.Request("GET", url(SitePages.Name(Largest)), range);
        part.Code.Should().Be(206);
        part.Headers.GetRawHeaders("Content-Range").Should().Equal("bytes 100000-100009/300000");
        (await part.ReadString()).Should().Be(SitePages.Body(Largest)[..10]);
    });

    [Test]
    public void Download_BegunBefore_GoesOnAndIsLeftAloneWhenComplete([ValueSource(nameof(All))] string server)
    {
        using var scratch = new Scratch();
        var file = scratch.PathOf("page");
        File.WriteAllText(file, SitePages.Body(Largest)[..100_000]);
        With(server, async (agent, url) =>
        {
            await agent.DownloadPage(url(SitePages.Name(Largest)), file, supportPartial: true);
            (File.ReadAllText(file) == SitePages.Body(Largest)).Should().BeTrue("the rest was appended");
            var written = File.GetLastWriteTimeUtc(file);
            await agent.DownloadPage(url(SitePages.Name(Largest)), file, supportPartial: true);
            File.GetLastWriteTimeUtc(file).Should().Be(written);
            File.WriteAllText(file, new string('x', 400_000));
            (await Fetching.FailureOf(agent.DownloadPage(url(SitePages.Name(Largest)), file, supportPartial: true)))
                .Should().BeOfType<WebErrorException>().Which.Status.Should().Be(416);
            new FileInfo(file).Length.Should().Be(400_000);
            (await agent.GetPage(url(SitePages.Name(3)))).Length.Should().Be(SitePages.Body(3).Length);
            agent.Pool.ConnectionsMade.Should().Be(1);
        });
    }

    [Test]
    public void Post_OfEitherFraming_ArrivesWhole([ValueSource(nameof(All))] string server, [Values] Framing framing)
    {
        With(server, async (agent, origin) =>
        {
            for (var i = 0; i < 3; i++)
            {
                var response = await agent.Request("POST", origin.URL("post"), body: Body(framing));
                response.Code.Should().Be(200);
                await IsAnswered(origin, response);
            }
            // nginx answers before the body is there, which ends the connection.
            agent.Pool.ConnectionsMade.Should().BeInRange(1, origin.Echoes ? 1 : 3);
        });
    }

    [Test]
    public void Post_ThatAsksFirst_ArrivesWhole([ValueSource(nameof(All))] string server, [Values] Framing framing)
    {
        With(server, async (agent, origin) =>
        {
            var options = new RequestOptions { ExpectContinue = TimeSpan.FromSeconds(60) };
            for (var i = 0; i < 3; i++)
            {
                var response = await agent.Request("POST", origin.URL("post"), body: Body(framing), options: options);
                response.Code.Should().Be(200);
                await IsAnswered(origin, response);
            }
        });
    }

    [Test]
    public void PackedBody_IsUnpacked([ValueSource(nameof(All))] string server) => With(server, async (agent, url) =>
    {
        var accept = new Headers();
        accept.AddRawHeader("Accept-Encoding", "gzip");
        var packed = await agent.Request("GET", url(SitePages.Name(Largest)), accept);
        packed.Headers.GetRawHeaders("Content-Encoding").Should().Equal("gzip");
        (await packed.ReadBody()).Length.Should().BeLessThan(10_000);

        var decoder = new ContentDecoderAgent(agent);
        for (var i = 0; i < SitePages.Count; i++)
        {
            var response = await decoder.Request("GET", url(SitePages.Name(i)));
            var page = await response.ReadString();
            (page == SitePages.Body(i)).Should().BeTrue("page {0} is unpacked; this one has {1} bytes", i, page.Length);
        }
        // Twisted announces 0 bytes for the empty page and sends gzip's 20: nothing more is read from that connection.
        agent.Pool.ConnectionsMade.Should().Be(server == "Twisted" ? 2 : 1);
    });

    [Test]
    public void IdleConnection_ThatTheServerEnds_IsNotedAndNoPostIsLost([ValueSource(nameof(All))] string server)
    {
        const int Connections = 4;
        using var origin = Origins.Start(server, new OriginSettings { IdleSeconds = 1 });
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            agent.Pool.MaxConnectionsPerHost = Connections;
            await Load.Run(Connections, Connections, _ => Post());
            // One has gone and the others go now: these find connections in every state of their end.
            await Until(() => agent.Pool.OpenConnections < Connections);
            await Load.Run(40, 40, async Deferred (i) =>
                (await agent.RequestString(origin.URL(SitePages.Name(i))) == SitePages.Body(i)).Should().BeTrue("page {0} is its own", i));
            await Until(() => agent.Pool.OpenConnections == 0);
            await Post();
            await agent.Pool.CloseCachedConnections();

            async Deferred Post()
            {
                var response = await agent.Request("POST", origin.URL("post"), body: Body(Framing.Length));
                await response.ReadBody();
            }
        });
        origin.Quit();
        origin.Deliveries.Where(d => d.Method == "POST").Should().HaveCount(Connections + 1);
    }

    [Test]
    public void Connection_ThatTheServerEndsAfterSevenRequests_LosesNone([Values("nginx", "Apache", "Twisted", "Kestrel")] string server)
    {
        using var origin = Origins.Start(server, new OriginSettings { RequestsPerConnection = 7 });
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await Load.Run(100, 10, async Deferred (i) =>
            {
                var method = i % 2 == 0 ? "POST" : "GET";
                var response = await agent.Request(method, origin.URL("post"), body: method == "POST" ? new BytesBodyProducer("small"u8.ToArray()) : null);
                await response.ReadBody();
            });
            await agent.Pool.CloseCachedConnections();
        });
        origin.Quit();
        origin.Deliveries.Should().HaveCount(100);
        origin.Deliveries.GroupBy(d => d.Connection).Select(c => c.Count()).Should().OnlyContain(count => count <= 8);
        origin.Connections.Should().BeInRange(13, 16);
    }

    private static IBodyProducer Body(Framing framing) => framing == Framing.Length
        ? new BytesBodyProducer(Payload)
        : new StreamBodyProducer(new MemoryStream(Payload));

    private static async Deferred IsAnswered(IOrigin origin, Response response)
    {
        var answer = await response.ReadBody();
        if (origin.Echoes)
            answer.AsSpan().SequenceEqual(Payload).Should().BeTrue("the body comes back; {0} bytes did", answer.Length);
        else
            Encoding.ASCII.GetString(answer).Should().Be("posted");
    }

    private void With(string server, Func<Agent, Func<string, string>, Deferred> scenario) =>
        With(server, (agent, origin) => scenario(agent, origin.URL));

    private void With(string server, Func<Agent, IOrigin, Deferred> scenario)
    {
        using var origin = Origins.Start(server);
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await scenario(agent, origin);
            await Until(() => agent.Pool.IdleConnections == agent.Pool.OpenConnections);
            await agent.Pool.CloseCachedConnections();
        });
    }
}
