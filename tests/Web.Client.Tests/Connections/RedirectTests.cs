using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

[TestFixture(false)]
[TestFixture(true)]
public sealed class RedirectTests(bool closesAtOnce)
{
    private static readonly string[] Secrets = ["Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "Host"];
    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [TestCase("/abs", "/abs")]
    [TestCase("rel", "/d/rel")]
    [TestCase("../up?q", "/up?q")]
    [TestCase("?q", "/d/f?q")]
    [TestCase("http://a/x#frag", "/x")]
    [TestCase("//a/x", "/x")]
    public void Redirect_SameOrigin_GoesOverTheSameConnection(string location, string target)
    {
        var got = _web.Get("http://a/d/f");
        Connection.TakeRequest();
        Connection.Redirect(location, body: "moved");
        Connection.TakeRequest().Should().StartWith($"GET {target} HTTP/1.1\r\n");
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_TwoRelativeLegs_SecondIsRelativeToTheFirst()
    {
        var got = _web.Get("http://a/one/x");
        Connection.Redirect("http://b/two/y");
        _web[1].TakeRequest();
        _web[1].Redirect("z");
        _web[1].TakeRequest().Should().StartWith("GET /two/z ");
        _web[1].Answer("page");
        SuccessResultOf(got).Should().Be("page");
    }

    [TestCase("http://b/")]
    [TestCase("http://a:81/")]
    [TestCase("https://a/")]
    public void Redirect_OtherOrigin_GoesOverAnotherConnectionWithoutSecrets(string location)
    {
        var headers = SecretHeaders();
        var got = _web.Get("http://a/", headers);
        _web[0].Redirect(location);

        _web.Route.Connections.Should().HaveCount(2);
        var request = _web[1].TakeRequest();
        request.Should().Contain("\r\nX-Plain: 1\r\n").And.NotContain("secret").And.Contain($"\r\nHost: {URI.Parse(location).HostHeader}\r\n");
        _web[1].Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.Pool.IdleConnections.Should().Be(2);
        headers.Count.Should().Be(Secrets.Length + 1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_AwayAndBack_StaysWithoutSecrets()
    {
        var got = _web.Get("http://a/", SecretHeaders());
        _web[0].TakeRequest().Should().Contain("secret");
        _web[0].Redirect("http://b/");
        _web[1].Redirect("http://a/back");
        _web[0].TakeRequest().Should().StartWith("GET /back ").And.NotContain("secret").And.Contain("\r\nHost: a\r\n");
        _web[0].Answer("page");
        SuccessResultOf(got).Should().Be("page");
    }

    [TestCase("http://b/", 1)]
    [TestCase("http://a:81/", 1)]
    [TestCase("http://a/2", 0)]
    public void Redirect_SecretsOfTheOptions_StayWithTheirOrigin(string location, int connection)
    {
        var headers = new Headers { { "X-API-Key", "secret" }, { "Referer", "http://a/secret" }, { "X-Plain", "1" } };
        var got = _web.Agent.RequestString("http://a/", headers, options: new RequestOptions { SecretHeaders = ["x-api-key"] });
        var first = _web[0].TakeRequest();
        first.Should().Contain("X-API-Key: secret\r\n").And.Contain("Referer: ");
        _web[0].Redirect(location);
        var second = _web[connection].TakeRequest();
        second.Should().Contain("X-Plain: 1\r\n");
        second.Contains("secret", StringComparison.Ordinal).Should().Be(connection == 0);
        _web[connection].Redirect("http://a/back");
        _web[0].TakeRequest().Contains("secret", StringComparison.Ordinal).Should().Be(connection == 0);
        _web[0].Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_SameOrigin_KeepsSecretsAndHost()
    {
        var got = _web.Get("http://a/", SecretHeaders());
        var first = Connection.TakeRequest();
        Connection.Redirect("/2");
        Connection.TakeRequest().Should().Be(first.Replace("GET / ", "GET /2 ", StringComparison.Ordinal));
        Connection.Answer();
        SuccessResultOf(got);
    }

    [TestCase(301, "POST /2", true)]
    [TestCase(302, "POST /2", true)]
    [TestCase(303, "GET /2", false)]
    [TestCase(307, "POST /2", true)]
    [TestCase(308, "POST /2", true)]
    public void Redirect_Post_KeepsMethodAndBodyUnless303(int status, string line, bool keepsBody)
    {
        var page = Submit("POST", "hello");
        Connection.TakeRequest();
        Connection.Redirect("/2", status);
        var request = Connection.TakeRequest();
        request.Should().StartWith(line + " HTTP/1.1\r\n").And.Contain("\r\nX: 1\r\n");
        if (keepsBody)
            request.Should().EndWith("\r\n\r\nhello").And.Contain("Content-Length: 5").And.Contain("Content-Type: t").And.Contain("content-md5: m");
        else
            request.Should().EndWith("\r\n\r\n").And.NotContainEquivalentOf("content-");
        Connection.Answer("page");
        SuccessResultOf(page.Deferred).Should().Be("page");
    }

    [TestCase("GET", "GET")]
    [TestCase("HEAD", "HEAD")]
    [TestCase("DELETE", "GET")]
    public void Redirect_303WithBody_DropsTheBodyWhateverTheMethod(string method, string next)
    {
        var page = Submit(method, "hello");
        Connection.TakeRequest();
        Connection.Feed("HTTP/1.1 303 See Other\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n");
        Connection.TakeRequest().Should().StartWith($"{next} /2 HTTP/1.1").And.NotContainEquivalentOf("content-").And.EndWith("\r\n\r\n");
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        SuccessResultOf(page.Deferred);
    }

    [Test]
    public void Redirect_302WithAfterFoundGet_IsGet()
    {
        var page = Submit("POST", "hello", PageSettings.Default with { AfterFoundGet = true });
        Connection.TakeRequest();
        Connection.Redirect("/2");
        Connection.TakeRequest().Should().StartWith("GET /2 ");
        Connection.Answer();
        SuccessResultOf(page.Deferred);
    }

    [Test]
    public void Redirect_StreamedBody_IsRefusedUnlessTheBodyIsDropped()
    {
        var body = new FakeBody(1);
        var page = Submit(new Request("POST", URI.Parse("http://a/"), null, body));
        body.Write("x");
        body.Done.Callback();
        Connection.Redirect("/2", 307);
        FailureResultOf<PageRedirectException>(page.Deferred).Message.Should().Contain("cannot be produced again");

        body = new FakeBody(1);
        page = Submit(new Request("POST", URI.Parse("http://a/"), null, body));
        body.Write("x");
        body.Done.Callback();
        Connection.TakeRequest();
        Connection.Redirect("/2", 303);
        Connection.TakeRequest().Should().StartWith("GET /2 ");
        Connection.Answer();
        SuccessResultOf(page.Deferred);
    }

    [TestCase("https://a/", "http://a/", "https to http")]
    [TestCase("http://a/", "ftp://a/", "only http and https")]
    [TestCase("http://a/", "http://user:secret@a/", "credentials")]
    [TestCase("http://a/", "/sp ace", "percent-encode")]
    [TestCase("http://a/", "http://caf\u00e9/", "expected letters")]
    [TestCase("http://a/", "http://", "seen|expected")]
    [TestCase("http://a/", "mailto:x", "expected")]
    [TestCase("http://a/", "\\\\b\\", "backslash")]
    [TestCase("http://a/", "/2\r\nLocation: /3", "more than one Location")]
    public void Redirect_NotFollowable_FailsSayingWhyAndKeepsTheConnection(string url, string location, string why)
    {
        var got = _web.Get(url);
        Connection.Redirect(location, body: "moved");
        var error = FailureResultOf<PageRedirectException>(got);
        error.Should().NotBeOfType<InfiniteRedirectionException>();
        error.Message.Should().MatchRegex(why);
        (error.Status, error.ReasonPhrase, error.Location).Should().Be((302, "Moved", location.Split('\r')[0]));
        error.Body.Should().Equal("moved"u8.ToArray());
        _web.Pool.IdleConnections.Should().Be(1);
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_LocationWithBytesBeyondAscii_IsPercentEncoded()
    {
        var got = _web.Get();
        Connection.TakeRequest();
        Connection.Redirect("/caf\u00c3\u00a9?\u00e9");
        Connection.TakeRequest().Should().StartWith("GET /caf%C3%A9?%E9 HTTP/1.1\r\n");
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
    }

    [Test]
    public void Redirect_LineBreakInLocation_NeverReachesARequest()
    {
        var folded = _web.Get();
        Connection.TakeRequest();
        Connection.Feed("HTTP/1.1 302 x\r\nLocation: /a\r\n Evil: 1\r\nContent-Length: 0\r\n\r\n");
        FailureResultOf<PageRedirectException>(folded);
        var bare = _web.Get();
        Connection.TakeRequest();
        Connection.Feed("HTTP/1.1 302 x\r\nLocation: /a\rEvil: 1\r\nContent-Length: 0\r\n\r\n");
        FailureResultOf(bare);
        Connection.Written.Should().BeEmpty();
    }

    [TestCase("")]
    [TestCase("Location: \r\n")]
    public void Redirect_WithoutLocation_IsAnError(string field)
    {
        var got = _web.Get();
        Connection.Feed($"HTTP/1.1 302 Found\r\n{field}Content-Length: 2\r\n\r\nno");
        var error = FailureResultOf<WebErrorException>(got);
        error.Should().BeOfType<WebErrorException>();
        error.Body.Should().Equal("no"u8.ToArray());
    }

    [Test]
    public void Redirect_TwentyInARow_NineteenAreFollowed()
    {
        var got = _web.Get();
        for (var i = 1; i < 20; i++)
        {
            AssertNoResult(got);
            Connection.TakeRequest();
            Connection.Redirect($"/{i}");
            Connection.Written.Should().StartWith($"GET /{i} ");
        }
        Connection.TakeRequest();
        Connection.Redirect("/20", body: "x");
        var error = FailureResultOf<InfiniteRedirectionException>(got);
        error.Location.Should().Be("/20");
        error.Body.Should().Equal("x"u8.ToArray());
        Connection.Written.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_NotToBeFollowed_FailsWithBody()
    {
        var page = Submit("GET", null, PageSettings.Default with { FollowRedirect = false });
        Connection.Redirect("/2", 301, "moved");
        var error = FailureResultOf<PageRedirectException>(page.Deferred);
        error.Message.Should().Be("301 Moved to /2");
        error.Body.Should().Equal("moved"u8.ToArray());
    }

    [Test]
    public void Redirect_BodyOf64KiB_IsReadAndTheConnectionKept()
    {
        var got = _web.Get();
        Connection.Redirect("/2", body: new string('x', 64 << 10));
        _web.Route.Connections.Should().ContainSingle();
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.AssertNothingIsLeft();
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Redirect_LargerBody_IsCutOffAndStillFollowed(int maxPerHost)
    {
        _web.Pool.MaxConnectionsPerHost = maxPerHost;
        var got = _web.Get();
        Connection.Redirect("/2", body: new string('x', (64 << 10) + 1));
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.Route.SettleAll();
        _web.Route.Connections.Should().HaveCount(2);
        Connection.TakeRequest().Should().StartWith("GET /2 ");
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.AssertNothingIsLeft();
    }

    [TestCase("Content-Length: 9\r\n\r\nmov")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n9\r\nmov")]
    [TestCase("\r\nmov")]
    public void Redirect_BodyBrokenOff_IsStillFollowed(string rest)
    {
        var got = _web.Get();
        Connection.Feed("HTTP/1.1 302 x\r\nLocation: /2\r\n" + rest);
        Connection.Lose(new ConnectionLostException("reset"));
        _web.Route.Connections.Should().HaveCount(2);
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_BodyMalformed_IsStillFollowedOverAnotherConnection()
    {
        var got = _web.Get();
        Connection.Feed("HTTP/1.1 302 x\r\nLocation: /2\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        _web.Route.SettleAll();
        _web.Route.Connections.Should().HaveCount(2);
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_BodyBrokenOffAndThenThePageToo_IsAPartialPage()
    {
        var got = _web.Get();
        Connection.Redirect("http://b/");
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
        Connection.Lose();
        FailureResultOf<PartialDownloadException>(got).Body.Should().Equal("ab"u8.ToArray());
    }

    [Test]
    public void Redirect_OntoASaturatedOrigin_WaitsItsTurnAndFreesItsOwnConnection()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        var busy = _web.Get("http://b/busy");
        var got = _web.Get("http://a/");
        _web[1].Redirect("http://b/2");
        _web.Pool.WaitingRequests.Should().Be(1);
        _web.Pool.IdleConnections.Should().Be(1);
        _web[0].TakeRequest();
        _web[0].Answer("busy");
        SuccessResultOf(busy);
        _web[0].TakeRequest().Should().StartWith("GET /2 ");
        _web[0].Answer("page");
        SuccessResultOf(got).Should().Be("page");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_ToAnOriginThatCannotBeReached_Fails()
    {
        _web.Route.Choosing = uri =>
        {
            if (uri.Host == "b")
                throw new FormatException("no way");
        };
        var got = _web.Get("http://a/", timeout: TimeSpan.FromSeconds(5));
        Connection.Redirect("http://b/");
        FailureResultOf<FormatException>(got);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Cancel_OnTheSecondLeg_LeavesTheFirstConnectionIdle()
    {
        var got = _web.Get();
        _web[0].Redirect("http://b/");
        got.Cancel();
        FailureResultOf<CancelledException>(got);
        _web[1].Transport.Aborted.Should().BeTrue();
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    private static Headers SecretHeaders()
    {
        var headers = new Headers { { "X-Plain", "1" } };
        foreach (var name in Secrets)
            headers.AddRawHeader(name.ToUpperInvariant(), "secret");
        return headers;
    }

    private StringPage Submit(string method, string? body, PageSettings? settings = null) => Submit(
        new Request(
            method, URI.Parse("http://a/"), new Headers { { "X", "1" }, { "Content-Type", "t" }, { "content-md5", "m" }, { "Content-Length", "99" } },
            body is null ? null : new BytesBodyProducer(System.Text.Encoding.ASCII.GetBytes(body))),
        settings);

    private StringPage Submit(Request request, PageSettings? settings = null)
    {
        var page = new StringPage(request, settings ?? PageSettings.Default, _web.Agent);
        _web.Pool.Submit(new PoolKey(request.URI.Origin, _web.Route), page);
        return page;
    }
}
