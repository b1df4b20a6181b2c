using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client.Tests.Connections;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>Redirects over connections: what becomes of the redirect's own body and its connection.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class RedirectDrainTests(bool closesAtOnce)
{
    private Web _web = null!;
    private BrowserLikeRedirectAgent _agent = null!;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
        _agent = new BrowserLikeRedirectAgent(_web.Agent) { MaxDrainedBytes = 8 };
    }

    [TestCase("")]
    [TestCase("moved")]
    [TestCase("12345678")]
    public void Redirect_WithASmallBody_GoesOverTheSameConnection(string body)
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].TakeRequest();
        _web[0].Redirect("/2", body: body);
        _web[0].TakeRequest().Should().StartWith("GET /2 ");
        _web[0].Answer("page");
        SuccessResultOf(SuccessResultOf(got).ReadString()).Should().Be("page");
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_WhoseBodyComesInPieces_IsFollowedWhenItIsWhole()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].TakeRequest();
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        _web[0].HasRequest.Should().BeFalse();
        _web[0].Feed("0\r\n\r\n");
        _web[0].TakeRequest().Should().StartWith("GET /2 ");
        _web[0].Answer();
        SuccessResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [TestCase("Content-Length: 9\r\n\r\n")]
    [TestCase("Content-Length: 999999999999\r\n\r\nx")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n")]
    [TestCase("\r\n123456789")]
    public void Redirect_WithALargeBody_ClosesItsConnectionAndIsFollowedOverAnother(string rest)
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\n" + rest);
        _web.Route.SettleAll();
        _web[0].IsOpen.Should().BeFalse();
        _web[1].TakeRequest().Should().StartWith("GET /2 ");
        _web[1].Answer();
        SuccessResultOf(got).PreviousResponse!.Code.Should().Be(302);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_WhoseBodyBreaksOff_IsFollowedAllTheSame()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 5\r\n\r\nmo");
        _web[0].Lose(new ConnectionLostException("Reset."));
        _web[1].TakeRequest().Should().StartWith("GET /2 ");
        _web[1].Answer();
        SuccessResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_WhoseBodyIsMalformed_IsFollowedAllTheSame()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        _web.Route.SettleAll();
        _web[1].TakeRequest().Should().StartWith("GET /2 ");
        _web[1].Answer();
        SuccessResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_Refused_TellsItsBodyAndKeepsTheConnection()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Redirect("ftp://a/", body: "moved");
        FailureResultOf<ResponseFailedException>(got).Reasons[0].Value.Should().BeOfType<InvalidRedirectException>()
            .Which.Body.Should().Equal("moved"u8.ToArray());
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_RefusedWithALargeBody_ClosesTheConnection()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: ftp://a/\r\nContent-Length: 900\r\n\r\nx");
        FailureResultOf<ResponseFailedException>(got).Reasons[0].Value.Should().BeOfType<InvalidRedirectException>()
            .Which.Body.Should().BeEmpty();
        _web.Route.SettleAll();
        _web[0].IsOpen.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_OfHead_WaitsForNoBody()
    {
        var got = _agent.Request("HEAD", "http://a/1");
        _web[0].TakeRequest();
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 5000\r\n\r\n");
        _web[0].TakeRequest().Should().StartWith("HEAD /2 ");
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        SuccessResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_307WithABody_SendsItAgain()
    {
        var got = _agent.Request("POST", "http://a/1", body: new BytesBodyProducer("hello"u8.ToArray()));
        _web[0].TakeRequest();
        _web[0].Redirect("http://b/2", 307);
        _web[1].TakeRequest().Should().StartWith("POST /2 ").And.EndWith("\r\n\r\nhello")
            .And.Contain("\r\nHost: b\r\n").And.Contain("Content-Length: 5\r\n");
        _web[1].Answer();
        SuccessResultOf(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_WhileABodyIsStillSent_FailsAndLeavesNothing()
    {
        var body = new FakeBody(10);
        var got = _agent.Request("POST", "http://a/1", body: body);
        body.Write("12345");
        _web[0].Redirect("/2", 307);
        _web.Route.SettleAll();
        got.AddErrback(_ => null!);
        got.Called.Should().BeTrue();
        body.Calls.Should().Contain("stop");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Cancel_WhileTheRedirectsBodyComes_ClosesItsConnectionAndGoesNowhere()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 5\r\n\r\nmo");
        got.Cancel();
        FailureResultOf<CancelledException>(got);
        _web.Route.SettleAll();
        _web.Route.Connections.Should().ContainSingle();
        _web[0].IsOpen.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Cancel_AtEveryOtherMoment_LeavesNothing()
    {
        _web.Route.AcceptsAtOnce = false;
        Action<Deferred<Response>>[] until =
        [
            _ => { },
            _ => _web.Route.Last.Accept(),
            _ => Feed("HTTP/1.1 302 Fo"),
            _ => Feed("HTTP/1.1 302 Found\r\nLocation: http://b/\r\nContent-Length: 0\r\n\r\n"),
            _ => { Feed("HTTP/1.1 302 Found\r\nLocation: http://b/\r\nContent-Length: 0\r\n\r\n"); _web.Route.Last.Accept(); },
        ];
        foreach (var moment in until)
        {
            var got = _agent.Request("GET", "http://a/1");
            moment(got);
            got.Cancel();
            FailureResultOf(got).Value.Should().BeOfType<CancelledException>();
            _web.AssertNothingIsLeft();
        }

        void Feed(string text)
        {
            _web.Route.Last.Accept();
            _web.Route.Last.Feed(text);
        }
    }

    [Test]
    public void Timeout_OverTheRedirectsBody_IsTheRequests()
    {
        var budget = new RequestBudget { BodyIdle = TimeSpan.FromSeconds(5) };
        _web = new Web(budget: budget);
        var got = new RedirectAgent(_web.Agent).Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 5\r\n\r\nmo");
        _web.Clock.Advance(TimeSpan.FromSeconds(6));
        FailureResultOf<RequestTimeoutException>(got);
        _web.Route.SettleAll();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_InACoding_IsDroppedUndecoded()
    {
        var decoding = new ContentDecoderAgent(_web.Agent, [("odd", () => throw new InvalidOperationException("It must not be decoded."))]);
        var got = new RedirectAgent(decoding).Request("GET", "http://a/1");
        _web[0].TakeRequest();
        _web[0].Redirect("/2", body: "moved", fields: "Content-Encoding: odd\r\n");
        _web[0].TakeRequest().Should().StartWith("GET /2 ");
        _web[0].Answer();
        SuccessResultOf(got).Code.Should().Be(200);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_WhoseBodyEndsWithItsConnection_IsFollowed()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Feed("HTTP/1.0 302 Found\r\nLocation: /2\r\n\r\nmo");
        _web[0].Lose();
        _web[1].Answer();
        SuccessResultOf(got).Code.Should().Be(200);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_TheBodyIsRead_CannotBeReadAgain()
    {
        var got = _agent.Request("GET", "http://a/1");
        _web[0].Redirect("/2", body: "moved");
        _web[0].Answer();
        var previous = SuccessResultOf(got).PreviousResponse!;
        previous.Invoking(r => r.ReadBody()).Should().Throw<InvalidOperationException>();
    }
}
