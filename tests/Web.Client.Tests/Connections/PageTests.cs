using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

[TestFixture(false)]
[TestFixture(true)]
public sealed class PageTests(bool closesAtOnce)
{
    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void RequestString_Page_SendsHeadAndGivesText()
    {
        var got = _web.Get("http://a:8080/x?y#z", new Headers { { "X", "1" } });
        Connection.Written.Should().Be("GET /x?y HTTP/1.1\r\nHost: a:8080\r\nUser-Agent: TwistedSharp PageGetter\r\nX: 1\r\n\r\n");
        AssertNoResult(got);
        Connection.Answer("h\u00c3\u00a9");
        SuccessResultOf(got).Should().Be("h\u00e9");
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_PageByteByByte_GivesText()
    {
        var got = _web.Get();
        foreach (var c in "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
            Connection.Feed(c.ToString());
        SuccessResultOf(got).Should().Be("abc");
    }

    [TestCase(201)]
    [TestCase(202)]
    public void RequestString_OtherSuccess_IsAPage(int status)
    {
        var got = _web.Get();
        Connection.Feed($"HTTP/1.1 {status} x\r\nContent-Length: 1\r\n\r\na");
        SuccessResultOf(got).Should().Be("a");
    }

    [Test]
    public void RequestString_NoContent_IsAnEmptyPage()
    {
        var got = _web.Get();
        Connection.Feed("HTTP/1.1 204 No Content\r\n\r\n");
        SuccessResultOf(got).Should().BeEmpty();
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [TestCase(404, "Gone Fishing", "Gone Fishing")]
    [TestCase(404, "", "Not Found")]
    [TestCase(203, "x", "x")]
    [TestCase(304, "x", "x")]
    [TestCase(500, "x", "x")]
    public void RequestString_ErrorStatus_FailsWithItAndKeepsTheConnection(int status, string phrase, string expected)
    {
        var got = _web.Get();
        Connection.Feed($"HTTP/1.1 {status} {phrase}\r\nContent-Length: 2\r\n\r\n{(status == 304 ? "" : "no")}");
        var error = FailureResultOf<WebErrorException>(got);
        (error.Status, error.ReasonPhrase, error.Message).Should().Be((status, expected, $"{status} {expected}"));
        error.Body.Should().Equal(status == 304 ? [] : "no"u8.ToArray());
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [TestCase("Content-Length: 5\r\n\r\nab", true)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nab", true)]
    [TestCase("\r\nab", false)]
    public void RequestString_PageBrokenOff_FailsWithWhatCame(string rest, bool isCleanClose)
    {
        var got = _web.Get();
        Connection.Feed("HTTP/1.1 200 OK\r\n" + rest);
        Connection.Lose(isCleanClose ? null : new ConnectionLostException("reset"));
        var partial = FailureResultOf<PartialDownloadException>(got);
        (partial.Status, partial.ReasonPhrase).Should().Be((200, "OK"));
        partial.Body.Should().Equal("ab"u8.ToArray());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_PageUntilClose_IsCompleteWhenTheConnectionIsDone()
    {
        var got = _web.Get();
        Connection.Feed("HTTP/1.1 200 OK\r\n\r\nab").Feed("c");
        AssertNoResult(got);
        Connection.Lose();
        SuccessResultOf(got).Should().Be("abc");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_ClosedBeforeAnyByte_FailsWithNeverReceived()
    {
        var got = _web.Get();
        Connection.Lose();
        FailureResultOf<ResponseNeverReceivedException>(got).Reasons[0].Value.Should().BeOfType<ConnectionDoneException>();
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_ClosedInsideTheHead_FailsWithTheReasonAndTheParseError()
    {
        var got = _web.Get();
        Connection.Feed("HTTP/1.1 200 OK\r\nServ");
        Connection.Lose();
        FailureResultOf<ResponseFailedException>(got).Reasons.Select(r => r.Type).Should().Equal(typeof(ConnectionDoneException), typeof(ParseException));
        _web.AssertNothingIsLeft();
    }

    [TestCase("SSH-2.0-x\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\n")]
    [TestCase("HTTP/2.0 200 OK\r\n\r\n")]
    public void RequestString_MalformedResponse_FailsAndAborts(string answer)
    {
        _web.Kept();
        var got = _web.Get();
        Connection.Feed(answer);
        FailureResultOf<ResponseFailedException>(got).Reasons.Should().ContainSingle().Which.Value.Should().BeAssignableTo<ParseException>();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.Pool.IdleConnections.Should().Be(0);
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_BadHost_Throws()
    {
        _web.Invoking(w => w.Get(headers: new Headers { { "Host", "a b" } })).Should().Throw<ArgumentException>().WithMessage("*Host*a b*");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_BadConnectionOption_Throws()
    {
        _web.Invoking(w => w.Get(headers: new Headers { { "Connection", "te, a/b" } })).Should().Throw<InvalidHeaderValueException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_BadURL_Throws()
    {
        FluentActions.Invoking(() => _web.Get("http://")).Should().Throw<InvalidURIException>();
        FluentActions.Invoking(() => _web.Get("ftp://a/")).Should().Throw<SchemeNotSupportedException>();
    }

    [Test]
    public void Page_LargerThanItsLimit_FailsAndAborts()
    {
        var page = new StringPage(new Request("GET", URI.Parse("http://a/")), PageSettings.Default with { MaxBytes = 5 }, _web.Agent);
        _web.Pool.Submit(new PoolKey(page.Request.URI.Origin, _web.Route), page);
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n01234");
        AssertNoResult(page.Deferred);
        Connection.Feed("5");
        FailureResultOf<LimitExceededException>(page.Deferred);
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void RequestString_CallbackThrows_TheConnectionLives()
    {
        var got = _web.Get().AddCallback((string _) => throw new FormatException("no"));
        Connection.Answer("a");
        FailureResultOf<FormatException>(got);
        var next = _web.Get();
        Connection.Answer("b");
        SuccessResultOf(next).Should().Be("b");
        _web.Route.Connections.Should().ContainSingle();
    }

    [TestCase("queued")]
    [TestCase("connecting")]
    [TestCase("waiting")]
    [TestCase("head")]
    [TestCase("body")]
    [TestCase("done")]
    public void Cancel_InEveryPhase_FreesThePlaceAndTheNextGoesOn(string phase)
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        Deferred<string>? busy = null;
        if (phase == "queued")
            busy = _web.Get("http://a/busy");
        _web.Route.AcceptsAtOnce = phase != "connecting";
        var fired = new List<string>();
        var got = _web.Get("http://a/1", timeout: TimeSpan.FromSeconds(60)).AddBoth(outcome =>
        {
            fired.Add(outcome.Failure?.Type.Name ?? outcome.Value);
            return "";
        });
        _web.Route.AcceptsAtOnce = true;
        if (phase is "head" or "body" or "done")
            Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
        if (phase is "body" or "done")
            Connection.Feed("ab");
        if (phase is "done")
            Connection.Feed("cd");
        var next = _web.Get("http://a/2");
        var travelled = Connection;

        got.Cancel();
        got.Cancel();

        fired.Should().Equal(phase == "done" ? "abcd" : nameof(CancelledException));
        _web.Clock.GetDelayedCalls().Should().HaveCount(phase == "done" ? 1 : 0); // The pool's reaper.
        if (phase is "waiting" or "head" or "body")
        {
            travelled.Transport.Aborted.Should().BeTrue();
            _web.Pool.OpenConnections.Should().Be(1);
            _web.Route.Open.Should().ContainSingle();
            _web.Route.SettleAll();
            Connection.Should().NotBeSameAs(travelled);
        }
        if (busy is not null)
        {
            Connection.Answer("busy");
            SuccessResultOf(busy).Should().Be("busy");
        }
        Connection.TakeRequest().Should().Contain("GET /2 ");
        Connection.Answer("next");
        SuccessResultOf(next).Should().Be("next");
        fired.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [TestCase("queued")]
    [TestCase("connecting")]
    [TestCase("waiting")]
    [TestCase("body")]
    [TestCase("second leg")]
    [TestCase("second leg queued")]
    public void Timeout_InEveryPhase_FailsAndFreesThePlace(string phase)
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        if (phase == "queued")
            _web.Ask();
        if (phase == "second leg queued")
            _web.Ask(url: "http://b/");
        _web.Route.AcceptsAtOnce = phase != "connecting";
        var got = _web.Get("http://a/1", timeout: TimeSpan.FromSeconds(10));
        _web.Clock.Advance(6);
        if (phase == "body")
            Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
        if (phase.StartsWith("second leg", StringComparison.Ordinal))
            Connection.Redirect("http://b/2");
        _web.Clock.Advance(3.999);
        AssertNoResult(got);

        _web.Clock.Advance(0.001);

        var url = phase.StartsWith("second leg", StringComparison.Ordinal) ? "http://b/2" : "http://a/1";
        FailureResultOf<TimeoutException>(got).Message.Should().Be($"Getting {url} took longer than 10 seconds.");
        _web.Pool.WaitingRequests.Should().Be(0);
        foreach (var connection in _web.Route.Open.Where(c => !c.IsClosing).ToArray())
            connection.Lose();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Timeout_PageThere_IsStopped()
    {
        var got = _web.Get(timeout: TimeSpan.FromSeconds(10));
        Connection.Answer("a");
        SuccessResultOf(got);
        _web.Clock.GetDelayedCalls().Should().ContainSingle(); // The pool's reaper.
        _web.AssertNothingIsLeft();
    }

    [TestCase("HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n")]
    [TestCase("bad\r\n")]
    [TestCase("HTTP/1.1 302 x\r\nLocation: ftp://a/\r\nContent-Length: 0\r\n\r\n")]
    public void Timeout_PageFails_IsStopped(string answer)
    {
        var got = _web.Get(timeout: TimeSpan.FromSeconds(10));
        Connection.Feed(answer);
        FailureResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Timeout_Negative_ThrowsAndSendsNothing()
    {
        FluentActions.Invoking(() => _web.Get(timeout: TimeSpan.FromSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>();
        _web.Route.Connections.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }
}
