using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

public sealed class TwistedConnectionTests(Type kind) : ConnectionCountContract(kind)
{
    [Test]
    public void Post_ConnectionClosedByTheServerInsteadOfAnAnswer_IsDeliveredOnce()
    {
        using var site = new TwistedSite();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await agent.RequestString(site.URL(SitePages.Name(2)));
            (await Fetching.FailureOf(Fetching.Send(agent, "POST", site.URL("drop")))).Should().BeOfType<ResponseNeverReceivedException>();
            (await agent.RequestString(site.URL(SitePages.Name(3)))).Should().Be(SitePages.Body(3));
        });
        site.Quit();
        site.Deliveries.Where(d => d.Method == "POST").Should().HaveCount(1);
        site.Connections.Should().Be(2);
    }

    [Test]
    public void Get_ConnectionClosedByTheServerInsteadOfAnAnswer_IsDeliveredTwiceAndNoMore()
    {
        using var site = new TwistedSite();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await agent.RequestString(site.URL(SitePages.Name(2)));
            (await Fetching.FailureOf(agent.RequestString(site.URL("drop")))).Should().BeOfType<ResponseNeverReceivedException>();
        });
        site.Quit();
        site.Deliveries.Where(d => d.Target == "/drop").Select(d => d.ToString()).Should().Equal("1 GET /drop", "2 GET /drop");
    }

    private protected override IOrigin Start() => new TwistedSite();
}
