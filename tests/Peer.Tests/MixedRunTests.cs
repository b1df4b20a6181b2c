using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Ten thousand requests to five servers of different make, asked for at once and answered within one agent's limits, with bodies
/// from nothing to 100 MiB both ways.</summary>
/// <remarks>All wait from the start, so a server's connections change in number a few times only: its own count, which may note an end late,
/// is not hurried by the next connection.</remarks>
public sealed class MixedRunTests(Type kind) : LiveReactor(kind)
{
    private const int Requests = 10_000;
    private const int PerHost = 6;
    private const int InTotal = 20;

    /// <summary>Far less than the large bodies together; each fills it alone.</summary>
    private const long MostMemoryGrowth = 100 << 20;
    private const long MemoryLookBytes = 4 << 20;

    // One in so many of the requests is for that size; the rest are for the small ones.
    private static readonly (int Size, int Every)[] Large = [(100 << 20, 1_000), (10 << 20, 500), (1 << 20, 50), (100_000, 10)];
    private static readonly int[] Small = [0, 1, 100, 1_024, 4_096, 10_000, 30_000];

    private readonly Dictionary<int, string> _sums = [];
    private Scratch _scratch = null!; // Made in SetUp, as the servers.
    private IOrigin[] _origins = null!;

    [SetUp]
    public void StartServers()
    {
        OpenSockets.Require();
        Descriptors.Require();
        _origins = [];
        _scratch = new Scratch();
        _scratch.OpenToAll();
        Directory.CreateDirectory(_scratch.PathOf("site"));
        foreach (var size in Small.Concat(Large.Select(l => l.Size)))
            _sums[size] = BigFile.Write(PathOf(size), size, seed: 3420);
        foreach (var name in Origins.All)
            _origins = [.. _origins, Origins.Start(name, new OriginSettings { Site = _scratch.PathOf("site") })];
    }

    [TearDown]
    public void DropServers()
    {
        foreach (var origin in _origins)
            origin.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void TenThousandRequests_ToFiveServers_AllArriveWholeWithinTheLimits()
    {
        var ports = _origins.Select(o => new Uri(o.URL("")).Port).ToArray();
        var watch = new WatchedRoute(Reactor, ports);
        long made = 0;
        Run(async Deferred () =>
        {
            var sockets = Descriptors.Sockets();
            var agent = Agent.UsingEndpointFactory(Reactor, watch);
            agent.Pool.MaxConnectionsPerHost = PerHost;
            agent.Pool.MaxConnections = InTotal;
            agent.Pool.Budget = new RequestBudget { Queue = null };
            var memory = new MemoryWatch(MemoryLookBytes);
            await Load.Run(Requests, Requests, async Deferred (i) =>
            {
                var (origin, size) = (_origins[i % _origins.Length], SizeOf(i));
                var sum = IsUpload(i)
                    ? await Uploading.Send(agent, origin, $"{i}", Body(i, size))
                    : await SumOf(await agent.Request("GET", origin.URL($"{size}.bin")));
                sum.Should().Be(_sums[size], "request {0}, of {1} bytes, {2} {3}", i, size, IsUpload(i) ? "to" : "from", origin.GetType().Name);
                memory.Carried(size);
            });
            agent.Pool.WaitingRequests.Should().Be(0);
            made = agent.Pool.ConnectionsMade;
            await agent.Pool.CloseCachedConnections();
            await Until(() => agent.Pool.OpenConnections == 0);
            // Kestrel, in this process, has its ends to close too.
            await Until(() => Descriptors.Sockets() <= sockets);
            TestContext.Out.WriteLine($"{made} connections; {memory.Growth >> 20} MiB of memory");
            memory.Growth.Should().BeLessThan(MostMemoryGrowth);
        });
        foreach (var origin in _origins)
            origin.Quit();

        _origins.Select(o => o.Deliveries.Count).Should().OnlyContain(count => count == Requests / _origins.Length, "each is delivered once");
        _origins.Select(o => o.Connections).Should().Equal(ports.Select(port => watch.Made[port]), "the servers count what was made to them");
        _origins.Sum(o => (long)o.Connections).Should().Be(made, "and so does the pool");
        watch.Most.Values.Should().OnlyContain(most => most <= PerHost).And.Contain(PerHost, "the limit is used, and holds, by the system's count");
        watch.MostTogether.Should().Be(InTotal);
        foreach (var origin in _origins)
        {
            TestContext.Out.WriteLine($"{origin.GetType().Name}: {origin.Connections} connections, at most {origin.MostAtOnce} at once");
            (origin.MostAtOnce ?? ConnectionSpan.Peak(ConnectionSpan.Of(origin))).Should().BeInRange(1, PerHost);
        }
        ConnectionSpan.Peak(_origins.SelectMany(ConnectionSpan.Of)).Should().BeInRange(PerHost + 1, InTotal);
    }

    private static Deferred<string> SumOf(Response response)
    {
        response.Code.Should().Be(200);
        return SumOfBody.Read(response);
    }

    // Strides that have nothing in common with the number of servers: each server gets its share of each size.
    private static int SizeOf(int i)
    {
        var lot = i / Origins.All.Length;
        foreach (var (size, every) in Large)
        {
            if (i % every == i / every % Origins.All.Length)
                return size;
        }
        return Small[lot % Small.Length];
    }

    /// <summary>Every other lot of the second half, large ones among them.</summary>
    private static bool IsUpload(int i) => i >= Requests / 2 && i / Origins.All.Length % 2 == 0;

    private IBodyProducer Body(int i, int size) => i / 10 % 2 == 0 ? new FileBodyProducer(PathOf(size)) : Uploading.InChunks(PathOf(size));

    private string PathOf(int size) => _scratch.PathOf($"site/{size}.bin");
}
