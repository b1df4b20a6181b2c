using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>How many connections a thousand requests take, by the count of a real server.</summary>
public abstract class ConnectionCountContract(Type kind) : LiveReactor(kind)
{
    private const int Requests = 1000;

    [Test]
    public void Requests_OneAtATime_UseOneConnection()
    {
        var deliveries = Fetch(persist: true, concurrency: 1);
        deliveries.Should().HaveCount(Requests);
        deliveries.DistinctBy(d => d.Connection).Should().HaveCount(1);
    }

    [Test]
    public void Requests_FiftyAtATime_UseTwoConnections()
    {
        var deliveries = Fetch(persist: true, concurrency: 50);
        deliveries.Should().HaveCount(Requests);
        deliveries.DistinctBy(d => d.Connection).Should().HaveCount(2);
    }

    [Test]
    public void Requests_NotPersistent_UseOneConnectionEach()
    {
        var deliveries = Fetch(persist: false, concurrency: 50);
        deliveries.Should().HaveCount(Requests);
        deliveries.DistinctBy(d => d.Connection).Should().HaveCount(Requests);
    }

    private protected abstract IOrigin Start();

    private IReadOnlyList<Delivery> Fetch(bool persist, int concurrency)
    {
        using var origin = Start();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor, persist);
            await Load.Run(Requests, concurrency, async Deferred (i) =>
            {
                var page = await agent.RequestString(origin.URL(SitePages.Name(i)));
                // Not BeEquivalentTo or Be: they would print 300,000 letters.
                (page == SitePages.Body(i)).Should().BeTrue("request {0} gets its own page; this one has {1} bytes", i, page.Length);
            });
            agent.Pool.WaitingRequests.Should().Be(0);
            await agent.Pool.CloseCachedConnections();
            await Until(() => agent.Pool.OpenConnections == 0);
        });
        origin.Quit();
        origin.Connections.Should().Be(origin.Deliveries.DistinctBy(d => d.Connection).Count(), "no connection is opened for nothing");
        return origin.Deliveries;
    }
}
