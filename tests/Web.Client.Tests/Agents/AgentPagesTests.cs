using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Agents;

/// <summary>getPage and downloadPage over an agent's kept connections.</summary>
public sealed class AgentPagesTests
{
    private Web _web = null!;
    private string _folder = null!;
    private string _file = null!;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _folder = Directory.CreateTempSubdirectory("pages").FullName;
        _file = Path.Combine(_folder, "page");
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Pages_OfEveryKind_ShareOneConnection()
    {
        var text = _web.Get();
        _web[0].Answer("1");
        SuccessResultOf(text).Should().Be("1");
        _web[0].TakeRequest();

        var bytes = _web.Agent.GetPage("http://a/2", "POST", "hello"u8.ToArray());
        _web[0].TakeRequest().Should().Be(
            "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nUser-Agent: Twisted PageGetter\r\n\r\nhello");
        _web[0].Answer("2");
        SuccessResultOf(bytes).Should().Equal("2"u8.ToArray());

        var done = _web.Agent.DownloadPage("http://a/3", _file);
        _web[0].TakeRequest().Should().StartWith("GET /3 ").And.Contain("\r\nUser-Agent: Twisted client\r\n").And.NotContain("Connection");
        _web[0].Answer("3");
        SuccessResultOf(done);
        File.ReadAllText(_file).Should().Be("3");

        var asked = _web.Ask();
        _web[0].Answer();
        SuccessResultOf(asked);
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void GetPage_Error_FailsAndTheConnectionIsKept()
    {
        var got = _web.Agent.GetPage("http://a/");
        _web[0].Feed("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
        FailureResultOf<WebErrorException>(got).Body.Should().Equal("no"u8.ToArray());
        _web.Kept();
        _web.Route.Connections.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void GetPage_Redirected_KeepsCookiesAndCredentialsAtHome()
    {
        var cookies = new Dictionary<string, string> { ["a"] = "1" };
        var headers = new Headers { { "Authorization", "Basic x" }, { "X-Key", "k" }, { "Referer", "http://a/from" }, { "X", "y" } };
        var options = new RequestOptions { SecretHeaders = ["x-key"] };
        var got = _web.Agent.GetPage("http://a/login", headers: headers, cookies: cookies, options: options);
        _web[0].TakeRequest().Should().Contain("\r\nCookie: a=1\r\n").And.Contain("X-Key: k");
        _web[0].Redirect("/in", fields: "Set-Cookie: session=2\r\n");
        _web[0].TakeRequest().Should().StartWith("GET /in ").And.Contain("\r\nCookie: a=1; session=2\r\n").And.Contain("Basic x");
        _web[0].Redirect("http://b/");
        _web[1].TakeRequest().Should().Be("GET / HTTP/1.1\r\nHost: b\r\nUser-Agent: Twisted PageGetter\r\nX: y\r\n\r\n");
        _web[1].Redirect("http://a/back", fields: "Set-Cookie: evil=3\r\n");
        _web[0].TakeRequest().Should().StartWith("GET /back ").And.Contain("\r\nCookie: a=1; session=2\r\n")
            .And.NotContain("Basic").And.NotContain("Key");
        _web[0].Answer("page");
        SuccessResultOf(got).Should().Equal("page"u8.ToArray());
        cookies.Should().Equal(new Dictionary<string, string> { ["a"] = "1", ["session"] = "2" });
        _web.Route.Connections.Should().HaveCount(2);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void GetPage_FollowRedirectOff_FailsWithTheRedirect()
    {
        var got = _web.Agent.GetPage("http://a/", followRedirect: false);
        _web[0].Redirect("/2");
        FailureResultOf<PageRedirectException>(got).Location.Should().Be("/2");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void GetPage_RedirectLimitAndAfterFoundGet_Hold()
    {
        var got = _web.Agent.GetPage("http://a/", "POST", [], redirectLimit: 2, afterFoundGet: true);
        _web[0].TakeRequest();
        _web[0].Redirect("/2");
        _web[0].TakeRequest().Should().StartWith("GET /2 ");
        _web[0].Redirect("/3");
        FailureResultOf<InfiniteRedirectionException>(got);
        _web.AssertNothingIsLeft();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void GetPage_EndedWhileWaitingForAConnection_LeavesTheLine(bool byTimeout)
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        var first = _web.Get();
        var second = _web.Agent.GetPage("http://a/2", timeout: TimeSpan.FromSeconds(9));
        _web.Pool.WaitingRequests.Should().Be(1);
        if (byTimeout)
            _web.Clock.Advance(9);
        else
            second.Cancel();
        FailureResultOf(second).Type.Should().Be(byTimeout ? typeof(TimeoutException) : typeof(CancelledException));
        _web.Pool.WaitingRequests.Should().Be(0);
        _web[0].Answer("1");
        SuccessResultOf(first);
        _web.AssertNothingIsLeft();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void DownloadPage_EndedInTheMiddle_ClosesFileAndConnection(bool byTimeout)
    {
        var done = _web.Agent.DownloadPage("http://a/", _file, timeout: TimeSpan.FromSeconds(9));
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
        if (byTimeout)
            _web.Clock.Advance(9);
        else
            done.Cancel();
        FailureResultOf(done).Type.Should().Be(byTimeout ? typeof(TimeoutException) : typeof(CancelledException));
        _web[0].Transport.Aborted.Should().BeTrue();
        AssertFile("abc");
        _web.AssertNothingIsLeft();
    }

    [TestCase("Content-Length: 4\r\n\r\n", false)]
    [TestCase("Content-Length: 4\r\n\r\nabcd", false)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", true)]
    public void DownloadPage_LargerThanItMayBe_FailsAndClosesTheConnection(string rest, bool isBegun)
    {
        var done = _web.Agent.DownloadPage("http://a/", _file, maxBytes: 3);
        var next = _web.Ask();
        _web[0].Feed("HTTP/1.1 200 OK\r\n" + rest);
        FailureResultOf<LimitExceededException>(done);
        _web[0].Transport.Aborted.Should().BeTrue();
        File.Exists(_file).Should().Be(isBegun);
        if (isBegun)
            AssertFile("ab");
        _web[1].Answer();
        SuccessResultOf(next);
        var stream = new MemoryStream();
        FailureResultOf<LimitExceededException>(Fed(_web.Agent.DownloadPage("http://a/", stream, maxBytes: 3), "four"));
        stream.CanWrite.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DownloadPage_BrokenOffAndAskedAgain_GoesOn()
    {
        var done = _web.Agent.DownloadPage("http://a/", _file, supportPartial: true);
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
        _web[0].Lose();
        FailureResultOf<PartialDownloadException>(done);
        var again = _web.Agent.DownloadPage("http://a/", _file, supportPartial: true);
        _web[1].Written.Should().Contain("\r\nRange: bytes=3-\r\n");
        _web[1].Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\ndef");
        SuccessResultOf(again);
        AssertFile("abcdef");
        var whole = _web.Agent.DownloadPage("http://a/", _file, supportPartial: true);
        _web[1].Feed("HTTP/1.1 416 x\r\nContent-Range: bytes */6\r\nContent-Length: 0\r\n\r\n");
        SuccessResultOf(whole);
        AssertFile("abcdef");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DownloadPage_FileCannotBeWritten_FailsAndTheConnectionIsClosed()
    {
        var done = _web.Agent.DownloadPage("http://a/", _folder);
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        FailureResultOf<DownloadFileException>(done).FileName.Should().Be(_folder);
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DownloadPage_IntoAStream_WritesAndClosesIt()
    {
        var stream = new MemoryStream();
        var done = _web.Agent.DownloadPage("http://a/", stream);
        _web[0].Redirect("/2", body: "moved");
        _web[0].Answer("page");
        SuccessResultOf(done);
        stream.ToArray().Should().Equal("page"u8.ToArray());
        stream.CanWrite.Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DownloadPage_GetterOfTheUsers_WritesTheFileToo()
    {
        _web.Pool.Getter = l => new PlainGetter(l);
        var done = _web.Agent.DownloadPage("http://a/", _file);
        _web[0].Answer("page");
        SuccessResultOf(done);
        AssertFile("page");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void GetPage_ConnectionOfTheCallersClose_IsNotKept()
    {
        var got = _web.Agent.GetPage("http://a/", headers: new Headers { { "Connection", "close" } });
        _web[0].Answer("page");
        SuccessResultOf(got);
        _web[0].IsClosing.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void GetPage_BadArguments_ThrowAndSendNothing()
    {
        FluentActions.Invoking(() => _web.Agent.GetPage("nonsense")).Should().Throw<InvalidURIException>();
        FluentActions.Invoking(() => _web.Agent.GetPage("ftp://a/")).Should().Throw<SchemeNotSupportedException>();
        FluentActions.Invoking(() => _web.Agent.GetPage("http://a/", "G T")).Should().Throw<InvalidMethodException>();
        FluentActions.Invoking(() => _web.Agent.DownloadPage("http://a/", "")).Should().Throw<ArgumentException>();
        _web.Route.Connections.Should().BeEmpty();
    }

    private void AssertFile(string text)
    {
        using var file = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        new StreamReader(file).ReadToEnd().Should().Be(text);
    }

    private sealed class PlainGetter(WireLimits limits) : HTTPPageGetter(limits);

    private Deferred Fed(Deferred download, string body)
    {
        _web.Route.Last.Answer(body);
        return download;
    }
}
