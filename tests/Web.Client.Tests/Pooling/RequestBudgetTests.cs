using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Pooling;

[TestFixture(false)]
[TestFixture(true)]
public sealed class RequestBudgetTests(bool closesAtOnce)
{
    private static readonly RequestBudget Second = new()
    {
        Queue = TimeSpan.FromSeconds(1),
        Resolve = TimeSpan.FromSeconds(2),
        Connect = TimeSpan.FromSeconds(3),
        Tls = TimeSpan.FromSeconds(4),
        Send = TimeSpan.FromSeconds(5),
        FirstByte = TimeSpan.FromSeconds(6),
        BodyIdle = TimeSpan.FromSeconds(7),
        Total = TimeSpan.FromSeconds(60),
    };

    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _web = new Web(budget: Second);
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [TestCase(-1)]
    [TestCase(0)]
    public void Limit_NotPositive_Throws(int seconds) =>
        FluentActions.Invoking(() => RequestBudget.Within(TimeSpan.FromSeconds(seconds))).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void Queue_TooLong_FailsAndLeavesTheLine()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        var first = _web.Ask();
        var second = _web.Ask();
        _web.Clock.Advance(1);
        var failure = TimedOut(second, RequestPhase.Queue, 1);
        failure.Times.Queue.Should().BeCloseTo(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1));
        failure.Message.Should().Be("http://a/ took longer than 1 s over waiting for a connection (queue 1000 ms).");
        _web.Pool.WaitingRequests.Should().Be(0);
        AssertNoResult(first);
        _web[0].Answer();
        SuccessResultOf(first);
        _web.AssertNothingIsLeft();
    }

    [TestCase(RequestPhase.Resolve, 2)]
    [TestCase(RequestPhase.Connect, 3)]
    [TestCase(RequestPhase.Tls, 4)]
    public void Connecting_APartTooLong_FailsAndCancelsTheAttempt(RequestPhase phase, int limit)
    {
        _web.Route.AcceptsAtOnce = false;
        var asked = _web.Ask();
        if (phase == RequestPhase.Resolve)
            _web[0].Listener.Resolving();
        _web.Clock.Advance(0.5);
        if (phase != RequestPhase.Resolve)
            _web[0].Listener.Connecting();
        if (phase == RequestPhase.Tls)
            _web[0].Listener.Handshaking();
        var early = limit - 0.1 - (phase == RequestPhase.Connect ? 0.5 : 0) - (phase == RequestPhase.Resolve ? 0.5 : 0);
        _web.Clock.Advance(early);
        AssertNoResult(asked);
        _web.Clock.Advance(0.2);
        TimedOut(asked, phase, limit);
        _web[0].IsConnecting.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Send_BodyStops_FailsAndStopsTheBody()
    {
        var body = new Connections.FakeBody(100);
        var asked = _web.Ask("POST", body: body);
        _web.Clock.Advance(4);
        body.Write("x");
        _web.Clock.Advance(4);
        AssertNoResult(asked);
        _web.Clock.Advance(1);
        TimedOut(asked, RequestPhase.Send, 5);
        body.Calls.Should().Equal("start", "stop");
        Gone(_web[0]);
    }

    [Test]
    public void Send_BodyWasSent_TheWaitForTheResponseBegins()
    {
        var body = new Connections.FakeBody(1);
        var asked = _web.Ask("POST", body: body);
        _web.Clock.Advance(4);
        body.Write("x");
        body.Done.Callback();
        _web.Clock.Advance(5.9);
        AssertNoResult(asked);
        _web.Clock.Advance(0.1);
        var failure = TimedOut(asked, RequestPhase.FirstByte, 6);
        failure.Times.Send.Should().BeCloseTo(TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(1));
        Gone(_web[0]);
    }

    [Test]
    public void FirstByte_HeadDrips_IsStillAwaited()
    {
        var asked = _web.Ask();
        for (var i = 0; i < 5; i++)
        {
            _web.Clock.Advance(1);
            _web[0].Feed(i == 0 ? "HTTP/1.1 200 OK\r\n" : $"X-{i}: y\r\n");
        }
        _web.Clock.Advance(1);
        TimedOut(asked, RequestPhase.FirstByte, 6);
        Gone(_web[0]);
    }

    [Test]
    public void KeptConnection_EachRequestHasItsOwnTime()
    {
        for (var i = 0; i < 5; i++)
        {
            var asked = _web.Ask();
            _web.Clock.Advance(5);
            _web[0].Answer();
            SuccessResultOf(asked);
        }
        _web.Route.Connections.Should().ContainSingle();
        var last = _web.Ask();
        _web.Clock.Advance(5.9);
        AssertNoResult(last);
        _web.Clock.Advance(0.1);
        TimedOut(last, RequestPhase.FirstByte, 6);
        Gone(_web[0]);
    }

    [Test]
    public void KeptConnection_LimitsThatAreNotReached_MakeNoTimedCallForEachRequest()
    {
        _web.Kept();
        var before = _web.Clock.GetDelayedCalls().ToArray();
        for (var i = 0; i < 10; i++)
            _web.Kept();
        _web.Clock.GetDelayedCalls().Should().BeEquivalentTo(before, "the lane's own looks at whatever the lane does then");
        before.Should().HaveCount(2);
    }

    [Test]
    public void BodyIdle_BytesKeepComing_NothingEndsIt()
    {
        var response = Answered("Content-Length: 100\r\n");
        var body = response.ReadBody();
        for (var i = 0; i < 6; i++)
        {
            _web.Clock.Advance(6);
            _web[0].Feed("x");
        }
        AssertNoResult(body);
        _web.Clock.Advance(7);
        var failure = TimedOut(body, RequestPhase.Body, 7);
        failure.Times.Body.Should().BeCloseTo(TimeSpan.FromSeconds(43), TimeSpan.FromMilliseconds(10));
        Gone(_web[0]);
    }

    [Test]
    public void BodyIdle_ReaderPauses_IsNotTheServersFault()
    {
        var response = Answered("Content-Length: 4\r\n");
        var reader = new Connections.RecordingProtocol();
        response.DeliverBody(reader);
        reader.Transport.PauseProducing();
        _web.Clock.Advance(40);
        reader.Ends.Should().BeEmpty();
        reader.Transport.ResumeProducing();
        _web.Clock.Advance(6);
        reader.Ends.Should().BeEmpty();
        _web[0].Feed("done");
        reader.Reason.Should().BeOfType<ResponseDoneException>();
        response.Times.Body.Should().BeCloseTo(TimeSpan.FromSeconds(46), TimeSpan.FromMilliseconds(10));
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void BodyIdle_NobodyReads_TheConnectionIsClosed()
    {
        var response = Answered("Content-Length: 4\r\n");
        _web.Clock.Advance(7);
        Gone(_web[0]);
        TimedOut(response.ReadBody(), RequestPhase.Body, 7);
    }

    [Test]
    public void Total_RunsOut_NamesThePhaseAndTheWhole()
    {
        var asked = _web.Agent.Request("GET", "http://a/", options: new RequestOptions { Budget = RequestBudget.Within(TimeSpan.FromSeconds(2)) });
        _web.Clock.Advance(1.5);
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
        var body = SuccessResultOf(asked).ReadBody();
        _web.Clock.Advance(0.5);
        var failure = TimedOut(body, RequestPhase.Body, 2);
        failure.Message.Should().Be(
            "http://a/ took longer than 2 s in all; the time ran out over the response's body (first byte 1500, body 500 ms).");
        failure.Times.Total.Should().BeCloseTo(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1));
        Gone(_web[0]);
    }

    [Test]
    public void Page_TakesTooLong_FailsAsARequestDoes()
    {
        var got = _web.Get();
        _web.Clock.Advance(6);
        TimedOut(got, RequestPhase.FirstByte, 6);
        Gone(_web[0]);
    }

    [Test]
    public void Page_WithABudgetOfItsOwn_KeepsIt()
    {
        var got = _web.Agent.RequestString("http://a/", options: new RequestOptions { Budget = RequestBudget.Within(TimeSpan.FromSeconds(1)) });
        _web.Clock.Advance(1);
        TimedOut(got, RequestPhase.FirstByte, 1);
        Gone(_web[0]);
    }

    [Test]
    public void Unlimited_WaitsForEver()
    {
        _web.Pool.Budget = RequestBudget.Unlimited;
        var asked = _web.Ask();
        _web.Clock.GetDelayedCalls().Should().BeEmpty();
        _web.Clock.Advance(1_000_000);
        _web[0].Answer();
        SuccessResultOf(asked).Times.FirstByte.TotalSeconds.Should().BeApproximately(1_000_000, 1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Times_OfAResponse_TellEachPhase()
    {
        _web.Route.AcceptsAtOnce = false;
        var asked = _web.Ask();
        _web[0].Listener.Resolving();
        _web.Clock.Advance(0.25);
        _web[0].Listener.Connecting();
        _web.Clock.Advance(0.5);
        _web[0].Listener.Handshaking();
        _web.Clock.Advance(0.125);
        _web[0].Accept();
        _web.Clock.Advance(1);
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        var response = SuccessResultOf(asked);
        response.ReadBody();
        _web.Clock.Advance(2);
        _web[0].Feed("ok");
        _web.Clock.Advance(3);
        response.Times.ToString().Should().Be("resolve 250, connect 500, TLS 125, first byte 1000, body 2000 ms");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Retry_OnANewConnection_CountsBothTimes()
    {
        _web.Kept();
        var asked = _web.Ask();
        _web.Clock.Advance(2);
        _web[0].Lose();
        _web.Clock.Advance(1);
        _web[1].Answer();
        SuccessResultOf(asked).Times.FirstByte.Should().BeCloseTo(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));
        _web.AssertNothingIsLeft();
    }

    private static RequestTimeoutException TimedOut<T>(Deferred<T> deferred, RequestPhase phase, double limit)
    {
        var failure = FailureResultOf<RequestTimeoutException>(deferred);
        (failure.Phase, failure.Limit).Should().Be((phase, TimeSpan.FromSeconds(limit)));
        return failure;
    }

    private Response Answered(string fields)
    {
        var asked = _web.Ask();
        _web[0].Feed($"HTTP/1.1 200 OK\r\n{fields}\r\n");
        return SuccessResultOf(asked);
    }

    private void Gone(FakeConnection connection)
    {
        connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }
}
