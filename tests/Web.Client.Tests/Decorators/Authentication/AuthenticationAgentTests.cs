using TwistedSharp.Defer;
using TwistedSharp.Web.Client.Tests.Connections;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators.Authentication;

public sealed class AuthenticationAgentTests
{
    private const string Url = "https://a/x?y";
    private const string Basic = "Basic dTpw";
    private const string Challenge = "Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"";

    private PendingAgent _inner = null!;

    [SetUp]
    public void SetUp() => _inner = new PendingAgent();

    [Test]
    public void Basic_EachRequest_BringsThem()
    {
        var asked = Agent(new BasicCredentials("u", "p")).Request("GET", Url, new Headers { { "X", "1" } });
        _inner.Last.Request.Headers!.ToString().Should().Be("<Headers X: 1, Authorization: (hidden)>");
        Sent.Should().Be(Basic);
        var response = _inner.Last.Answer();
        SuccessResultOf(asked).Should().BeSameAs(response);
    }

    [Test]
    public void Basic_Refused_IsNotSentAgain()
    {
        var asked = Agent(new BasicCredentials("u", "wrong")).Request("GET", Url);
        _inner.Last.Answer(401, "no", ("WWW-Authenticate", "Basic realm=r"));
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void Basic_NamesBeyondAscii_AreUtf8()
    {
        Agent(new BasicCredentials("jürgen", "pä")).Request("GET", Url);
        Sent.Should().Be("Basic " + Convert.ToBase64String("jürgen:pä"u8));
    }

    [TestCase("http://a/")]
    [TestCase("https://a:8443/")]
    [TestCase("https://b/")]
    [TestCase("https://a.b/")]
    public void Credentials_ForAnotherOrigin_StayAtHome(string url)
    {
        Agent(new BasicCredentials("u", "p")).Request("GET", url);
        Sent.Should().BeNull();
        var asked = Agent(new DigestCredentials("u", "p")).Request("GET", url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().HaveCount(2);
    }

    [Test]
    public void Credentials_ForSeveralOrigins_GoEachToItsOwn()
    {
        var agent = new AuthenticationAgent(
            _inner, [("https://a", new BasicCredentials("u", "p")), ("https://b/path", new BearerCredentials("t"))]);
        agent.Request("GET", "https://b:443/");
        Sent.Should().Be("Bearer t");
        agent.Request("GET", "https://A/");
        Sent.Should().Be(Basic);
        agent.ToString().Should().StartWith("<AuthenticationAgent for https://a:443, https://b:443 around ");
    }

    [Test]
    public void Credentials_RedirectInside_DoNotGoAlong([Values("https://b/", "http://a/", "https://a:1/")] string elsewhere)
    {
        var redirecting = new RedirectAgent(_inner) { AllowDowngrade = true };
        var asked = new AuthenticationAgent(redirecting, Url, new DigestCredentials("u", "p")).Request("GET", Url);
        _inner.Last.Redirect(elsewhere);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().HaveCount(2);

        SetUp();
        new AuthenticationAgent(new RedirectAgent(_inner) { AllowDowngrade = true }, Url, new BasicCredentials("u", "p")).Request("GET", Url);
        Sent.Should().Be(Basic);
        _inner.Last.Redirect(elsewhere);
        Sent.Should().BeNull();
    }

    [Test]
    public void Credentials_RedirectOutside_GoWithTheirOwnHopsOnly()
    {
        var agent = new RedirectAgent(Agent(new BasicCredentials("u", "p")));
        agent.Request("GET", Url);
        _inner.Last.Redirect("https://b/");
        Sent.Should().BeNull();
        _inner.Last.Redirect("https://a/2");
        Sent.Should().Be(Basic);
    }

    [Test]
    public void Digest_RedirectInside_AnswersWhatWasRefused()
    {
        var redirecting = new RedirectAgent(_inner);
        var asked = new AuthenticationAgent(redirecting, Url, new DigestCredentials("u", "p"))
            .Request("POST", Url, body: new BytesBodyProducer("b"u8.ToArray()));
        var redirect = _inner.Last.Redirect("/2", 303);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        (_inner.Last.Request.Method, _inner.Last.Request.AbsoluteURI, _inner.Last.Request.Body).Should().Be(("GET", "https://a/2", null));
        Sent.Should().Contain("uri=\"/2\"");
        _inner.Last.Answer();
        SuccessResultOf(asked).PreviousResponse.Should().BeSameAs(redirect);
    }

    [Test]
    public void CallersAuthorization_IsSentAsItIs_AndNotAnswered()
    {
        var asked = Agent(new DigestCredentials("u", "p")).Request("GET", Url, new Headers { { "authorization", "Mine" } });
        Sent.Should().Be("Mine");
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        SuccessResultOf(asked).Code.Should().Be(401);
    }

    [Test]
    public void Digest_Challenged_AnswersAndThenAnswersUnasked()
    {
        var agent = Agent(new DigestCredentials("u", "p"));
        var asked = agent.Request("GET", Url);
        Sent.Should().BeNull();
        _inner.Last.Answer(401, "no", ("WWW-Authenticate", Challenge));
        Sent.Should().StartWith("Digest username=\"u\", realm=\"r\", nonce=\"n1\", uri=\"/x?y\"").And.EndWith("qop=auth, nc=00000001");
        _inner.Last.Answer(200, "yes");
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("yes");
        var first = ClientNonce();
        first.Should().MatchRegex("^[0-9a-f]{32}$");

        agent.Request("GET", "https://a/2");
        Sent.Should().Contain("uri=\"/2\"").And.EndWith("nc=00000002");
        ClientNonce().Should().Be(first);
        _inner.Last.Answer(200, "", ("Authentication-Info", "nextnonce=\"n9\", qop=auth"));
        agent.Request("GET", Url);
        Sent.Should().Contain("nonce=\"n9\"").And.EndWith("nc=00000001");
    }

    [Test]
    public void Digest_OneNonceForSeveralRefusals_IsCountedOn()
    {
        var agent = Agent(new DigestCredentials("u", "p"));
        agent.Request("GET", Url);
        agent.Request("GET", Url);
        foreach (var request in _inner.Requests.ToArray())
            request.Answer(401, "", ("WWW-Authenticate", Challenge));
        _inner.Requests[2].Field("Authorization").Should().EndWith("nc=00000001");
        _inner.Requests[3].Field("Authorization").Should().EndWith("nc=00000002");
        _inner.Requests[2].Answer(200, "", ("Authentication-Info", "nextnonce=\"n1\""));
        agent.Request("GET", Url);
        Sent.Should().Contain("nonce=\"n1\"").And.EndWith("nc=00000003");
    }

    [Test]
    public void Digest_TwoConversations_HaveDifferentClientNonces()
    {
        var nonces = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            Agent(new DigestCredentials("u", "p")).Request("GET", Url);
            _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
            nonces.Add(ClientNonce());
        }
        nonces.Should().HaveCount(50);
    }

    [Test]
    public void Digest_WrongPassword_IsAskedOnce()
    {
        var asked = Agent(new DigestCredentials("u", "wrong")).Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        _inner.Last.Answer(401, "no", ("WWW-Authenticate", Challenge.Replace("n1", "n2", StringComparison.Ordinal)));
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().HaveCount(2);
    }

    [Test]
    public void Digest_StaleNonces_AreAnsweredTwiceAtMost()
    {
        var asked = Agent(new DigestCredentials("u", "p")).Request("GET", Url);
        for (var i = 1; i <= 3; i++)
            _inner.Last.Answer(401, "", ("WWW-Authenticate", $"Digest realm=r, nonce=s{i}, qop=auth, stale=TRUE"));
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().HaveCount(3);
        Sent.Should().Contain("nonce=\"s2\"").And.EndWith("nc=00000001");
    }

    [Test]
    public void Digest_NonceExpiredBetweenRequests_IsAnsweredAnew()
    {
        var agent = Agent(new DigestCredentials("u", "p"));
        agent.Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        _inner.Last.Answer();
        var asked = agent.Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", "Digest realm=r, nonce=n2, qop=auth"));
        Sent.Should().Contain("nonce=\"n2\"").And.EndWith("nc=00000001");
        _inner.Last.Answer();
        SuccessResultOf(asked).Code.Should().Be(200);
    }

    [TestCase("https://a/", BasicFallback.OverTls, true)]
    [TestCase("http://a/", BasicFallback.OverTls, false)]
    [TestCase("https://a/", BasicFallback.Never, false)]
    [TestCase("http://a/", BasicFallback.Always, true)]
    public void Digest_ServerKnowsBasicOnly_GetsItOnlyWhereAllowed(string url, BasicFallback fallback, bool isSent)
    {
        var agent = new AuthenticationAgent(_inner, url, new DigestCredentials("u", "p") { Fallback = fallback });
        var asked = agent.Request("GET", url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", "Digest realm=r, nonce=n, algorithm=unknown, Basic realm=r"));
        if (isSent)
        {
            Sent.Should().Be(Basic);
            _inner.Last.Answer(401, "", ("WWW-Authenticate", "Basic realm=r"));
        }
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().HaveCount(isSent ? 2 : 1);
    }

    [TestCase("SHA-256", "MD5", false)]
    [TestCase("SHA-256-sess", "MD5", false)]
    [TestCase("SHA-256", "SHA-256-sess", true)]
    [TestCase("MD5", "MD5-sess", true)]
    [TestCase("MD5", "SHA-256", true)]
    public void Digest_OnceOfferedWithSha256_GetsNoMd5(string first, string later, bool isAnswered)
    {
        var agent = Agent(new DigestCredentials("u", "p"));
        agent.Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", $"Digest realm=r, nonce=n, qop=auth, algorithm={first}"));
        _inner.Last.Answer();
        var asked = agent.Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", $"Digest realm=r, nonce=n2, qop=auth, stale=true, algorithm={later}"));
        asked.Called.Should().Be(!isAnswered);
        _inner.Requests.Should().HaveCount(isAnswered ? 4 : 3);
        if (isAnswered)
            _inner.Last.Answer();
        SuccessResultOf(asked).Code.Should().Be(isAnswered ? 200 : 401);
    }

    [Test]
    public void Digest_OnceOffered_ThePasswordIsNeverSent()
    {
        var agent = Agent(new DigestCredentials("u", "p") { Fallback = BasicFallback.Always });
        agent.Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        _inner.Last.Answer();
        var asked = agent.Request("GET", Url);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", "Basic realm=r"));
        SuccessResultOf(asked).Code.Should().Be(401);
        _inner.Requests.Should().HaveCount(3);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Body_OfAnAnsweredRequest_IsProducedAgainOnlyWhenItCan(bool canReplay)
    {
        IBodyProducer body = canReplay ? new BytesBodyProducer("b"u8.ToArray()) : new FakeBody(1);
        var asked = Agent(new DigestCredentials("u", "p")).Request("PUT", Url, body: body);
        _inner.Last.Answer(401, "", ("WWW-Authenticate", Challenge));
        if (canReplay)
        {
            _inner.Last.Request.Body.Should().BeSameAs(body);
            _inner.Last.Request.Method.Should().Be("PUT");
            _inner.Last.Answer();
        }
        SuccessResultOf(asked).Code.Should().Be(canReplay ? 200 : 401);
    }

    [Test]
    public void Bearer_FromASource_IsRenewedOnceWhenRefused()
    {
        var calls = new List<string?>();
        var agent = Agent(new BearerCredentials(refused =>
        {
            calls.Add(refused);
            return Deferred.Succeed($"t{calls.Count}");
        }));
        var asked = agent.Request("GET", Url);
        Sent.Should().Be("Bearer t1");
        _inner.Last.Answer(401);
        Sent.Should().Be("Bearer t2");
        _inner.Last.Answer(401);
        SuccessResultOf(asked).Code.Should().Be(401);
        calls.Should().Equal(null, "t1");
    }

    [Test]
    public void Bearer_ManyRefusedOverOneToken_RenewItOnce()
    {
        var calls = 0;
        var pending = new Deferred<string>();
        var agent = Agent(new BearerCredentials(_ => ++calls == 1 ? Deferred.Succeed("t1") : pending));
        for (var i = 0; i < 5; i++)
            agent.Request("GET", Url);
        foreach (var request in _inner.Requests.ToArray())
            request.Answer(401);
        calls.Should().Be(2);
        pending.Callback("t2");
        calls.Should().Be(2);
        _inner.Requests.Skip(5).Select(r => r.Field("Authorization")).Should().HaveCount(5).And.OnlyContain(f => f == "Bearer t2");
    }

    [Test]
    public void Bearer_SourceFails_FailsTheRequestAndIsAskedAgainNextTime()
    {
        var calls = 0;
        var agent = Agent(new BearerCredentials(_ => ++calls == 1 ? Deferred.Fail<string>(new FormatException("no")) : Deferred.Succeed("t")));
        FailureResultOf<FormatException>(agent.Request("GET", Url));
        _inner.Requests.Should().BeEmpty();
        agent.Request("GET", Url);
        Sent.Should().Be("Bearer t");
    }

    [Test]
    public void Bearer_SourceIsCancelledWithItsRequest_TheOthersAskAgain()
    {
        var sources = new List<Deferred<string>>();
        var agent = Agent(new BearerCredentials(_ =>
        {
            sources.Add(new Deferred<string>());
            return sources[^1];
        }));
        Deferred<Response>[] asked = [agent.Request("GET", Url), agent.Request("GET", Url), agent.Request("GET", Url)];
        asked[1].Cancel();
        FailureResultOf<CancelledException>(asked[1]);
        sources.Should().ContainSingle();
        asked[0].Cancel();
        FailureResultOf<CancelledException>(asked[0]);
        sources.Should().HaveCount(2);
        sources[1].Callback("t");
        _inner.Last.Answer();
        SuccessResultOf(asked[2]).Code.Should().Be(200);
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void Bearer_SourceThatNeedsTheRefusalsConnection_GetsIt()
    {
        var web = new Web();
        web.Pool.MaxConnectionsPerHost = 1;
        Deferred<string> Source(string? refused) =>
            refused is null ? Deferred.Succeed("t1") : web.Ask("POST", "http://a/token").AddCallback(r => r.ReadString());
        var asked = new AuthenticationAgent(web.Agent, "http://a/", new BearerCredentials(Source) { AllowCleartext = true }).Request("GET", "http://a/");
        web[0].TakeRequest();
        web[0].Feed("HTTP/1.1 401 no\r\nContent-Length: 2\r\n\r\nno");
        web[0].TakeRequest().Should().StartWith("POST /token ");
        web[0].Answer("t2");
        web[0].TakeRequest().Should().Contain("Authorization: Bearer t2\r\n");
        web[0].Answer("yes");
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("yes");
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Refusal_OverAConnection_IsReadAndTheConnectionUsedAgain()
    {
        var web = new Web();
        var asked = new AuthenticationAgent(web.Agent, "http://a/", new DigestCredentials("u", "p")).Request("GET", "http://a/");
        web[0].TakeRequest().Should().NotContain("Authorization");
        web[0].Feed($"HTTP/1.1 401 no\r\nWWW-Authenticate: {Challenge}\r\nContent-Length: 5\r\n\r\nno");
        web[0].Written.Should().BeEmpty();
        web[0].Feed("no!");
        web[0].Written.Should().Contain("Authorization: Digest username=\"u\"");
        web[0].Answer("yes");
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("yes");
        web.Route.Connections.Should().ContainSingle();
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Refusal_WithALargeBody_ClosesItsConnection([Values] bool isAnnounced)
    {
        var web = new Web();
        var asked = new AuthenticationAgent(web.Agent, "http://a/", new DigestCredentials("u", "p")).Request("GET", "http://a/");
        web[0].Feed($"HTTP/1.1 401 no\r\nWWW-Authenticate: {Challenge}\r\n"
            + (isAnnounced ? "Content-Length: 70000\r\n\r\n" : $"\r\n{new string('x', 70_000)}"));
        web[0].Transport.Aborted.Should().BeTrue();
        web.Route.SettleAll();
        web.Route.Last.Answer("yes");
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("yes");
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Refusal_InACoding_IsDroppedUndecoded()
    {
        var decoders = 0;
        // Counted, since a body that is only dropped may break: what its decoder throws, nobody hears.
        var decoding = new ContentDecoderAgent(_inner, [("odd", () => throw new InvalidOperationException($"Decoder {++decoders}."))]);
        var asked = new AuthenticationAgent(decoding, Url, new DigestCredentials("u", "p")).Request("GET", Url);
        _inner.Last.Answer(401, "no", ("WWW-Authenticate", Challenge), ("Content-Encoding", "odd"));
        _inner.Requests.Should().HaveCount(2);
        _inner.Last.Answer();
        SuccessResultOf(asked).Code.Should().Be(200);
        decoders.Should().Be(0);
    }

    [TestCase("before the answer")]
    [TestCase("reading the refusal")]
    [TestCase("getting a token")]
    [TestCase("after the answer")]
    public void Cancel_AtAnyMoment_LeavesNothing(string when)
    {
        var web = new Web();
        var pending = new Deferred<string>();
        var calls = 0;
        Credentials credentials = when == "getting a token"
            ? new BearerCredentials(_ => ++calls == 1 ? Deferred.Succeed("t") : pending) { AllowCleartext = true }
            : new DigestCredentials("u", "p");
        var asked = new AuthenticationAgent(web.Agent, "http://a/", credentials).Request("GET", "http://a/");
        if (when != "before the answer")
            web[0].Feed($"HTTP/1.1 401 no\r\nWWW-Authenticate: {Challenge}\r\nContent-Length: 5\r\n\r\nno");
        if (when == "after the answer")
            web[0].Feed("no!");
        asked.Called.Should().BeFalse();
        asked.Cancel();
        FailureResultOf<CancelledException>(asked);
        web[0].Transport.Aborted.Should().BeTrue();
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Credentials_OverHttp_AreRefusedUnlessAsked()
    {
        FluentActions.Invoking(() => new AuthenticationAgent(_inner, "http://a/", new BasicCredentials("u", "p")))
            .Should().Throw<ArgumentException>().WithMessage("*http://a:80*AllowCleartext*");
        FluentActions.Invoking(() => new AuthenticationAgent(_inner, "http://a/", new BearerCredentials("t"))).Should().Throw<ArgumentException>();
        new AuthenticationAgent(_inner, "http://a/", new BasicCredentials("u", "p") { AllowCleartext = true }).Request("GET", "http://a/");
        Sent.Should().Be(Basic);
    }

    [Test]
    public void Constructors_BadArguments_AreRefused()
    {
        foreach (var make in (Func<object>[])[
            () => new BasicCredentials("a:b", "p"), () => new BasicCredentials("a\n", "p"), () => new BasicCredentials("a", "p\0"),
            () => new DigestCredentials("a:b", "p"), () => new BearerCredentials(""), () => new BearerCredentials("a b"),
            () => new BearerCredentials("a\r\nX: y"), () => new BearerCredentials((string)null!),
            () => new AuthenticationAgent(null!, Url, new BearerCredentials("t")), () => new AuthenticationAgent(_inner, Url, null!),
            () => new AuthenticationAgent(_inner, [(Url, new BearerCredentials("t")), ("https://a:443", new BearerCredentials("t"))])])
            make.Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new AuthenticationAgent(_inner, "nonsense", new BearerCredentials("t"))).Should().Throw<InvalidURIException>();
        FluentActions.Invoking(() => Agent(new BearerCredentials("t")).Request("G T", Url)).Should().Throw<InvalidMethodException>();
        FluentActions.Invoking(() => Agent(new BearerCredentials("t")).Request("GET", "nonsense")).Should().Throw<InvalidURIException>();
    }

    [Test]
    public void ToString_HidesSecrets() =>
        string.Join(' ', new BasicCredentials("u", "secret"), new DigestCredentials("u", "secret"), new BearerCredentials("secret"))
            .Should().Be("<BasicCredentials u> <DigestCredentials u> <BearerCredentials>");

    private string? Sent => _inner.Last.Field("Authorization");

    private string ClientNonce() => Sent!.Split("cnonce=\"")[1].Split('"')[0];

    private AuthenticationAgent Agent(Credentials credentials) => new(_inner, Url, credentials);
}
