using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Pooling;

[TestFixture(false)]
[TestFixture(true)]
public sealed class ReuseTests(bool closesAtOnce)
{
    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true)]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n", true)]
    [TestCase("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", true)]
    [TestCase("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok", true)]
    [TestCase("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false)]
    [TestCase("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", false)]
    [TestCase("HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 2\r\n\r\nok", false)]
    [TestCase("HTTP/1.1 200 OK\r\nConnection: x\r\nconnection: CLOSE\r\nContent-Length: 2\r\n\r\nok", false)]
    [TestCase("HTTP/1.1 200 OK\r\nConnection: closed\r\nContent-Length: 2\r\n\r\nok", true)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", false)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokPOISON", false)]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n\r\n", false)]
    public void Response_EndsClean_ConnectionIsKeptOnlyIfSafe(string answer, bool isKept)
    {
        var got = _web.Get();
        Connection.Feed(answer);
        SuccessResultOf(got).Should().Be("ok");
        _web.Pool.IdleConnections.Should().Be(isKept ? 1 : 0);
        var next = _web.Get();
        _web.Route.Connections.Should().HaveCount(isKept ? 1 : 2);
        Connection.Answer("next");
        SuccessResultOf(next).Should().Be("next");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Request_AsksToClose_ConnectionIsNotKept()
    {
        var got = _web.Get(headers: new Headers { { "Connection", "x, Close" } });
        Connection.Answer("a");
        SuccessResultOf(got).Should().Be("a");
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Head_WithContentLength_ConnectionIsKept()
    {
        var asked = _web.Ask("HEAD");
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        SuccessResultOf(asked);
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void IdleConnection_GetsUnsolicitedBytes_IsNeverUsedAgain()
    {
        _web.Kept();
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON");
        _web[0].Transport.Aborted.Should().BeTrue();

        var got = _web.Get();

        _web.Route.Connections.Should().HaveCount(2);
        _web[1].Answer("clean");
        SuccessResultOf(got).Should().Be("clean");
        _web.Pool.OpenConnections.Should().Be(closesAtOnce ? 1 : 2);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void IdleConnection_SpoiledAtTheLimit_RequestWaitsUntilItIsGone()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Kept();
        _web[0].Feed("x");
        var got = _web.Get();
        if (!closesAtOnce)
        {
            _web.Route.Connections.Should().ContainSingle();
            _web.Pool.WaitingRequests.Should().Be(1);
            _web[0].Settle();
        }
        _web[1].Answer("a");
        SuccessResultOf(got).Should().Be("a");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void IdleConnection_ClosedByTheServer_IsForgotten()
    {
        _web.Kept().Lose();
        _web.Pool.ToString().Should().Be("<HTTPConnectionPool 0 origins, 0 connections (0 idle), 0 waiting>");
        _web.Get();
        _web.Route.Connections.Should().HaveCount(2);
    }

    [Test]
    public void Callback_MakesARequest_ItReusesTheConnection()
    {
        var got = _web.Get("http://a/1").AddCallback(_ => _web.Get("http://a/2"));
        Connection.TakeRequest();
        Connection.Answer("one");
        Connection.TakeRequest().Should().StartWith("GET /2 ");
        Connection.Answer("two");
        SuccessResultOf(got).Should().Be("two");
        _web.Route.Connections.Should().ContainSingle();
    }

    [Test]
    public void Callback_WhileAnotherWaits_TheWaitersRequestIsWrittenFirst()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        var written = "";
        _web.Get("http://a/1").AddCallback(_ =>
        {
            written = Connection.Written;
        });
        var waiter = _web.Get("http://a/2");
        Connection.TakeRequest();
        Connection.Answer();
        written.Should().StartWith("GET /2 ");
        Connection.Answer("two");
        SuccessResultOf(waiter).Should().Be("two");
    }

    [Test]
    public void Callback_ClosesThePool_TheNextRequestOpensAnew()
    {
        var got = _web.Get().AddCallback(_ => _web.Pool.CloseCachedConnections());
        Connection.Answer();
        if (!closesAtOnce)
        {
            AssertNoResult(got);
            Connection.Settle();
        }
        SuccessResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Callback_CancelsAnotherThatWaits_ItIsNeverSent()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        Deferred<string>? second = null;
        Deferred<string>? third = null;
        _web.Get("http://a/1").AddCallback(_ => third!.Cancel());
        second = _web.Get("http://a/2");
        third = _web.Get("http://a/3");
        Connection.TakeRequest();
        Connection.Answer();
        FailureResultOf<CancelledException>(third);
        Connection.TakeRequest();
        Connection.Answer("two");
        SuccessResultOf(second).Should().Be("two");
        Connection.Written.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Callback_CancelsTheOneThatJustGotTheConnection_TheConnectionIsAborted()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        Deferred<string>? second = null;
        var first = _web.Get("http://a/1").AddCallback(_ => second!.Cancel());
        second = _web.Get("http://a/2");
        Connection.Answer();
        SuccessResultOf(first);
        FailureResultOf<CancelledException>(second);
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Errback_OfAWaiterCancelsTheFinishedOneBeforeItIsTold_BothEndOnce()
    {
        using var logged = new LoggedErrors();
        _web.Pool.MaxConnectionsPerHost = 1;
        var first = _web.Get("http://a/1");
        // Its head cannot be written by then, so it fails inside the call that gives it the connection: before the first one is told.
        var headers = new Headers();
        var second = _web.Get("http://a/2", headers);
        headers.AddRawHeader("Host", "a b");
        second.AddErrback(_ => first.Cancel());
        Connection.Answer("one");
        FailureResultOf<CancelledException>(first);
        logged.Errors.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Pool_NotPersistent_AnnouncesCloseAndCloses()
    {
        var web = new Web(persist: false);
        var got = web.Get();
        web[0].Written.Should().Contain("\r\nConnection: close\r\n");
        web[0].Answer("a");
        SuccessResultOf(got).Should().Be("a");
        web[0].Transport.Disconnecting.Should().BeTrue();
        web.Pool.OpenConnections.Should().Be(1);
        web.AssertNothingIsLeft();
    }

    [TestCase("GET", true)]
    [TestCase("HEAD", true)]
    [TestCase("OPTIONS", true)]
    [TestCase("DELETE", true)]
    [TestCase("TRACE", true)]
    [TestCase("POST", false)]
    [TestCase("PUT", false)]
    [TestCase("PATCH", false)]
    [TestCase("get", false)]
    public void KeptConnection_LostWithoutAByte_IdempotentRequestsAreSentOnceMore(string method, bool isRetried)
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Kept();
        var asked = _web.Ask(method, "http://a/x");
        var waiter = _web.Get("http://a/waiter");

        _web[0].Lose(new ConnectionLostException("reset"));

        _web.Route.Connections.Should().HaveCount(2);
        if (!isRetried)
        {
            FailureResultOf<ResponseNeverReceivedException>(asked);
            _web[1].Written.Should().StartWith("GET /waiter ");
            return;
        }
        AssertNoResult(asked);
        _web[1].TakeRequest().Should().StartWith($"{method} /x ");
        _web[1].Feed("HTTP/1.1 204 x\r\n\r\n");
        SuccessResultOf(asked).Connection.Should().Be(new ConnectionUse(2, 1));
        _web[1].Answer("w");
        SuccessResultOf(waiter);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void KeptConnection_LostTwice_FailsAfterOneRetry()
    {
        _web.Kept();
        var got = _web.Get();
        _web[0].Lose();
        _web[1].Lose();
        FailureResultOf<ResponseNeverReceivedException>(got);
        _web.Route.Connections.Should().HaveCount(2);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void KeptConnection_LostAfterAByte_IsNotRetried()
    {
        _web.Kept();
        var got = _web.Get();
        _web[0].Feed("H");
        _web[0].Lose();
        FailureResultOf<ResponseFailedException>(got);
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void KeptConnection_LostWithABody_IsNotRetried()
    {
        _web.Kept();
        var asked = _web.Ask("DELETE", body: new BytesBodyProducer("x"u8.ToArray()));
        _web[0].Lose();
        FailureResultOf<ResponseNeverReceivedException>(asked);
        _web.Route.Connections.Should().ContainSingle();
    }

    [Test]
    public void KeptConnection_RetryOff_IsNotRetried()
    {
        _web.Pool.RetryAutomatically = false;
        _web.Kept();
        var got = _web.Get();
        _web[0].Lose();
        FailureResultOf<ResponseNeverReceivedException>(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Retry_ConnectFails_FailsWithThat()
    {
        _web.Kept();
        var got = _web.Get();
        _web.Route.AcceptsAtOnce = false;
        _web[0].Lose();
        _web.Pool.OpenConnections.Should().Be(1);
        _web[1].Refuse();
        FailureResultOf<ConnectionRefusedException>(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Retry_Cancelled_StopsTheNewAttempt()
    {
        _web.Kept();
        var got = _web.Get();
        _web.Route.AcceptsAtOnce = false;
        _web[0].Lose();
        got.Cancel();
        FailureResultOf<CancelledException>(got);
        _web[1].IsConnecting.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }
}
