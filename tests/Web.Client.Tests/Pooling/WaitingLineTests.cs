using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Pooling;

/// <summary>Who waits, how many, and who goes first.</summary>
public sealed class WaitingLineTests
{
    private readonly List<string> _order = [];
    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _order.Clear();
        _web = new Web();
    }

    [Test]
    public void Line_Full_OneMoreFailsAndSaysSo()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Pool.MaxWaitingRequests = 2;
        for (var i = 0; i < 3; i++)
            Ask("a", i);
        FailureResultOf<PoolFullException>(_web.Ask()).Message.Should()
            .Be("2 requests wait for a connection of the pool already, as many as may.");
        FailureResultOf<PoolFullException>(_web.Get());
        Ask("b", 9); // It need not wait.
        _web[0].Answer();
        _web.Pool.WaitingRequests.Should().Be(1);
        Ask("a", 4);
        _web.Pool.WaitingRequests.Should().Be(2);
    }

    [Test]
    public void Line_FullForOneHost_OthersStillWait()
    {
        _web.Pool.MaxConnections = 1;
        _web.Pool.MaxWaitingPerHost = 1;
        Ask("a", 0);
        Ask("a", 1);
        FailureResultOf<PoolFullException>(_web.Ask()).Message.Should().Contain("http://a:80");
        Ask("b", 2);
        _web.Pool.WaitingRequests.Should().Be(2);
    }

    [Test]
    public void Line_NoWaitingAllowed_RefusesWhatWouldHaveTo()
    {
        _web.Pool.MaxWaitingRequests = 0;
        _web.Pool.MaxConnections = 1;
        var first = _web.Ask();
        FailureResultOf<PoolFullException>(_web.Ask(url: "http://b/"));
        _web[0].Answer();
        SuccessResultOf(first);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Priority_HigherGoesFirst_AndWithinOneTheOrderIsThatOfAsking()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        Ask("a", 0);
        foreach (var (number, priority) in (ReadOnlySpan<(int, RequestPriority)>)
            [(1, RequestPriority.Low), (2, default), (3, RequestPriority.High), (4, RequestPriority.Low), (5, RequestPriority.High), (6, default)])
        {
            Ask("a", number, priority);
        }
        ServeAll();
        _order.Should().Equal("a0", "a3", "a5", "a2", "a6", "a1", "a4");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Fairness_LongLineAtOneHost_DoesNotHoldUpAnother()
    {
        _web.Pool.MaxConnections = 4;
        _web.Pool.MaxConnectionsPerHost = 4;
        for (var i = 0; i < 1000; i++)
            Ask("a", i);
        Ask("b", 0);
        Serve(_web[0]);
        _web.Route.SettleAll();
        _web[4].URI.Host.Should().Be("b", "the next place that becomes free is for who has none");
        _web.Pool.OpenConnections.Should().Be(4);
    }

    [Test]
    public void Fairness_TwoLongLines_ShareTheConnectionsAndKeepThem()
    {
        _web.Pool.MaxConnections = 4;
        _web.Pool.MaxConnectionsPerHost = 4;
        for (var i = 0; i < 40; i++)
            Ask("a", i);
        for (var i = 0; i < 40; i++)
            Ask("b", i);
        for (var i = 0; i < 5; i++)
        {
            foreach (var connection in _web.Route.Connections.Where(c => c is { IsOpen: true, IsClosing: false, HasRequest: true }).ToArray())
            {
                Serve(connection);
                _web.Route.SettleAll();
            }
        }
        _web.Route.Open.CountBy(c => c.URI.Host).Should().BeEquivalentTo([KeyValuePair.Create("a", 2), KeyValuePair.Create("b", 2)]);
        _web.Route.Connections.Should().HaveCount(6, "two of a's gave their place to b, once");
    }

    [Test]
    public void Fairness_MoreHostsThanConnections_AllAreServedInTurn()
    {
        _web.Pool.MaxConnections = 2;
        foreach (var round in Enumerable.Range(0, 3))
        {
            foreach (var host in (string[])["a", "b", "c", "d"])
                Ask(host, round);
        }
        ServeAll();
        _order.Should().HaveCount(12);
        _order.Take(8).Select(o => o[0]).Distinct().Should().HaveCount(4, "nobody has three before another has one");
        _web.AssertNothingIsLeft();
    }

    private void Ask(string host, int number, RequestPriority priority = default) =>
        _web.Agent.Request("GET", $"http://{host}/{number}", options: new RequestOptions { Priority = priority })
            .AddCallbacks(_ => _order.Add($"{host}{number}"), _ => _order.Add($"{host}{number} failed"));

    private void ServeAll()
    {
        while (_web.Route.Connections.FirstOrDefault(c => c is { IsOpen: true, IsClosing: false, HasRequest: true }) is { } connection)
        {
            Serve(connection);
            _web.Route.SettleAll();
        }
    }

    private static void Serve(FakeConnection connection)
    {
        connection.TakeRequest();
        connection.Answer();
    }
}
