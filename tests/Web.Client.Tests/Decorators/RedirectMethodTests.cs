using TwistedSharp.Web.Client.Tests.Connections;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>Where the two redirecting agents part: which method and body follow which code.</summary>
public sealed class RedirectMethodTests
{
    private PendingAgent _inner = null!;

    [SetUp]
    public void SetUp() => _inner = new PendingAgent();

    [TestCase(301, "POST")]
    [TestCase(302, "POST")]
    [TestCase(307, "POST")]
    [TestCase(308, "POST")]
    [TestCase(301, "DELETE")]
    [TestCase(307, "OPTIONS")]
    [TestCase(302, "get")]
    public void RedirectAgent_NeitherGetNorHead_IsRefused(int code, string method)
    {
        var got = new RedirectAgent(_inner).Request(method, "http://example.com/foo", body: new BytesBodyProducer("b"u8.ToArray()));
        _inner.Last.Redirect("http://example.com/bar", code, "moved");
        var failed = FailureResultOf<ResponseFailedException>(got);
        failed.Response!.Code.Should().Be(code);
        var error = failed.Reasons[0].Value.Should().BeOfType<PageRedirectException>().Which;
        (error.Status, error.Location).Should().Be((code, "http://example.com/bar"));
        error.Body.Should().Equal("moved"u8.ToArray());
        error.Message.Should().Contain($"only GET and HEAD are sent on, and this is {method}");
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void RedirectAgent_NeitherGetNorHeadAndNoLocation_TellsTheRequests()
    {
        var got = new RedirectAgent(_inner).Request("POST", "http://example.com/foo");
        _inner.Last.Answer(307);
        FailureResultOf<ResponseFailedException>(got).Reasons[0].Value.Should().BeOfType<PageRedirectException>()
            .Which.Location.Should().Be("http://example.com/foo");
    }

    [TestCase(301, "POST", "GET")]
    [TestCase(302, "POST", "GET")]
    [TestCase(302, "DELETE", "GET")]
    [TestCase(303, "POST", "GET")]
    [TestCase(301, "HEAD", "HEAD")]
    [TestCase(303, "HEAD", "HEAD")]
    public void BrowserLike_301And302And303_AskWithGetOrHeadAndNoBody(int code, string method, string next)
    {
        new BrowserLikeRedirectAgent(_inner).Request(
            method, "http://example.com/foo", new Headers { { "Content-Type", "t" } }, method == "HEAD" ? null : new FakeBody(3));
        _inner.Last.Redirect("http://example.com/bar", code);
        (_inner.Last.Request.Method, _inner.Last.Request.Body).Should().Be((next, null));
        if (method != "HEAD")
            _inner.Last.Field("Content-Type").Should().BeNull();
    }

    [TestCase(307, "POST")]
    [TestCase(308, "POST")]
    [TestCase(307, "PUT")]
    [TestCase(308, "DELETE")]
    public void BrowserLike_307And308_KeepMethodBodyAndItsFields(int code, string method)
    {
        var (headers, body) = (new Headers { { "Content-Type", "t" } }, new BytesBodyProducer("b"u8.ToArray()));
        new BrowserLikeRedirectAgent(_inner).Request(method, "http://example.com/foo", headers, body);
        _inner.Last.Redirect("http://example.net/bar", code);
        _inner.Last.Request.Method.Should().Be(method);
        _inner.Last.Request.Body.Should().BeSameAs(body);
        _inner.Last.Field("Content-Type").Should().Be("t");
    }

    [Test]
    public void BrowserLike_307WithoutABody_IsFollowed()
    {
        new BrowserLikeRedirectAgent(_inner).Request("POST", "http://example.com/foo");
        _inner.Last.Redirect("/bar", 307);
        (_inner.Last.Request.Method, _inner.Last.Request.AbsoluteURI).Should().Be(("POST", "http://example.com/bar"));
    }

    [TestCase(307)]
    [TestCase(308)]
    public void BrowserLike_ABodyThatIsGone_IsRefused(int code)
    {
        var got = new BrowserLikeRedirectAgent(_inner).Request("POST", "http://example.com/foo", body: new FakeBody(3));
        _inner.Last.Redirect("/bar", code);
        var error = FailureResultOf<ResponseFailedException>(got).Reasons[0].Value.Should().BeOfType<BodyNotReplayableException>().Which;
        (error.Status, error.Location).Should().Be((code, "/bar"));
        _inner.Requests.Should().ContainSingle();
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    public void GetWithABody_AnyRedirectBut303_KeepsItOrFails(int code)
    {
        foreach (IAgent agent in (IAgent[])[new RedirectAgent(_inner), new BrowserLikeRedirectAgent(_inner)])
        {
            var body = new BytesBodyProducer("b"u8.ToArray());
            agent.Request("GET", "http://example.com/foo", body: body);
            _inner.Last.Redirect("/bar", code);
            _inner.Last.Request.Body.Should().BeSameAs(body);

            var got = agent.Request("GET", "http://example.com/foo", body: new FakeBody(3));
            _inner.Last.Redirect("/bar", code);
            FailureResultOf<ResponseFailedException>(got).Reasons[0].Value.Should().BeOfType<BodyNotReplayableException>();
        }
    }
}
