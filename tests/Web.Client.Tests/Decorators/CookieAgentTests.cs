using TwistedSharp.Web.Client.Tests.Decorators.Cookies;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators;

public sealed class CookieAgentTests
{
    private PendingAgent _inner = null!;
    private CookieJar _jar = null!;
    private CookieAgent _agent = null!;

    [SetUp]
    public void SetUp()
    {
        _inner = new PendingAgent();
        _jar = new CookieJar(new ManualTime());
        _agent = new CookieAgent(_inner, _jar);
    }

    [Test]
    public void Request_AnEmptyJar_SendsNoneAndKeepsWhatIsSet()
    {
        var headers = new Headers();
        var got = _agent.Request("GET", "http://example.com:1234/foo?bar", headers);
        _inner.Last.Request.Headers.Should().BeSameAs(headers);
        _inner.Last.Field("Cookie").Should().BeNull();
        var response = _inner.Last.Answer(200, "", ("Set-Cookie", "foo=1"));
        SuccessResultOf(got).Should().BeSameAs(response);
        _jar.Select(c => (c.Name, c.Value)).Should().Equal(("foo", "1"));
    }

    [Test]
    public void Request_TheJarHasACookie_SendsIt()
    {
        Set("http://example.com:1234/foo?bar", "foo=1");
        var headers = new Headers { { "X", "1" } };
        _agent.Request("GET", "http://example.com:1234/foo?bar", headers);
        _inner.Last.Field("Cookie").Should().Be("foo=1");
        _inner.Last.Field("X").Should().Be("1");
        headers.HasHeader("Cookie").Should().BeFalse("the caller's headers are not changed");
    }

    [Test]
    public void Request_ASecureCookie_GoesOverHttpsOnly()
    {
        Set("https://example.com:1234/foo?bar", "foo=1;secure");
        _agent.Request("GET", "https://example.com:1234/foo?bar");
        _inner.Last.Field("Cookie").Should().Be("foo=1");
        _agent.Request("GET", "http://example.com:1234/foo?bar");
        _inner.Last.Field("Cookie").Should().BeNull();
    }

    [Test]
    public void Request_TheCallersOwnCookie_Wins()
    {
        Set("http://a.example/", "foo=1");
        var own = new Headers { { "cookie", "mine=1" } };
        var got = _agent.Request("GET", "http://a.example/", own, options: Cookies(("o", "1")));
        _inner.Last.Request.Headers.Should().BeSameAs(own);
        _inner.Last.Answer(200, "", ("Set-Cookie", "bar=2"), ("Set-Cookie", "baz=3"));
        SuccessResultOf(got);
        _jar.Select(c => c.Name).Should().Equal("foo", "bar", "baz");
    }

    [Test]
    public void Request_CookiesOfItsOwn_StandForTheJarsAndAreNotKept()
    {
        Set("http://a.example/", "a=1");
        Set("http://a.example/", "b=2");
        _agent.Request("GET", "http://a.example/", options: Cookies(("a", "own"), ("c", "")));
        _inner.Last.Field("Cookie").Should().Be("b=2; a=own; c=");
        _jar.Select(c => c.Value).Should().Equal("1", "2");
    }

    [TestCase("", "b")]
    [TestCase("a b\n", "c")]
    [TestCase("a=", "c")]
    [TestCase("a", "b; evil=1")]
    [TestCase("a", "b\r\nX: 1")]
    public void Request_CookiesOfItsOwnThatAreNone_AreRefused(string name, string value) =>
        _agent.Invoking(a => a.Request("GET", "http://a.example/", options: Cookies((name, value))))
            .Should().Throw<ArgumentException>().Which.Message.Should().NotContain("evil");

