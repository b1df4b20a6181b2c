using System.Security.Cryptography;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Ten thousand requests to five servers of different make at once, from nothing to 100 MiB, all by one agent within its limits.
/// </summary>
public sealed class MixedRunTests(Type kind) : LiveReactor(kind)
{
    private const int Requests = 10_000;
    private const int InFlight = 60;
    private const int PerHost = 6;
    private const int InTotal = 20;

    // How many of the requests are for which size; the rest are for the small ones.
    private static readonly (int Size, int Every)[] Large = [(100 << 20, 2_000), (10 << 20, 500), (1 << 20, 50), (100_000, 10)];
    private static readonly int[] Small = [0, 1, 100, 1_024, 4_096, 10_000, 30_000];

    [Test]
    public void TenThousandRequests_ToFiveServers_AllArriveWholeWithinTheLimits()
    {
        using var scratch = new Scratch();
        var sums = WriteSite(scratch);
        var origins = Origins.All.Select(name => Origins.Start(name, new OriginSettings { Site = scratch.PathOf("site") })).ToArray();
        try
        {
            long received = 0;
            long connections = 0;
            Run(async Deferred () =>
            {
                var agent = new Agent(Reactor);
                agent.Pool.MaxConnectionsPerHost = PerHost;
                agent.Pool.MaxConnections = InTotal;
                await Load.Run(Requests, InFlight, async Deferred (i) =>
                {
                    var origin = origins[i % origins.Length];
                    var size = SizeOf(i);
                    using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                    Response response;
                    if (size == 100_000 && origin.Echoes)
                        response = await agent.Request("POST", origin.URL("post"), body: new FileBodyProducer(scratch.PathOf($"site/{size}.bin")));
                    else
                        response = await agent.Request("GET", origin.URL($"{size}.bin"));
                    response.Code.Should().Be(200);
                    await foreach (var piece in response.ReadChunks())
                    {
                        received += piece.Length;
                        sum.AppendData(piece.Span);
                    }
                    var hex = Convert.ToHexString(sum.GetHashAndReset());
                    hex.Should().Be(sums[size], "request {0}, of {1} bytes from {2}", i, size, Origins.All[i % origins.Length]);
                });
                agent.Pool.WaitingRequests.Should().Be(0);
                connections = agent.Pool.ConnectionsMade;
                await agent.Pool.CloseCachedConnections();
                await Until(() => agent.Pool.OpenConnections == 0);
            });
            received.Should().Be(Enumerable.Range(0, Requests).Sum(i => (long)SizeOf(i)));
            foreach (var origin in origins)
                origin.Quit();

            origins.Select(o => o.Deliveries.Count).Should().OnlyContain(count => count == Requests / origins.Length);
            origins.Sum(o => (long)o.Connections).Should().Be(connections, "the servers count what the pool says it made");
            origins.Select(o => ConnectionSpan.Peak(ConnectionSpan.Of(o))).Should().OnlyContain(peak => peak >= 1 && peak <= PerHost);
            ConnectionSpan.Peak(origins.SelectMany(ConnectionSpan.Of)).Should().BeInRange(PerHost + 1, InTotal);
        }
        finally
        {
            foreach (var origin in origins)
                origin.Dispose();
        }
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

    private static Dictionary<int, string> WriteSite(Scratch scratch)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(scratch.Folder, (UnixFileMode)0b111_101_101); // Apache serves as somebody else.
        Directory.CreateDirectory(scratch.PathOf("site"));
        var random = new Random(3420);
        var sums = new Dictionary<int, string>();
        foreach (var size in Small.Concat(Large.Select(l => l.Size)))
        {
            var content = new byte[size];
            random.NextBytes(content);
            File.WriteAllBytes(scratch.PathOf($"site/{size}.bin"), content);
            sums.Add(size, Convert.ToHexString(SHA256.HashData(content)));
        }
        return sums;
    }
}
