using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Pooling;

[TestFixture(false)]
[TestFixture(true)]
public sealed class PoolLifeTests(bool closesAtOnce)
{
    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Drain_NothingThere_FiresAtOnceAndTakesNothingMore()
    {
        SuccessResultOf(_web.Pool.Drain()).Should().BeEquivalentTo(new DrainReport([], 0));
        FailureResultOf<PoolClosedException>(_web.Ask());
        FailureResultOf<PoolClosedException>(_web.Get());
        FailureResultOf<PoolClosedException>(_web.Agent.WarmUp("http://a/"));
        SuccessResultOf(_web.Pool.Drain(TimeSpan.Zero));
        _web.Route.Connections.Should().BeEmpty();
    }

    [Test]
    public void Drain_RequestsUnderWayAndWaiting_EndFirst()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Kept("http://idle/");
        var busy = _web.Ask();
        var waiting = _web.Ask();
        var drained = _web.Pool.Drain(TimeSpan.FromSeconds(10));
        _web.Route.SettleAll();
        _web.Pool.IdleConnections.Should().Be(0);
        _web[1].TakeRequest();
        _web[1].Answer();
        _web[1].TakeRequest().Should().StartWith("GET");
        AssertNoResult(drained);
        _web[1].Answer();
        _web.Route.SettleAll();
        SuccessResultOf(busy);
        SuccessResultOf(waiting);
        SuccessResultOf(drained).CutRequests.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Drain_DeadlineOver_CutsWhatIsLeftAndReportsIt()
    {
        _web.Pool.MaxConnectionsPerHost = 2;
        var head = _web.Ask(url: "http://a/head");
        var body = _web.Ask(url: "http://a/body");
        var waiting = _web.Ask(url: "http://a/waiting");
        _web.Route.AcceptsAtOnce = false;
        var connecting = _web.Ask(url: "http://b/connecting");
        _web[1].Feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        var read = SuccessResultOf(body).ReadBody();
        var drained = _web.Pool.Drain(TimeSpan.FromSeconds(10));
        _web.Clock.Advance(9.9);
        AssertNoResult(drained);
        _web.Clock.Advance(0.1);
        FailureResultOf<PoolClosedException>(head);
        FailureResultOf<PoolClosedException>(read);
        FailureResultOf<PoolClosedException>(connecting);
        FailureResultOf<PoolClosedException>(waiting).Message.Should()
            .Be("<Request GET http://a/waiting> had not ended when the time to drain the pool was over.");
        _web.Route.SettleAll();
        var report = SuccessResultOf(drained);
        report.CutRequests.Select(r => r.URI.Path).Should().BeEquivalentTo("/head", "/body", "/waiting", "/connecting");
        report.CutConnections.Should().Be(3);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Drain_Twice_TheSoonerDeadlineCountsAndBothFire()
    {
        var asked = _web.Ask();
        var first = _web.Pool.Drain(TimeSpan.FromSeconds(10));
        var second = _web.Pool.Drain(TimeSpan.FromSeconds(1));
        var third = _web.Pool.Drain();
        _web.Clock.Advance(1);
        _web.Route.SettleAll();
        FailureResultOf<PoolClosedException>(asked);
        foreach (var drained in (Defer.Deferred<DrainReport>[])[first, second, third])
            SuccessResultOf(drained).CutRequests.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Drain_AgainstTime_Throws() =>
        _web.Invoking(w => w.Pool.Drain(TimeSpan.FromSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void Drain_CallbackAsksAgain_IsRefusedAndTheDrainEnds()
    {
        Exception? refused = null;
        _web.Ask().AddErrback(_ => { _web.Ask().AddErrback(f => { refused = f.Value; }); });
        var drained = _web.Pool.Drain(TimeSpan.Zero);
        _web.Route.SettleAll();
        SuccessResultOf(drained);
        refused.Should().BeOfType<PoolClosedException>();
    }

    [Test]
    public void CloseCachedConnections_TellsHowManyItClosed()
    {
        _web.Kept("http://a/");
        _web.Kept("http://b/");
        var closed = _web.Pool.CloseCachedConnections();
        _web.Route.SettleAll();
        SuccessResultOf(closed).Should().Be(2);
    }

    [Test]
    public void WarmUp_ConnectionsAreThereBeforeTheyAreNeeded()
    {
        _web.Pool.MaxConnectionsPerHost = 3;
        var warm = _web.Agent.WarmUp("http://a/x", 3);
        SuccessResultOf(warm).Should().Be(3);
        _web.Pool.IdleConnections.Should().Be(3);
        _web.Route.Connections.Should().OnlyContain(c => c.Written == "");
        var asked = _web.Ask();
        _web.Route.Connections.Should().HaveCount(3);
        _web[2].Answer();
        SuccessResultOf(asked).Connection.Should().Be(new ConnectionUse(3, 1));
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void WarmUp_LimitsHold()
    {
        _web.Pool.MaxConnections = 3;
        SuccessResultOf(_web.Agent.WarmUp("http://a/", 9)).Should().Be(2);
        SuccessResultOf(_web.Agent.WarmUp("http://b/", 9)).Should().Be(1);
        SuccessResultOf(_web.Agent.WarmUp("http://c/", 9)).Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void WarmUp_ServerRefuses_SaysHowManyAreThere()
    {
        _web.Route.AcceptsAtOnce = false;
        var warm = _web.Agent.WarmUp("http://a/", 2);
        _web[0].Refuse();
        AssertNoResult(warm);
        _web[1].Accept();
        SuccessResultOf(warm).Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void WarmUp_RequestComesMeanwhile_TakesTheFirstConnectionThatIsThere()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Route.AcceptsAtOnce = false;
        var warm = _web.Agent.WarmUp("http://a/");
        var asked = _web.Ask();
        _web.Pool.WaitingRequests.Should().Be(1);
        _web[0].Accept();
        SuccessResultOf(warm).Should().Be(1);
        _web[0].Answer();
        SuccessResultOf(asked);
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Snapshot_ShowsOriginsConnectionsAndWhoWaits()
    {
        _web.Pool.MaxConnectionsPerHost = 2;
        _web.Kept("http://a/");
        _web.Clock.Advance(2);
        _web.Ask(url: "http://a/x");
        _web.Route.AcceptsAtOnce = false;
        _web.Ask(url: "http://a/y");
        _web.Ask(url: "http://a/z");
        var snapshot = _web.Pool.Snapshot();
        var origin = snapshot.Origins.Should().ContainSingle().Subject;
        (origin.Origin.ToString(), origin.WaitingRequests).Should().Be(("http://a:80", 1));
        origin.Connections[0].Should().Be(
            new ConnectionSnapshot(1, ConnectionState.Waiting, TimeSpan.FromSeconds(2), 2, origin.Connections[0].Request));
        snapshot.ToString().Should().Be("""
            http://a:80: 2 connections, 1 waiting
              #1 Waiting, 2 requests, 2 s old, <Request GET http://a/x>
              connecting, <Request GET http://a/y>

            """.ReplaceLineEndings("\n"));
    }
}
