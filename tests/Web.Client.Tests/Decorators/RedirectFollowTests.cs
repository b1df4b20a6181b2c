using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>What both redirecting agents do alike.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class RedirectFollowTests(bool isLikeBrowsers)
{
    private static readonly string[] Secrets =
        ["authorization", "cookie", "Cookie2", "proxy-authorization", "wWw-auThentiCate", "x-custom-sensitive"];

    private PendingAgent _inner = null!;
    private IAgent _agent = null!;

    [SetUp]
    public void SetUp()
    {
        _inner = new PendingAgent();
        _agent = isLikeBrowsers
            ? new BrowserLikeRedirectAgent(_inner, sensitiveHeaderNames: ["x-Custom-sensitive"])
            : new RedirectAgent(_inner, sensitiveHeaderNames: ["X-Custom-sensitive"]);
    }

    private PendingAgent.Asked Last => _inner.Last;

    [TestCase(200)]
    [TestCase(300)]
    [TestCase(304)]
    [TestCase(305)]
    [TestCase(306)]
    [TestCase(404)]
    public void Request_NoRedirect_ComesThroughUntouched(int code)
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        var response = Last.Answer(code, fields: ("Location", "/bar"));
        SuccessResultOf(got).Should().BeSameAs(response);
        response.PreviousResponse.Should().BeNull();
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void Request_ItsArguments_AreThoseOfTheCaller()
    {
        var (headers, body, options) = (new Headers { { "X", "1" } }, new BytesBodyProducer("b"u8.ToArray()), new RequestOptions());
        _agent.Request("PUT", "http://example.com/foo#f", headers, body, options);
        var request = Last.Request;
        (request.Method, request.AbsoluteURI).Should().Be(("PUT", "http://example.com/foo#f"));
        request.Headers.Should().BeSameAs(headers);
        request.Body.Should().BeSameAs(body);
        request.Options.Should().BeSameAs(options);
    }

    [Test]
    public void Request_TheAgentWithinThrows_ThrowsToo()
    {
        _inner.Throws = new InvalidMethodException("no");
        _agent.Invoking(a => a.Request("G ET", "http://a/")).Should().Throw<InvalidMethodException>();
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public void Redirect_OfGetAndHead_IsFollowedWithTheSameMethod(int code)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            var got = _agent.Request(method, "https://example.com/foo");
            Last.Redirect("https://example.com/bar", code);
            (Last.Request.Method, Last.Request.AbsoluteURI).Should().Be((method, "https://example.com/bar"));
            Last.Answer();
            SuccessResultOf(got).Request.AbsoluteURI.Should().Be("https://example.com/bar");
        }
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    public void Redirect_303_AsksWithGetWithoutTheBodyAndItsFields(string method)
    {
        var headers = new Headers
        {
            { "Content-Type", "t" }, { "content-md5", "m" }, { "Content-Length", "1" },
            { "Digest", "d" }, { "Expect", "100-continue" }, { "X", "1" },
        };
        _agent.Request(method, "http://example.com/foo", headers, new BytesBodyProducer("b"u8.ToArray()));
        Last.Redirect("/bar", 303);
        (Last.Request.Method, Last.Request.Body).Should().Be(("GET", null));
        Last.Request.Headers!.Select(h => h.Key).Should().Equal("X");
        headers.Count.Should().Be(6);
    }

    [TestCase("http://example.net/bar")]
    [TestCase("http://example.com:8443/bar")]
    [TestCase("https://example.com/bar")]
    public void Redirect_ToAnotherOrigin_TakesNoSecrets(string location)
    {
        var headers = SecretHeaders();
        var options = new RequestOptions
        {
            SecretHeaders = ["X-PER-REQUEST"],
            Cookies = new Dictionary<string, string> { ["c"] = "secret" },
        };
        _agent.Request("GET", "http://example.com/foo", headers, options: options);
        Last.Redirect(location);
        Last.Request.Headers!.Select(h => (h.Key, h.Value)).Should().Equal(("X-Random-Header", "x-random-value"));
        Last.Request.Options.Cookies.Should().BeNull();
        headers.Count.Should().Be(Secrets.Length + 4, "the caller's own are not changed");
        options.Cookies.Should().NotBeNull();
    }

    [Test]
    public void Redirect_WithinTheOrigin_TakesAll()
    {
        var (headers, options) = (SecretHeaders(), new RequestOptions { SecretHeaders = ["X-Per-Request"] });
        _agent.Request("GET", "http://example.com/foo", headers, options: options);
        Last.Redirect("http://EXAMPLE.com:80/bar");
        Last.Request.Headers.Should().BeSameAs(headers);
        Last.Request.Options.Should().BeSameAs(options);
    }

    [Test]
    public void Redirect_AwayAndBack_StaysWithoutSecrets()
    {
        var options = new RequestOptions { SecretHeaders = ["X-Per-Request"], Cookies = new Dictionary<string, string> { ["c"] = "1" } };
        _agent.Request("GET", "http://a/", SecretHeaders(), options: options);
        Last.Redirect("http://b/");
        Last.Redirect("http://b/2");
        Last.Redirect("http://a/");
        Last.Request.Headers!.Select(h => h.Key).Should().Equal("X-Random-Header");
        Last.Request.Options.Cookies.Should().BeNull();
    }

    [TestCase("http://example.com/foo/bar", "baz", "http://example.com/foo/baz")]
    [TestCase("http://example.com/foo/bar", "/baz", "http://example.com/baz")]
    [TestCase("http://example.com/foo/bar", "/baz?a", "http://example.com/baz?a")]
    [TestCase("http://example.com/foo/bar", "", "http://example.com/foo/bar")]
    [TestCase("http://example.com/foo/bar#frag", "/baz?a", "http://example.com/baz?a#frag")]
    [TestCase("http://example.com/foo/bar", "/baz?a#frag2", "http://example.com/baz?a#frag2")]
    [TestCase("http://example.com/foo/bar#frag", "/baz?a#frag2", "http://example.com/baz?a#frag2")]
    [TestCase("http://example.com/foo/bar", "//foo.com/baz", "http://foo.com/baz")]
    [TestCase("http://example.com/foo/bar", "//foo.com:81/baz", "http://foo.com:81/baz")]
    [TestCase("http://example.com/foo/bar", "  /baz\t", "http://example.com/baz")]
    [TestCase("http://example.com/foo/bar", "/caf\u00c3\u00a9", "http://example.com/caf%C3%A9")]
    [TestCase("http://example.com/foo/bar", "http:", null)]
    public void Redirect_ItsLocation_IsResolvedAgainstTheRequest(string uri, string location, string? target)
    {
        var got = _agent.Request("GET", uri);
        Last.Redirect(location);
        if (target is null)
            RefusalOf<InvalidRedirectException>(got);
        else
            Last.Request.AbsoluteURI.Should().Be(target);
    }

    [Test]
    public void Redirect_TheSecondsLocation_IsResolvedAgainstTheFirstsTarget()
    {
        _agent.Request("GET", "http://a/one/x");
        Last.Redirect("http://b/two/y");
        Last.Redirect("z");
        Last.Request.AbsoluteURI.Should().Be("http://b/two/z");
    }

    [Test]
    public void Redirect_WithoutALocation_Fails()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        Last.Answer(301, "gone astray");
        var error = RefusalOf<RedirectWithNoLocationException>(got, out var failed);
        (error.Status, error.ReasonPhrase, error.URI.ToString()).Should().Be((301, "Moved Permanently", "http://example.com/foo"));
        error.Body.Should().Equal("gone astray"u8.ToArray());
        failed.Response!.Code.Should().Be(301);
    }

    [Test]
    public void Redirect_TwoLocations_IsFollowedOnlyWhenTheyAreOne()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        Last.Answer(302, "", ("Location", "/a"), ("Location", "/a"));
        Last.Answer(302, "", ("Location", "/b"), ("Location", "http://evil/"));
        _inner.Requests.Should().HaveCount(2);
        RefusalOf<InvalidRedirectException>(got).Location.Should().Be("/b");
    }

    [TestCase("http://user:pw@example.com/", "credentials")]
    [TestCase("//user@example.com/", "credentials")]
    [TestCase("ftp://example.com/", "only http and https")]
    [TestCase("file:///etc/passwd", "expected a host")]
    [TestCase("javascript:alert(1)", "expected scheme://host")]
    [TestCase("http://", "expected a host")]
    [TestCase("http://a\\b/", "saw '\\'")]
    [TestCase("/\\b/", "backslash")]
    [TestCase("http://a:99999/", "port")]
    [TestCase("http://a b/", "expected")]
    [TestCase("/a b", "expected")]
    [TestCase("http://caf\u00e9/", "expected")]
    public void Redirect_ToWhatIsNoPlaceToGo_Fails(string location, string why)
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        Last.Redirect(location);
        var error = RefusalOf<InvalidRedirectException>(got);
        error.Location.Should().Be(location);
        error.Message.Should().Contain(why).And.NotContain("pw@").And.NotContain("user@");
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void Redirect_LocationThatIsVeryLong_IsCutInTheMessage()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        Last.Redirect("ftp://" + new string('a', 60_000));
        RefusalOf<InvalidRedirectException>(got).Message.Length.Should().BeLessThan(1000);
    }

    [Test]
    public void Redirect_FromHttpsToHttp_IsRefused()
    {
        var got = _agent.Request("GET", "https://example.com/foo");
        Last.Redirect("http://example.com/bar");
        RefusalOf<InsecureRedirectException>(got).Location.Should().Be("http://example.com/bar");
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void Redirect_FromHttpsToHttpWhereAllowed_GoesWithoutSecrets()
    {
        IAgent agent = isLikeBrowsers
            ? new BrowserLikeRedirectAgent(_inner) { AllowDowngrade = true }
            : new RedirectAgent(_inner) { AllowDowngrade = true };
        agent.Request("GET", "https://example.com/foo", new Headers { { "Authorization", "s" }, { "X", "1" } });
        Last.Redirect("http://example.com/bar");
        Last.Request.Headers!.Select(h => h.Key).Should().Equal("X");
    }

    [Test]
    public void Redirect_OneMoreThanTheLimit_Fails()
    {
        IAgent agent = isLikeBrowsers ? new BrowserLikeRedirectAgent(_inner, 1) : new RedirectAgent(_inner, 1);
        var got = agent.Request("GET", "http://example.com/foo");
        Last.Redirect("http://example.com/bar");
        Last.Redirect("http://example.com/baz", 301);
        var error = RefusalOf<InfiniteRedirectionException>(got, out var failed);
        (error.Status, error.Location).Should().Be((301, "http://example.com/baz"));
        failed.Response!.Request.AbsoluteURI.Should().Be("http://example.com/bar");
    }

    [Test]
    public void Redirect_TwentyAreFollowed_TheNextIsNot()
    {
        var got = _agent.Request("GET", "http://example.com/0");
        for (var i = 1; i <= 20; i++)
            Last.Redirect($"/{i}");
        AssertNoResult(got);
        Last.Request.AbsoluteURI.Should().Be("http://example.com/20");
        Last.Redirect("/21");
        RefusalOf<InfiniteRedirectionException>(got);
        _inner.Requests.Should().HaveCount(21);
    }

    [Test]
    public void PreviousResponse_OfTheLast_LeadsBackOverAll()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        var first = Last.Redirect("/bar");
        var second = Last.Redirect("/baz");
        var last = Last.Answer();
        SuccessResultOf(got).Should().BeSameAs(last);
        last.PreviousResponse.Should().BeSameAs(second);
        second.PreviousResponse.Should().BeSameAs(first);
        first.PreviousResponse.Should().BeNull();
        last.Request.AbsoluteURI.Should().Be("http://example.com/baz");
    }

    [Test]
    public void PreviousResponse_OfAnAgentWithin_IsKept()
    {
        // The agent within asked twice by itself, as one does that answers a challenge.
        var got = _agent.Request("GET", "http://example.com/foo");
        var redirect = Last.Redirect("/bar");
        var challenge = new Response(Last.Request, 401);
        Last.Deferred.Callback(new Response(Last.Request, 200) { PreviousResponse = challenge });
        SuccessResultOf(got).PreviousResponse.Should().BeSameAs(challenge);
        challenge.PreviousResponse.Should().BeSameAs(redirect);
    }

    [Test]
    public void PreviousResponse_OfAnAgentThatAnswersWithOneResponse_IsNoCircle()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        var response = Last.Redirect("/foo", body: "same");
        for (var i = 1; i <= 20; i++)
            Last.Deferred.Callback(response);
        RefusalOf<InfiniteRedirectionException>(got);
        response.PreviousResponse.Should().BeNull();
    }

    [Test]
    public void Redirect_TheNextRequestThrows_Fails()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        _inner.Throws = new SchemeNotSupportedException("http");
        Last.Redirect("/bar");
        FailureResultOf<SchemeNotSupportedException>(got);
    }

    [Test]
    public void Request_Fails_TheFailureComesThrough()
    {
        var got = _agent.Request("GET", "http://example.com/foo");
        Last.Redirect("/bar");
        Last.Deferred.Errback(new IOException("broken"));
        FailureResultOf<IOException>(got).Message.Should().Be("broken");
    }

    [Test]
    public void Cancel_AtEachRequest_CancelsThatRequest()
    {
        for (var redirects = 0; redirects < 3; redirects++)
        {
            var got = _agent.Request("GET", "http://example.com/foo");
            for (var i = 0; i < redirects; i++)
                Last.Redirect("/bar");
            got.Cancel();
            Last.Cancelled.Should().BeTrue();
            FailureResultOf<CancelledException>(got);
        }
    }

    [Test]
    public void New_BadArguments_AreRefused()
    {
        FluentActions.Invoking(() => new RedirectAgent(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new RedirectAgent(_inner, -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new RedirectAgent(_inner, 1, ["a b"])).Should().Throw<InvalidHeaderNameException>();
        FluentActions.Invoking(() => new RedirectAgent(_inner) { MaxDrainedBytes = -1 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void ToString_SaysWhatItDoes() =>
        _agent.ToString().Should().StartWith($"<{_agent.GetType().Name} of at most 20 around ");

    private static Headers SecretHeaders()
    {
        var headers = new Headers { { "Host", "by.name" }, { "Referer", "http://example.com/secret" } };
        foreach (var name in Secrets)
            headers.AddRawHeader(name, "secret");
        headers.AddRawHeader("x-per-request", "secret");
        headers.AddRawHeader("X-Random-Header", "x-random-value");
        return headers;
    }

    private static T RefusalOf<T>(Deferred<Response> deferred) where T : Exception => RefusalOf<T>(deferred, out _);

    private static T RefusalOf<T>(Deferred<Response> deferred, out ResponseFailedException failed) where T : Exception
    {
        failed = FailureResultOf<ResponseFailedException>(deferred);
        return failed.Reasons.Should().ContainSingle().Which.Value.Should().BeOfType<T>().Which;
    }
}
