using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Pooling;

/// <summary>How long a connection is kept: its age, its number of requests, and what the server says.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class AgingTests(bool closesAtOnce)
{
    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Limits_OutOfRange_Throw()
    {
        FluentActions.Invoking(() => _web.Pool.MaxConnectionLifetime = TimeSpan.Zero).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _web.Pool.MaxRequestsPerConnection = 0).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _web.Pool.MaxWaitingRequests = -1).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _web.Pool.MaxWaitingPerHost = -1).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _web.Pool.Budget = null!).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void RequestsCap_Reached_TheNextGoesOverANewConnection()
    {
        _web.Pool.MaxRequestsPerConnection = 2;
        _web.Pool.MaxConnectionsPerHost = 1;
        var asked = Enumerable.Range(0, 5).Select(_ => _web.Ask()).ToArray();
        for (var i = 0; i < 5; i++)
        {
            _web.Route.Last.TakeRequest();
            _web.Route.Last.Answer();
            _web.Route.SettleAll();
        }
        asked.Select(a => SuccessResultOf(a).Connection).Should().Equal(new(1, 1), new(1, 2), new(2, 1), new(2, 2), new(3, 1));
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Lifetime_OverWhileBusy_IsClosedAfterTheRequest()
    {
        _web.Pool.MaxConnectionLifetime = TimeSpan.FromSeconds(100);
        var asked = _web.Ask();
        _web.Clock.Advance(100);
        _web[0].Answer();
        SuccessResultOf(asked);
        _web.Route.SettleAll();
        _web.Pool.OpenConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Lifetime_OverWhileIdle_IsClosedThen()
    {
        _web.Pool.MaxConnectionLifetime = TimeSpan.FromSeconds(100);
        var asked = _web.Ask();
        _web.Clock.Advance(60);
        _web[0].Answer();
        SuccessResultOf(asked);
        _web.Clock.Advance(39);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Clock.Advance(1);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [TestCase("timeout=5", 4)]
    [TestCase("timeout=5, max=100", 4)]
    [TestCase("max=100,Timeout = \"5\"", 4)]
    [TestCase("timeout=1", 0.5)]
    [TestCase("timeout=600", 240)]
    [TestCase("timeout=-5", 240)]
    [TestCase("timeout", 240)]
    [TestCase("timeout=99999999999999999999", 240)]
    [TestCase("5", 240)]
    [TestCase("timeout=0", 0)]
    public void KeepAliveTimeout_OfTheServer_IsHonouredWithAMargin(string value, double kept)
    {
        KeptWith(value);
        if (kept > 0)
        {
            _web.Clock.Advance(kept - 0.01);
            _web.Pool.IdleConnections.Should().Be(1);
        }
        _web.Clock.Advance(0.02);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void KeepAliveTimeout_Several_AreFoundWithinASecond()
    {
        KeptWith("timeout=100", "http://long/");
        for (var i = 0; i < 5; i++)
        {
            KeptWith("timeout=5", $"http://short{i}/");
            _web.Clock.Advance(0.1);
        }
        _web.Clock.Advance(3.5);
        _web.Pool.IdleConnections.Should().Be(5);
        _web.Clock.Advance(1.5);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Clock.Advance(100);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void KeepAliveTimeout_JustOver_TheConnectionIsNotUsedThoughNobodySweptItYet()
    {
        KeptWith("timeout=5", "http://first/");
        _web.Clock.Advance(0.5);
        KeptWith("timeout=5", "http://second/");
        _web.Clock.Advance(3.5);
        _web.Clock.Advance(0.6); // The sweep at 4 s has taken the first; the next is a second later.
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Ask(url: "http://second/");
        _web.Route.SettleAll();
        _web.Route.Connections.Should().HaveCount(3);
        // Closing the last lane of an origin that something is just being asked of must not lose sight of the origin.
        _web.Pool.Snapshot().Origins.Should().ContainSingle().Which.Connections.Should().ContainSingle();
        _web.Route.Last.Answer();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void KeepAliveMax_Zero_ClosesTheConnection()
    {
        KeptWith("timeout=5, max=0");
        _web.Route.SettleAll();
        _web.Pool.OpenConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    private void KeptWith(string keepAlive, string url = "http://a/")
    {
        var asked = _web.Ask(url: url);
        _web.Route.Last.TakeRequest();
        _web.Route.Last.Answer(fields: $"Keep-Alive: {keepAlive}\r\n");
        SuccessResultOf(asked);
    }
}
