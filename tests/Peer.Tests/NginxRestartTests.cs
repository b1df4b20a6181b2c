using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>nginx reloaded or killed between requests and under load: what is idempotent survives what it can, a POST is never delivered
/// twice, nothing hangs. Each request has a target of its own, so that nginx's log tells how often it came.</summary>
public sealed class NginxRestartTests(Type kind) : LiveReactor(kind)
{
    [Test]
    public void Requests_NginxReloadedBetweenThem_AllSucceed()
    {
        using var nginx = new Nginx();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            for (var i = 0; i < 3; i++)
            {
                await GetAndPost(agent, nginx, i);
                // The reactor is busy meanwhile: nobody has read the end of the kept connections when the next requests are made.
                nginx.Reload();
            }
            await GetAndPost(agent, nginx, 3);
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        nginx.Deliveries.Where(d => d.Method == "POST").Select(d => d.Target).Should().Equal("/post/0", "/post/1", "/post/2", "/post/3");
        nginx.Deliveries.DistinctBy(d => d.Connection).Should().HaveCount(4, "a reload ends the kept connection, and only that does");
    }

    [Test]
    public void Requests_NginxKilledAndStartedAgainBetweenThem_AllSucceed()
    {
        using var nginx = new Nginx();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            for (var i = 0; i < 3; i++)
            {
                await GetAndPost(agent, nginx, i);
                nginx.Kill();
                nginx.Restart();
            }
            await GetAndPost(agent, nginx, 3);
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        nginx.Deliveries.Where(d => d.Method == "POST").Select(d => d.Target).Should().Equal("/post/0", "/post/1", "/post/2", "/post/3");
    }

    [Test]
    public void Requests_NginxReloadedUnderLoad_GetsSucceedAndPostsAreNeverDeliveredTwice()
    {
        using var nginx = new Nginx();
        var tally = new Tally();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            agent.Pool.MaxConnectionsPerHost = 8;
            var last = int.MaxValue;
            await Load.Run(50, i => i < last, async Deferred (i) =>
            {
                await One(agent, nginx, i, tally);
                if (tally.Ended == 200)
                    nginx.BeginReload();
                else if (tally.Ended > 200 && last == int.MaxValue && nginx.IsReloaded)
                    last = i + 1000; // Long after the old workers are gone.
            });
            await agent.Pool.CloseCachedConnections();
        });
        nginx.Quit();
        tally.FailedGets.Should().BeEmpty("a GET that met a closing connection is sent again on a new one");
        foreach (var lost in tally.FailedPosts.Values) // Often none: a connection is looked at before it is used again.
            IsFairLoss(lost);
        nginx.Deliveries.DistinctBy(d => d.Target).Should().HaveCountGreaterThanOrEqualTo(
            tally.Ended - tally.FailedPosts.Count, "what succeeded is in the log");
        CheckDeliveries(nginx);
    }

    [Test]
    public void Requests_NginxKilledUnderLoad_AllEndAndPostsAreNeverDeliveredTwice()
    {
        using var nginx = new Nginx();
        var tally = new Tally();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            agent.Pool.MaxConnectionsPerHost = 8;
            await Load.Run(2000, 50, async Deferred (i) =>
            {
                await One(agent, nginx, i, tally);
                if (tally.Ended == 500)
                    nginx.Kill();
                else if (tally.Ended == 1000)
                    nginx.Restart();
            });
            tally.Ended.Should().Be(2000);
            for (var i = 2000; i < 2010; i++)
                await GetAndPost(agent, nginx, i);
            await agent.Pool.CloseCachedConnections();
            agent.Pool.WaitingRequests.Should().Be(0);
        });
        nginx.Quit();
        tally.FailedGets.Should().NotBeEmpty("for a while nobody listened");
        tally.FailedGets.Values.Concat(tally.FailedPosts.Values).Should().AllSatisfy(IsFairLoss);
        CheckDeliveries(nginx);
    }

    private static async Deferred GetAndPost(Agent agent, Nginx nginx, int i)
    {
        (await agent.RequestString(nginx.URL($"{SitePages.Name(3)}?{i}"))).Should().Be(SitePages.Body(3));
        (await Fetching.Send(agent, "POST", nginx.URL($"post/{i}"))).Should().StartWith("posted on");
    }

    /// <summary>Every fourth a POST, the others GETs.</summary>
    private static async Deferred One(Agent agent, Nginx nginx, int i, Tally tally)
    {
        var isPost = i % 4 == 0;
        var target = isPost ? $"post/{i}" : $"{SitePages.Name(i)}?{i}";
        try
        {
            if (isPost)
                (await Fetching.Send(agent, "POST", nginx.URL(target))).Should().StartWith("posted on");
            else
                (await agent.RequestString(nginx.URL(target)) == SitePages.Body(i)).Should().BeTrue("{0} is its own page", target);
        }
        catch (Exception e) when (e is not AssertionException)
        {
            (isPost ? tally.FailedPosts : tally.FailedGets).Add($"/{target}", e);
        }
        finally
        {
            tally.Ended++;
        }
    }

    private static void IsFairLoss(Exception e) =>
        (e is ResponseFailedException or PartialDownloadException or RequestTransmissionFailedException or ConnectionRefusedException)
            .Should().BeTrue("it says what became of the connection: {0}", e);

    private static void CheckDeliveries(Nginx nginx)
    {
        var times = nginx.Deliveries.GroupBy(d => d.Target).ToDictionary(group => group.Key, group => group.Count());
        times.Where(t => t.Key.StartsWith("/post/", StringComparison.Ordinal)).Should().OnlyContain(t => t.Value == 1);
        times.Should().OnlyContain(t => t.Value <= 2, "what is sent again is sent once more");
    }

    private sealed class Tally
    {
        internal int Ended { get; set; }

        internal Dictionary<string, Exception> FailedGets { get; } = [];

        internal Dictionary<string, Exception> FailedPosts { get; } = [];
    }
}
