using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class HTTPClientFactoryTests
{
    private MemoryReactorClock _reactor = null!;
    private FakeRoute _route = null!;

    [SetUp]
    public void SetUp()
    {
        _reactor = new MemoryReactorClock();
        _route = new FakeRoute();
    }

    [Test]
    public void ConnectTCP_Page_FiresOnlyWhenTheConnectionIsClosed()
    {
        var factory = new HTTPClientFactory("http://a:8080/x?y");
        (factory.Scheme, factory.Host, factory.Port, factory.Path, factory.Url)
            .Should().Be(("http", "a", 8080, "/x?y", "http://a:8080/x?y"));
        var connector = Connect(factory);
        var transport = connector.Succeed();
        transport.ValueString().Should().Be(
            "GET /x?y HTTP/1.1\r\nHost: a:8080\r\nConnection: close\r\nUser-Agent: Twisted PageGetter\r\n\r\n");
        factory.Waiting.Should().BeTrue();

        Feed(connector, "HTTP/1.0 200 Fine\r\nX: 1\r\nContent-Length: 4\r\n\r\npage");

        transport.Disconnecting.Should().BeTrue();
        AssertNoResult(factory.Deferred);
        _reactor.Advance(0);
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
        factory.Waiting.Should().BeFalse();
        (factory.Status, factory.Version, factory.Message).Should().Be((200, "HTTP/1.0", "Fine"));
        factory.ResponseHeaders!.GetFirst("x").Should().Be("1");
        factory.NumPorts.Should().Be(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void ConnectTCP_Error_FailsWhenTheConnectionIsClosed()
    {
        var factory = new HTTPClientFactory("http://a/");
        var connector = Connect(factory);
        connector.Succeed();
        Feed(connector, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
        AssertNoResult(factory.Deferred);
        _reactor.Advance(0);
        FailureResultOf<WebErrorException>(factory.Deferred).Body.Should().Equal("no"u8.ToArray());
    }

    [Test]
    public void ConnectTCP_Fails_FailsThePage()
    {
        var factory = new HTTPClientFactory("http://a/");
        Connect(factory).Fail(new ConnectionRefusedException("no"));
        FailureResultOf<ConnectionRefusedException>(factory.Deferred);
        factory.Waiting.Should().BeFalse();
        factory.BuildProtocol(new HostnameAddress("a", 80)).Should().BeNull();
    }

    [Test]
    public void ConnectTCP_LostBeforeAnAnswer_FailsThePage()
    {
        var factory = new HTTPClientFactory("http://a/");
        var connector = Connect(factory);
        connector.Succeed();
        connector.Lose();
        FailureResultOf<ResponseNeverReceivedException>(factory.Deferred);
    }

    [Test]
    public void ConnectTCP_PageUntilClose_Fires()
    {
        var factory = new HTTPClientFactory("http://a/");
        var connector = Connect(factory);
        connector.Succeed();
        Feed(connector, "HTTP/1.0 200 OK\r\n\r\npage");
        connector.Lose();
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
    }

    [Test]
    public void Cancel_WhileConnecting_StopsTheConnector()
    {
        var factory = new HTTPClientFactory("http://a/");
        var connector = Connect(factory);
        factory.Deferred.Cancel();
        FailureResultOf<CancelledException>(factory.Deferred);
        connector.IsConnecting.Should().BeFalse();
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Cancel_WhileWaiting_AbortsTheConnection()
    {
        var factory = new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)) { Clock = _reactor };
        var connector = Connect(factory);
        var transport = connector.Succeed();
        factory.Deferred.Cancel();
        FailureResultOf<CancelledException>(factory.Deferred);
        transport.Aborted.Should().BeTrue();
        _reactor.Advance(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Timeout_WithAClock_CoversConnecting()
    {
        var factory = new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)) { Clock = _reactor };
        Connect(factory);
        _reactor.Advance(9);
        FailureResultOf<TimeoutException>(factory.Deferred).Message.Should().Be("Getting http://a/ took longer than 9 seconds.");
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void ConnectTCP_RedirectElsewhere_SaysThatItCannotGoThere()
    {
        var factory = new HTTPClientFactory("http://a/");
        var connector = Connect(factory);
        connector.Succeed();
        Feed(connector, "HTTP/1.1 302 Found\r\nLocation: http://b/2\r\nContent-Length: 0\r\n\r\n");
        _reactor.Advance(0);
        FailureResultOf<PageRedirectException>(factory.Deferred).Location.Should().Be("http://b/2");
    }

    [Test]
    public void ConnectTCP_RedirectToTheSameServer_ConnectsAgain()
    {
        var factory = new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)) { Clock = _reactor };
        var connector = Connect(factory);
        connector.Succeed();
        Feed(connector, "HTTP/1.1 302 Found\r\nLocation: /2\r\nSet-Cookie: c=1\r\nContent-Length: 0\r\n\r\n");
        connector.IsConnecting.Should().BeFalse();
        _reactor.Advance(0);
        connector.IsConnecting.Should().BeTrue();
        connector.Succeed().ValueString().Should().StartWith("GET /2 ").And.Contain("\r\nCookie: c=1\r\n");
        Feed(connector, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
        _reactor.Advance(0);
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
        (factory.NumPorts, factory.Path, factory.Redirects).Should().Be((0, "/2", 1));
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void ConnectTCP_CancelledBetweenTheLegs_DoesNotConnectAgain()
    {
        var factory = new HTTPClientFactory("http://a/");
        var connector = Connect(factory);
        connector.Succeed();
        Feed(connector, "HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n");
        factory.Deferred.Cancel();
        _reactor.Advance(0);
        FailureResultOf<CancelledException>(factory.Deferred);
        connector.IsConnecting.Should().BeFalse();
    }

    [Test]
    public void Attributes_AreWhatWasGivenAndWhatBecameOfIt()
    {
        var headers = new Headers { { "X", "1" } };
        var factory = Start(new HTTPClientFactory(
            "http://a/", "POST", [1], headers, "robot", TimeSpan.FromSeconds(9), redirectLimit: 5, afterFoundGet: true));
        (factory.Method, factory.Agent, factory.Timeout, factory.FollowRedirect, factory.RedirectLimit, factory.AfterFoundGet)
            .Should().Be(("POST", "robot", TimeSpan.FromSeconds(9), true, 5, true));
        factory.Headers.Should().BeSameAs(headers);
        factory.Postdata.Should().Equal(1);
        factory.Cookies.Should().BeEmpty();
        (factory.Status, factory.Version, factory.Message, factory.Redirects).Should().Be((0, "", "", 0));
        factory.ResponseHeaders.Should().BeNull();
        Leg("/2", "");
        (factory.Method, factory.Redirects, factory.Status, factory.Path).Should().Be(("GET", 1, 302, "/2"));
        new HTTPClientFactory("http://a/").AfterFoundGet.Should().BeFalse();
    }

    [Test]
    public void Settings_ChangedBeforeTheAnswer_Hold()
    {
        var refusing = Start(new HTTPClientFactory("http://a/") { FollowRedirect = false });
        Leg("/2", "");
        FailureResultOf<PageRedirectException>(refusing.Deferred);
        var limited = Start(new HTTPClientFactory("http://a/") { RedirectLimit = 1 });
        Leg("/2", "");
        FailureResultOf<InfiniteRedirectionException>(limited.Deferred);
        var posting = Start(new HTTPClientFactory("http://a/", "POST") { AfterFoundGet = true });
        Leg("/2", "");
        _route.Last.Written.Should().StartWith("GET /2 ");
        posting.Deferred.Cancel();
        FailureResultOf<CancelledException>(posting.Deferred);
    }

    [Test]
    public void Cookies_NoneGiven_TheFactoryKeepsItsOwn()
    {
        var factory = Start(new HTTPClientFactory("http://foo.example.com/"));
        _route.Last.TakeRequest();
        _route.Last.Redirect("/in", fields:
            "Squash: yes\r\nSet-Cookie: CUSTOMER=WILE_E_COYOTE; path=/; expires=Wednesday, 09-Nov-99 23:12:40 GMT\r\n"
            + "Set-Cookie: PART_NUMBER=ROCKET_LAUNCHER_0001; path=/\r\nSet-Cookie: SHIPPING=FEDEX; path=/foo\r\n"
            + "Set-Cookie: HttpOnly;Secure\r\n");
        _route.SettleAll();
        factory.Cookies.Should().Equal(new Dictionary<string, string>
        {
            ["CUSTOMER"] = "WILE_E_COYOTE",
            ["PART_NUMBER"] = "ROCKET_LAUNCHER_0001",
            ["SHIPPING"] = "FEDEX",
        });
        _route.Last.Written.Should().Contain("\r\nCookie: CUSTOMER=WILE_E_COYOTE; PART_NUMBER=ROCKET_LAUNCHER_0001; SHIPPING=FEDEX\r\n");
    }

    [Test]
    public void Protocol_Set_MakesTheGetter()
    {
        var made = new MarkingGetter();
        var factory = Start(new HTTPClientFactory("http://a/") { Protocol = () => made });
        _route.Last.Protocol.Should().BeSameAs(made);
        _route.Last.Feed("HTTP/1.1 404 x\r\nContent-Length: 4\r\n\r\npage");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
        var wrong = new HTTPClientFactory("http://a/") { Protocol = () => new OtherProtocol() };
        FluentActions.Invoking(() => wrong.BuildProtocol(new HostnameAddress("a", 80)))
            .Should().Throw<InvalidOperationException>().WithMessage("*Protocol*");
        new HTTPClientFactory("http://a/") { Protocol = () => null }.BuildProtocol(new HostnameAddress("a", 80)).Should().BeNull();
    }

    [Test]
    public void Start_ASecondTime_Throws()
    {
        var factory = Start(new HTTPClientFactory("http://a/"));
        FluentActions.Invoking(() => Start(factory)).Should().Throw<InvalidOperationException>().WithMessage("Start needs*Connected*");
    }

    [TestCase("/other", "/other", "a:81")]
    [TestCase("other?q", "/d/other?q", "a:81")]
    [TestCase("http://b/x", "/x", "b")]
    public void SetURL_BeforeConnecting_ChangesWhatIsAsked(string url, string path, string host)
    {
        var factory = new HTTPClientFactory("http://a:81/d/f");
        factory.SetURL(url);
        factory.Path.Should().Be(path);
        var transport = Connect(factory).Succeed();
        transport.ValueString().Should().StartWith($"GET {path} HTTP/1.1\r\nHost: {host}\r\n");
        _reactor.TcpClients[0].Host.Should().Be(host[..1]);
        FluentActions.Invoking(() => factory.SetURL("/x")).Should().Throw<InvalidOperationException>().WithMessage("*Connected*");
    }

    [Test]
    public void SetURL_Bad_Throws()
    {
        var factory = new HTTPClientFactory("http://a/");
        FluentActions.Invoking(() => factory.SetURL("http://")).Should().Throw<InvalidURIException>();
        FluentActions.Invoking(() => factory.SetURL("ftp://a/")).Should().Throw<SchemeNotSupportedException>();
        factory.Url.Should().Be("http://a/");
    }

    [Test]
    public void Constructor_BadArguments_Throw()
    {
        FluentActions.Invoking(() => new HTTPClientFactory("nonsense")).Should().Throw<InvalidURIException>();
        FluentActions.Invoking(() => new HTTPClientFactory("ftp://a/")).Should().Throw<SchemeNotSupportedException>();
        FluentActions.Invoking(() => new HTTPClientFactory("http://a/", "G T")).Should().Throw<InvalidMethodException>();
    }

    [Test]
    public void Arguments_HeadersAgentPostdata_AreSent()
    {
        var headers = new Headers { { "Host", "other" }, { "User-Agent", "mine" }, { "Content-Length", "99" }, { "X", "1" } };
        var transport = Connect(new HTTPClientFactory("http://a/", "POST", "hello"u8.ToArray(), headers, "unused")).Succeed();
        transport.ValueString().Should().Be(
            "POST / HTTP/1.1\r\nHost: other\r\nConnection: close\r\nContent-Length: 5\r\nUser-Agent: mine\r\nX: 1\r\n\r\nhello");
        Connect(new HTTPClientFactory("http://a/", agent: "robot")).Succeed().ValueString().Should().Contain("\r\nUser-Agent: robot\r\n");
    }

    [Test]
    public void Cookies_SentOnOneLineAndTakenUp()
    {
        var cookies = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var headers = new Headers { { "Cookie", "own=0" } };
        var factory = new HTTPClientFactory("http://a/", headers: headers, cookies: cookies);
        var connector = Connect(factory);
        connector.Succeed().ValueString().Should().Contain("\r\nCookie: own=0; a=1; b=2\r\n");
        Feed(
            connector,
            "HTTP/1.1 200 OK\r\nSet-Cookie: b = 3 ; Path=/\r\nset-cookie: c=x=y\r\nSet-Cookie: bad\r\nSet-Cookie: =z\r\n"
            + "Content-Length: 0\r\n\r\n");
        cookies.Should().BeEquivalentTo(new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "x=y" });
        headers.GetFirst("Cookie").Should().Be("own=0");
    }

    [Test]
    public void Cookies_SetByARedirect_GoWithTheNextRequestToTheSameOriginOnly()
    {
        var cookies = new Dictionary<string, string>();
        var factory = Start(new HTTPClientFactory("http://a/login", headers: new Headers { { "Cookie", "own=0" } }, cookies: cookies));
        Leg("/in", "Set-Cookie: session=1\r\n").Should().NotContain("session");
        Leg("http://b/", "").Should().StartWith("GET /in ").And.Contain("\r\nCookie: own=0; session=1\r\n");
        Leg("http://a/back", "Set-Cookie: evil=1\r\n").Should().NotContain("Cookie");
        _route.Last.TakeRequest().Should().StartWith("GET /back ").And.Contain("\r\nCookie: session=1\r\n");
        _route.Last.Answer("page");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
        cookies.Should().Equal(new Dictionary<string, string> { ["session"] = "1" });
        factory.Url.Should().Be("http://a/back");
    }

    [Test]
    public void Cookies_BeyondAscii_AreSentBackAsTheyCame()
    {
        var factory = Start(new HTTPClientFactory("http://a/"));
        Leg("/2", "Set-Cookie: a=caf\u00c3\u00a9\r\nSet-Cookie: b=\u00e9; Path=/\r\n");
        Encoding.Latin1.GetBytes(_route.Last.TakeRequest()).AsSpan().IndexOf("\r\nCookie: a=caf\u00e9\r\n"u8).Should().BePositive();
        factory.Cookies.Should().Equal(new Dictionary<string, string> { ["a"] = "caf\u00e9" });
    }

    [Test]
    public void Start_Redirect_GoesOnWhenTheFirstConnectionIsClosed()
    {
        var factory = Start(new HTTPClientFactory("http://a/", "POST", "hello"u8.ToArray(), afterFoundGet: true));
        _route[0].Redirect("http://b/2");
        _route.Connections.Should().ContainSingle();
        _route[0].Settle();
        _route[1].Written.Should().StartWith("GET /2 HTTP/1.1\r\nHost: b\r\n").And.NotContain("Content-Length");
        _route[1].Answer("page");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
    }

    [Test]
    public void Start_RedirectLimit_IsCounted()
    {
        var factory = Start(new HTTPClientFactory("http://a/", redirectLimit: 2));
        Leg("/1", "");
        Leg("/2", "");
        FailureResultOf<InfiniteRedirectionException>(factory.Deferred);
        _route.Connections.Should().HaveCount(2);
    }

    [Test]
    public void Start_FollowRedirectOff_FailsWithTheRedirect()
    {
        var factory = Start(new HTTPClientFactory("http://a/", followRedirect: false));
        Leg("/1", "");
        FailureResultOf<PageRedirectException>(factory.Deferred).Location.Should().Be("/1");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Start_EndedBetweenTheLegs_TheSecondIsNeverSent(bool byTimeout)
    {
        var factory = Start(new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)));
        _route[0].Redirect("/2");
        if (byTimeout)
            _reactor.Advance(9);
        else
            factory.Deferred.Cancel();
        _route.SettleAll();
        var failure = FailureResultOf(factory.Deferred);
        failure.Type.Should().Be(byTimeout ? typeof(TimeoutException) : typeof(CancelledException));
        _route.Connections.Should().ContainSingle();
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Start_Timeout_CoversBothLegs()
    {
        var factory = Start(new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)));
        _reactor.Advance(5);
        Leg("/2", "");
        _reactor.Advance(4);
        AssertNoResult(factory.Deferred);
        _route[1].Transport.Aborted.Should().BeTrue();
        _route.SettleAll();
        FailureResultOf<TimeoutException>(factory.Deferred).Message.Should().StartWith("Getting http://a/2 ");
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Start_TimeoutAfterThePageWhileClosing_IsStopped()
    {
        var factory = Start(new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)));
        _route[0].Answer("page");
        _reactor.GetDelayedCalls().Should().BeEmpty();
        _route.SettleAll();
        SuccessResultOf(factory.Deferred);
    }

    [Test]
    public void Start_EndpointOfARedirectFails_FailsThePage()
    {
        _route.Choosing = uri =>
        {
            if (uri.Host == "b")
                throw new FormatException("no");
        };
        var factory = Start(new HTTPClientFactory("http://a/"));
        Leg("http://b/", "");
        FailureResultOf<FormatException>(factory.Deferred);
        _route.Choosing = null;
        _route.Connecting = () => throw new FormatException("no");
        FailureResultOf<FormatException>(Start(new HTTPClientFactory("http://a/")).Deferred);
    }

    [Test]
    public void Page_OverrideThrows_FailsTheDeferred()
    {
        var factory = Start(new ThrowingFactory());
        _route[0].Answer("page");
        _route.SettleAll();
        FailureResultOf<FormatException>(factory.Deferred);
        factory.ToString().Should().Be("<ThrowingFactory http://a:80 unconnected>");
    }

    [Test]
    public void Head_GetsAnEmptyPage()
    {
        var factory = Start(new HTTPClientFactory("http://a/", "HEAD"));
        _route[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().BeEmpty();
    }

    [Test]
    public void Method_InOtherCase_IsAnotherMethod()
    {
        var factory = Start(new HTTPClientFactory("http://a/", "Head"));
        _route[0].Written.Should().StartWith("Head / ");
        _route[0].Answer("content");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("content"u8.ToArray());
    }

    [Test]
    public void FollowRedirect_IsEachFactorysOwn()
    {
        var following = Start(new HTTPClientFactory("http://a/"));
        var refusing = Start(new HTTPClientFactory("http://a/", followRedirect: false));
        _route[0].Redirect("/2");
        _route[1].Redirect("/2");
        _route.SettleAll();
        FailureResultOf<PageRedirectException>(refusing.Deferred);
        _route[2].Answer("page");
        _route.SettleAll();
        SuccessResultOf(following.Deferred).Should().Equal("page"u8.ToArray());
        _route.Connections.Should().HaveCount(3);
    }

    [TestCase("http://foo.example.com/", "foo.example.com")]
    [TestCase("http://foo.example.com:80/", "foo.example.com")]
    [TestCase("http://foo.example.com:8080/", "foo.example.com:8080")]
    [TestCase("https://foo.example.com/", "foo.example.com")]
    [TestCase("https://foo.example.com:443/", "foo.example.com")]
    [TestCase("https://foo.example.com:8443/", "foo.example.com:8443")]
    public void Host_Port_IsLeftOutWhenItIsTheSchemes(string url, string host)
    {
        Start(new HTTPClientFactory(url));
        _route[0].Written.Should().Contain($"\r\nHost: {host}\r\n");
    }

    [TestCase("https://foo.com:8443/bar;123?a#frag", "https", "foo.com", 8443, "/bar;123?a")]
    [TestCase("/hello", "http", "example.com", 80, "/hello")]
    public void SetURL_ChangesWhatTheAttributesTell(string url, string scheme, string host, int port, string path)
    {
        var factory = new HTTPClientFactory("http://example.com");
        (factory.Scheme, factory.Host, factory.Port, factory.Path).Should().Be(("http", "example.com", 80, "/"));
        factory.SetURL(url);
        (factory.Scheme, factory.Host, factory.Port, factory.Path).Should().Be((scheme, host, port, path));
    }

    [Test]
    public void UserAgent_AmongTheHeaders_GoesBeforeTheArgument()
    {
        Start(new HTTPClientFactory("http://a/", headers: new Headers { { "User-Agent", "mine" } }, agent: "robot"));
        _route[0].Written.Should().Contain("\r\nUser-Agent: mine\r\n").And.NotContain("robot");
    }

    [Test]
    public void BuildProtocol_ByHand_WorksAsInOldTests()
    {
        var factory = new HTTPClientFactory("http://a/");
        var protocol = factory.BuildProtocol(new HostnameAddress("a", 80))!;
        var transport = new StringTransport { Protocol = protocol };
        protocol.MakeConnection(transport);
        transport.ValueString().Should().StartWith("GET / ");
        protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"u8);
        SuccessResultOf(factory.Deferred).Should().Equal("a"u8.ToArray());
    }

    private MemoryConnector Connect(HTTPClientFactory factory) => (MemoryConnector)_reactor.ConnectTCP(factory.Host, factory.Port, factory);

    private static void Feed(MemoryConnector connector, string text) => connector.Protocol!.DataReceived(Encoding.Latin1.GetBytes(text));

    private T Start<T>(T factory) where T : HTTPClientFactory
    {
        factory.Start(_route.EndpointForURI, _reactor);
        return factory;
    }

    /// <summary>Answers the newest request with a redirect; gives the request.</summary>
    private string Leg(string location, string fields)
    {
        var request = _route.Last.TakeRequest();
        _route.Last.Redirect(location, fields: fields);
        _route.SettleAll();
        return request;
    }

    private sealed class OtherProtocol : Protocol
    {
        public override void DataReceived(ReadOnlySpan<byte> data) { }
    }

    private sealed class MarkingGetter : HTTPPageGetter
    {
        protected override void HandleStatus_404() => HandleStatus_200();
    }

    private sealed class ThrowingFactory() : HTTPClientFactory("http://a/")
    {
        protected internal override void Page(byte[] body) => throw new FormatException("no");
    }
}