    [Test]
    public void Request_CookiesOfItsOwnOverARedirect_StayWithTheirOrigin()
    {
        var redirecting = new RedirectAgent(_agent);
        redirecting.Request("GET", "http://a.example/", options: Cookies(("secret", "1")));
        _inner.Last.Field("Cookie").Should().Be("secret=1");
        _inner.Last.Redirect("/same");
        _inner.Last.Field("Cookie").Should().Be("secret=1");
        _inner.Last.Redirect("http://b.example/");
        _inner.Last.Field("Cookie").Should().BeNull();
        _inner.Last.Redirect("http://a.example/");
        _inner.Last.Field("Cookie").Should().BeNull();
    }

    [Test]
    public void Request_InsideARedirectAgent_EachHopHasItsOwnCookies()
    {
        Set("http://a.example/", "a=1");
        Set("http://b.example/", "b=2");
        new RedirectAgent(_agent).Request("GET", "http://a.example/");
        _inner.Last.Field("Cookie").Should().Be("a=1");
        _inner.Last.Answer(302, "", ("Location", "http://b.example/"), ("Set-Cookie", "set=by-redirect"));
        _inner.Last.Field("Cookie").Should().Be("b=2");
        _inner.Last.Answer(302, "", ("Location", "http://a.example/"), ("Set-Cookie", "b=; Max-Age=0"));
        _inner.Last.Field("Cookie").Should().Be("a=1; set=by-redirect");
        _jar.Select(c => c.Name).Should().Equal("a", "set");
    }

    [Test]
    public void Request_TheCallersCookieOverARedirect_GivesWayToTheJars()
    {
        Set("http://b.example/", "b=2");
        new RedirectAgent(_agent).Request("GET", "http://a.example/", new Headers { { "Cookie", "mine=1" } });
        _inner.Last.Redirect("http://b.example/");
        _inner.Last.Field("Cookie").Should().Be("b=2");
    }

    [Test]
    public void Response_ThatAnotherOriginSent_SetsCookiesForThatOrigin()
    {
        // Around a redirect agent, where it should not be: the last response is another host's than the request.
        var got = new CookieAgent(new RedirectAgent(_inner), _jar).Request("GET", "http://a.example/");
        _inner.Last.Redirect("http://evil.example/");
        _inner.Last.Answer(200, "", ("Set-Cookie", "a=evil"));
        SuccessResultOf(got);
        _jar.Select(c => c.Domain).Should().Equal("evil.example");
    }

    [Test]
    public void Request_FailsOrIsCancelled_IsTheInnerAgents()
    {
        var got = _agent.Request("GET", "http://a.example/");
        _inner.Last.Deferred.Errback(new IOException("broken"));
        FailureResultOf<IOException>(got);

        got = _agent.Request("GET", "http://a.example/");
        got.Cancel();
        _inner.Last.Cancelled.Should().BeTrue();
        FailureResultOf(got);
    }

    [Test]
    public void Request_OverAConnection_SendsOneCookieField()
    {
        var web = new Web();
        var agent = new CookieAgent(web.Agent, _jar);
        var got = agent.Request("GET", "http://a/");
        web[0].TakeRequest();
        web[0].Answer("", "Set-Cookie: a=1\r\nset-cookie: b=\xc3\xa9; Path=/\r\nSet-Cookie: c=3; Path=/elsewhere\r\n");
        SuccessResultOf(got);
        got = agent.Request("GET", "http://a/");
        web[0].TakeRequest().Should().Contain("\r\nCookie: a=1; b=\xc3\xa9\r\n");
        web[0].Answer();
        SuccessResultOf(got);
        web.AssertNothingIsLeft();
    }

    [Test]
    public void ToString_SaysWhatTheJarHolds() =>
        _agent.ToString().Should().StartWith("<CookieAgent <CookieJar 0 cookies of 0 domains> around ");

    private static RequestOptions Cookies(params (string Name, string Value)[] cookies) =>
        new() { Cookies = cookies.ToDictionary(c => c.Name, c => c.Value) };

    private void Set(string uri, string field) => _jar.SetCookie(URI.Parse(uri), field).Should().BeTrue();
}
