using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Large bodies both ways, answers that are not pages, and uploads that the server is asked about first: on every real server,
/// over one connection by its own count.</summary>
public sealed class OriginAnswerTests(Type kind) : LiveReactor(kind)
{
    private const int LargeBytes = 32 << 20;
    private const int SmallBytes = 300_000;

    private static readonly string[] All = Origins.All;

    private Scratch _scratch = null!; // Made in OneTimeSetUp, as the sums.
    private string _largeSum = null!;
    private string _smallSum = null!;

    public enum Framing
    {
        Length,
        Chunks,
    }

    private string Site => _scratch.PathOf("site");

    [OneTimeSetUp]
    public void WriteFiles()
    {
        _scratch = new Scratch();
        _scratch.OpenToAll();
        SitePages.WriteTo(_scratch);
        _largeSum = BigFile.Write(PathOf("large.bin"), LargeBytes, seed: 1);
        _smallSum = BigFile.Write(PathOf("small.bin"), SmallBytes, seed: 2);
    }

    [OneTimeTearDown]
    public void DeleteFiles() => _scratch.Dispose();

    [Test]
    public void LargeBodies_BothWays_ArriveWholeOverOneConnection([ValueSource(nameof(All))] string server, [Values] Framing framing) =>
        OverOneConnection(server, requests: 2, async (agent, origin) =>
        {
            var response = await agent.Request("GET", origin.URL("large.bin"));
            response.Length.Should().Be(LargeBytes);
            (await SumOfBody.Read(response)).Should().Be(_largeSum);
            (await Uploading.Send(agent, origin, "large", Body("large.bin", framing))).Should().Be(_largeSum);
        });

    [Test]
    public void Upload_ServerIsAskedFirst_SaysContinueAndGetsItWhole([ValueSource(nameof(All))] string server, [Values] Framing framing)
    {
        var heard = new List<int>();
        var asking = new RequestOptions { ExpectContinue = TimeSpan.FromSeconds(60), Informational = word => heard.Add(word.Code) };
        OverOneConnection(server, requests: 3, async (agent, origin) =>
        {
            for (var i = 0; i < 3; i++)
                (await Uploading.Send(agent, origin, $"asked{i}", Body("small.bin", framing), asking)).Should().Be(_smallSum);
        });
        heard.Should().Equal(100, 100, 100);
    }

    [Test]
    public void Upload_ServerIsAskedFirstAndRefuses_IsSentOnlyToWhoHasSaidContinue([ValueSource(nameof(All))] string server)
    {
        using var origin = Start(server);
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var heard = new List<int>();
            var isSent = false;
            var asking = new RequestOptions { ExpectContinue = TimeSpan.FromSeconds(60), Informational = word => heard.Add(word.Code) };
            var response = await agent.Request("POST", origin.URL("refused"), body: new EnumerableBodyProducer(Pieces(), 3), options: asking);
            response.Code.Should().Be(403);
            await response.Discard();
            isSent.Should().Be(!origin.RefusesAtOnce);
            heard.Should().HaveCount(origin.RefusesAtOnce ? 0 : 1);
            (await agent.RequestString(origin.URL(SitePages.Name(3)))).Should().Be(SitePages.Body(3));
            // A body that is announced and never comes ends the connection.
            agent.Pool.ConnectionsMade.Should().Be(origin.RefusesAtOnce ? 2 : 1);
            await agent.Pool.CloseCachedConnections();

            async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces()
            {
                isSent = true;
                yield return new byte[3];
                await Task.CompletedTask;
            }
        });
    }

    [Test]
    public void NoContent_HasNoBody_AndTheConnectionIsKept([ValueSource(nameof(All))] string server) =>
        OverOneConnection(server, requests: 4, async (agent, origin) =>
        {
            for (var i = 0; i < 3; i++)
            {
                var response = await agent.Request("GET", origin.URL("none"));
                response.Code.Should().Be(204);
                (await response.ReadBody()).Should().BeEmpty();
            }
            (await agent.RequestString(origin.URL(SitePages.Name(3)))).Should().Be(SitePages.Body(3));
        });

    [Test]
    public void Redirect_IsFollowed_OverTheSameConnection([ValueSource(nameof(All))] string server) =>
        OverOneConnection(server, requests: 6, async (agent, origin) =>
        {
            for (var i = 0; i < 3; i++)
            {
                var response = await new RedirectAgent(agent).Request("GET", origin.URL("moved"));
                response.PreviousResponse!.Code.Should().Be(302); // It was redirected.
                (await response.ReadString()).Should().Be(SitePages.Body(3));
            }
        });

    [Test]
    public void Trailers_OfChunkedBodies_AreToldAtTheirEnd() => OverOneConnection("nginx", SitePages.Count, async (agent, origin) =>
    {
        for (var i = 0; i < SitePages.Count; i++)
        {
            var response = await agent.Request("GET", origin.URL($"trailing/{SitePages.Name(i)}"));
            response.Length.Should().BeNull();
            (await response.ReadString() == SitePages.Body(i)).Should().BeTrue("page {0} is its own", i);
            response.Trailers!.GetRawHeaders("X-Ending").Should().Equal("that was all"); // There are some.
            response.Headers.HasHeader("X-Ending").Should().BeFalse();
        }
    });

    private string PathOf(string name) => Path.Combine(Site, name);

    private IBodyProducer Body(string name, Framing framing) =>
        framing == Framing.Length ? new FileBodyProducer(PathOf(name)) : Uploading.InChunks(PathOf(name));

    private IOrigin Start(string server) => Origins.Start(server, new OriginSettings { Site = Site });

    private void OverOneConnection(string server, int requests, Func<Agent, IOrigin, Deferred> scenario)
    {
        using var origin = Start(server);
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await scenario(agent, origin);
            await Until(() => agent.Pool.IdleConnections == agent.Pool.OpenConnections);
            await agent.Pool.CloseCachedConnections();
        });
        origin.Quit();
        origin.Deliveries.Should().HaveCount(requests);
        origin.Connections.Should().Be(1);
    }
}
