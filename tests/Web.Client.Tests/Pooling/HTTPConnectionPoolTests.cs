using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Pooling;

[TestFixture(false)]
[TestFixture(true)]
public sealed class HTTPConnectionPoolTests(bool closesAtOnce)
{
    private readonly List<string> _order = [];
    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _order.Clear();
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Limits_OutOfRange_Throw()
    {
        FluentActions.Invoking(() => _web.Pool.MaxConnectionsPerHost = 0).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _web.Pool.MaxConnections = 0).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _web.Pool.CachedConnectionTimeout = TimeSpan.FromTicks(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new HTTPConnectionPool(null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void PerHostLimit_Reached_OthersWaitAndGoInOrder()
    {
        foreach (var i in Enumerable.Range(1, 5))
            Get($"http://a/{i}");
        _web.Route.Connections.Should().HaveCount(2);
        _web.Pool.ToString().Should().Be("<HTTPConnectionPool 1 origins, 2 connections (0 idle), 3 waiting>");
        foreach (var i in (int[])[1, 0, 0, 1, 0])
            Serve(_web[i]);
        _order.Should().Equal("/2", "/1", "/4", "/3", "/5");
        _web.Route.Connections.Should().HaveCount(2);
        _web.Pool.ToString().Should().Be("<HTTPConnectionPool 1 origins, 2 connections (2 idle), 0 waiting>");
        _web.Pool.ConnectionsMade.Should().Be(2);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void PerHostLimit_IsPerSchemeHostPortAndRoute()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        foreach (var url in (string[])["http://a/", "http://b/", "https://a/", "http://a:81/", "http://A:80/"])
            Get(url);
        _web.Route.Connections.Should().HaveCount(4);
        _web.Pool.WaitingRequests.Should().Be(1);
        var otherRoute = new FakeRoute();
        Agent.UsingEndpointFactory(_web.Clock, otherRoute, _web.Pool).RequestString("http://a/").AddErrback(_ => { });
        otherRoute.Connections.Should().ContainSingle();
    }

    [Test]
    public void TotalLimit_OneOrigin_TheLaneIsKeptForItsOwnWaiters()
    {
        _web.Pool.MaxConnections = 1;
        foreach (var i in Enumerable.Range(1, 3))
            Get($"http://a/{i}");
        Serve(_web[0]);
        Serve(_web[0]);
        Serve(_web[0]);
        _order.Should().Equal("/1", "/2", "/3");
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void TotalLimit_BusyOrigin_CannotStarveAnother()
    {
        _web.Pool.MaxConnections = 1;
        Get("http://a/1");
        Get("http://a/2");
        Get("http://b/3");
        Get("http://a/4");
        Serve(_web[0]);
        Serve(_web[0]);
        _web[0].Transport.Disconnecting.Should().Be(!closesAtOnce);
        _web.Route.SettleAll();
        Serve(_web[1]);
        _web.Route.SettleAll();
        Serve(_web[2]);
        _order.Should().Equal("/1", "/2", "/3", "/4");
        _web[1].URI.Host.Should().Be("b");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void TotalLimit_IdleConnectionElsewhere_TheOldestMakesRoom()
    {
        _web.Pool.MaxConnections = 2;
        _web.Kept("http://a/");
        _web.Kept("http://b/");
        Get("http://c/c");
        if (!closesAtOnce)
        {
            _web.Route.Connections.Should().HaveCount(2);
            _web[0].Settle();
        }
        _web[1].Transport.Connected.Should().BeTrue();
        Serve(_web[2]);
        _order.Should().Equal("/c");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void TotalLimit_SeveralWait_AsManyIdleOnesMakeRoomAndNoMore()
    {
        _web.Pool.MaxConnections = 4;
        foreach (var host in "abcd")
            _web.Kept($"http://{host}/");
        Get("http://x/1");
        Get("http://x/2");
        Get("http://x/3");
        _web.Route.Connections.Count(c => c.Transport.Disconnecting || c.Transport.Disconnected).Should().Be(2);
        _web.Pool.IdleConnections.Should().Be(2);
        _web.Route.SettleAll();
        _web.Route.Connections.Should().HaveCount(6);
        Serve(_web[4]);
        Serve(_web[5]);
        Serve(_web[4]);
        _order.Should().Equal("/1", "/2", "/3");
        _web.Pool.OpenConnections.Should().Be(4);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void TotalLimit_PlaceAlreadyOnItsWay_ABusyLaneGoesOnWithItsOwn()
    {
        _web.Pool.MaxConnections = 2;
        _web.Kept("http://a/");
        Get("http://b/1");
        Get("http://c/2");
        Get("http://b/3");
        _web[0].IsClosing.Should().Be(!closesAtOnce);
        Serve(_web[1]);
        _web[1].IsClosing.Should().BeFalse();
        Serve(_web[1]);
        _web.Route.SettleAll();
        Serve(_web[2]);
        _order.Should().Equal("/1", "/3", "/2");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void PerHostWaiter_BeginsToStarve_TakesThePlaceThatIsOnItsWay()
    {
        _web.Pool.MaxConnections = 3;
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Kept("http://x/");
        _web.Kept("http://y/");
        Get("http://b/1");
        Get("http://c/2");
        Get("http://b/3");
        _web[2].Lose(); // The other place is for the oldest, and the one on its way for the next.
        _web.Route.SettleAll();
        _web.Route.Connections.Skip(3).Select(c => c.Written.Split(' ')[1]).Should().Equal("/2", "/3");
        _web.Pool.IdleConnections.Should().Be(1);
        Serve(_web[3]);
        Serve(_web[4]);
        _order.Should().Equal("/1 failed", "/2", "/3");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Place_OfAClosedConnection_IsTakenUntilItIsGone()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        Get("http://a/1");
        Get("http://a/2");
        _web[0].Answer(fields: "Connection: close\r\n");
        _order.Should().Equal("/1");
        if (!closesAtOnce)
        {
            _web.Route.Connections.Should().ContainSingle();
            _web.Pool.OpenConnections.Should().Be(1);
            _web[0].Settle();
        }
        Serve(_web[1]);
        _order.Should().Equal("/1", "/2");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void MaxConnectionsPerHost_RaisedWhileRequestsWait_TheyGoOn()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        foreach (var i in Enumerable.Range(1, 5))
            Get($"http://a/{i}");
        _web.Pool.MaxConnectionsPerHost = 4;
        _web.Route.Connections.Should().HaveCount(4);
        _web.Route.Connections.Select(c => c.Written.Split(' ')[1]).Should().Equal("/1", "/2", "/3", "/4");
        _web.Pool.WaitingRequests.Should().Be(1);
    }

    [Test]
    public void MaxConnections_RaisedWhileRequestsWait_TheyGoOn()
    {
        _web.Pool.MaxConnections = 1;
        Get("http://a/1");
        Get("http://b/2");
        Get("http://c/3");
        Get("http://d/4");
        _web.Pool.MaxConnections = 3;
        _web.Route.Connections.Select(c => c.URI.Host).Should().Equal("a", "b", "c");
        _web.Pool.MaxConnections = null;
        _web.Route.Connections.Should().HaveCount(4);
    }

    [Test]
    public void Limits_Lowered_IdleOnesAreClosedAndBusyOnesWhenTheyAreDone()
    {
        foreach (var i in Enumerable.Range(1, 2))
            Get($"http://a/{i}");
        _web.Kept("http://b/");
        _web.Pool.MaxConnections = 1;
        _web[2].Transport.Connected.Should().Be(!closesAtOnce);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.Route.SettleAll();
        Serve(_web[0]);
        _web.Route.SettleAll();
        _web.Pool.OpenConnections.Should().Be(1);
        Serve(_web[1]);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void PerHostLimit_Lowered_IdleOnesOfThatHostAreClosed()
    {
        Get("http://a/1");
        Get("http://a/2");
        Serve(_web[0]);
        Serve(_web[1]);
        _web.Kept("http://b/");
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Pool.IdleConnections.Should().Be(2);
        _web.Route.SettleAll();
        _web.Pool.OpenConnections.Should().Be(2);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ConnectFailure_FailsThatRequestOnlyAndLetsTheNextTry()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Route.AcceptsAtOnce = false;
        Get("http://a/1");
        Get("http://a/2");
        _web[0].Refuse();
        _order.Should().Equal("/1 failed");
        _web[1].Accept();
        Serve(_web[1]);
        _order.Should().Equal("/1 failed", "/2");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Endpoint_Throws_RequestFailsAndNothingIsLeft()
    {
        _web.Route.Choosing = _ => throw new FormatException("no");
        FailureResultOf<FormatException>(_web.Get());
        FailureResultOf<FormatException>(_web.Ask());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Endpoint_ConnectThrowsOrFailsAtOnce_RequestFailsAndNothingIsLeft()
    {
        _web.Route.Connecting = () => throw new FormatException("no");
        FailureResultOf<FormatException>(_web.Get());
        _web.Route.Connecting = () => Deferred.Fail<IProtocol>(new ConnectionRefusedException("no"));
        FailureResultOf<ConnectionRefusedException>(_web.Get());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Endpoint_FailsAtOnceWhileThousandsWait_AllFailWithoutDeepRecursion()
    {
        _web.Pool.MaxConnections = 1;
        Get("http://z/busy");
        const int Waiters = 20_000;
        for (var i = 0; i < Waiters; i++)
            Get($"http://a{i % 7}/{i}");
        _web.Route.Connecting = () => Deferred.Fail<IProtocol>(new ConnectionRefusedException("no"));
        _web[0].Lose();
        // Who waits goes on before who is done is told.
        _order.Should().Equal(Enumerable.Range(0, Waiters).Select(i => $"/{i} failed").Append("/busy failed"));
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Endpoint_ThrowsForOneWaiter_TheOthersGoOn()
    {
        _web.Pool.MaxConnections = 1;
        Get("http://a/1");
        Get("http://bad/2");
        Get("http://c/3");
        _web.Route.Choosing = uri =>
        {
            if (uri.Host == "bad")
                throw new FormatException("no");
        };
        _web[0].Lose();
        _order.Should().Equal("/2 failed", "/1 failed");
        Serve(_web[1]);
        _order[^1].Should().Be("/3");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ConnectCancelled_ConnectionComesAllTheSame_IsRefusedAndTheCountIsRight()
    {
        var late = new Deferred<IProtocol>(); // It has no canceller: the connection cannot be stopped.
        _web.Route.Connecting = () => late;
        var got = _web.Get();
        _web.Pool.OpenConnections.Should().Be(1);
        got.Cancel();
        FailureResultOf<CancelledException>(got);
        late.Callback(new HTTP11ClientProtocol());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Attempt_FailsAfterItsConnectionWasMadeAndLost_IsCountedOnce()
    {
        var attempt = new Deferred<IProtocol>();
        var agent = Agent.UsingEndpointFactory(_web.Clock, new MadeAndLost(attempt), _web.Pool);
        FailureResultOf<ResponseNeverReceivedException>(agent.RequestString("http://a/"));
        _web.Kept();
        attempt.Errback(new ConnectionLostException("while it was being made"));
        _web.Pool.OpenConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Idle_For240Seconds_IsClosedThenAndNotBefore()
    {
        _web.Clock.Advance(0.1); // A sum that binary seconds do not hit exactly.
        _web.Kept();
        _web.Clock.GetDelayedCalls().Should().ContainSingle();
        _web.Clock.Advance(239.9);
        _web[0].Transport.Disconnecting.Should().BeFalse();
        _web[0].IsOpen.Should().BeTrue();
        _web.Clock.Advance(0.1);
        _web.Route.SettleAll();
        _web[0].IsOpen.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Idle_ReusedAfter239Seconds_GetsNew240Seconds()
    {
        _web.Kept();
        _web.Clock.Advance(239);
        _web.Kept();
        _web.Clock.Advance(239);
        _web.Clock.GetDelayedCalls().Should().ContainSingle();
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Route.Connections.Should().ContainSingle();
        _web.Clock.Advance(1);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Idle_Several_EachHasItsOwn240SecondsAndOneTimerWatches()
    {
        foreach (var host in "abc")
        {
            _web.Kept($"http://{host}/");
            _web.Clock.Advance(100);
        }
        _web.Clock.GetDelayedCalls().Should().ContainSingle();
        var idle = new List<int>();
        foreach (var step in (double[])[-1, 39, 1, 99, 1, 99, 1])
        {
            if (step > 0)
                _web.Clock.Advance(step);
            idle.Add(_web.Pool.IdleConnections);
        }
        idle.Should().Equal(2, 2, 1, 1, 0, 0, 0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Idle_ClocksOfAllFractions_NeverSpin()
    {
        // An infinite loop here would hang the test: each step asks for a rest that doubles cannot hold.
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            _web.Kept($"http://a{i}/");
            _web.Clock.Advance(random.NextDouble() * 10);
        }
        _web.Clock.Advance(300);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void CachedConnectionTimeout_Shortened_HoldsForThoseThatAreIdle()
    {
        _web.Kept();
        _web.Clock.Advance(20);
        _web.Pool.CachedConnectionTimeout = TimeSpan.FromSeconds(30);
        _web.Clock.Advance(9);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Clock.Advance(1);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void CachedConnectionTimeout_Zero_ClosesInTheNextTurn()
    {
        _web.Pool.CachedConnectionTimeout = TimeSpan.Zero;
        _web.Kept();
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Clock.Advance(0);
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void CloseCachedConnections_FiresWhenTheIdleOnesAreGone()
    {
        _web.Kept("http://a/");
        _web.Kept("http://b/");
        Get("http://c/busy");
        var closed = _web.Pool.CloseCachedConnections();
        _web.Clock.GetDelayedCalls().Should().BeEmpty();
        if (!closesAtOnce)
        {
            AssertNoResult(closed);
            _web[0].Settle();
            AssertNoResult(closed);
            _web[1].Settle();
        }
        SuccessResultOf(closed);
        Serve(_web[2]);
        _order.Should().Equal("/busy");
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void CloseCachedConnections_NothingIdle_FiresAtOnce() => SuccessResultOf(_web.Pool.CloseCachedConnections());

    [Test]
    public void Lane_MostRecentlyIdle_IsUsedFirst()
    {
        Get("http://a/1");
        Get("http://a/2");
        Serve(_web[1]);
        Serve(_web[0]);
        Get("http://a/3");
        _web[0].HasRequest.Should().BeTrue();
        _web[1].HasRequest.Should().BeFalse();
    }

    [Test]
    public void Cancelled_WhileStarving_TheNextInLineOpens()
    {
        _web.Pool.MaxConnections = 1;
        Get("http://a/1");
        var given = _web.Get("http://b/2");
        Get("http://c/3");
        given.Cancel();
        FailureResultOf<CancelledException>(given);
        _web[0].Lose();
        _web[1].URI.Host.Should().Be("c");
        Serve(_web[1]);
        _web.AssertNothingIsLeft();
    }

    private void Get(string url)
    {
        var path = URI.Parse(url).Path;
        _web.Get(url).AddBoth(outcome => _order.Add(outcome.Failure is null ? path : path + " failed"));
    }

    private static void Serve(FakeConnection connection)
    {
        connection.TakeRequest().Should().StartWith("GET ");
        connection.Answer("page");
    }

    /// <summary>A connection that ends while it is being made, before its endpoint says that it failed.</summary>
    private sealed class MadeAndLost(Deferred<IProtocol> attempt) : IAgentEndpointFactory, IStreamClientEndpoint
    {
        public IStreamClientEndpoint EndpointForURI(URI uri) => this;

        public Deferred<IProtocol> Connect(IFactory factory)
        {
            var transport = new StringTransport();
            transport.Protocol = factory.BuildProtocol(transport.GetPeer())!;
            transport.Protocol.MakeConnection(transport);
            transport.Disconnect();
            return attempt;
        }
    }
}
