using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class HTTPDownloaderTests
{
    private Clock _clock = null!;
    private FakeRoute _route = null!;
    private string _folder = null!;
    private string _file = null!;

    private FakeConnection Connection => _route.Last;

    [SetUp]
    public void SetUp()
    {
        _clock = new Clock();
        _route = new FakeRoute();
        _folder = Directory.CreateTempSubdirectory("downloads").FullName;
        _file = Path.Combine(_folder, "page");
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Page_GoesIntoTheFile()
    {
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
        File.Exists(_file).Should().BeTrue();
        Connection.Feed("abc").Feed("def");
        _route.SettleAll();
        SuccessResultOf(download.Deferred).Should().BeEmpty();
        AssertFile("abcdef");
    }

    [Test]
    public void Redirect_BodyStaysOutOfTheFile()
    {
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Redirect("/2", body: "moved");
        File.Exists(_file).Should().BeFalse();
        _route.SettleAll();
        Connection.Answer("page");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("page");
    }

    [Test]
    public void Error_LeavesTheFileAsItWas()
    {
        File.WriteAllText(_file, "old");
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Feed("HTTP/1.1 404 x\r\nContent-Length: 2\r\n\r\nno");
        _route.SettleAll();
        FailureResultOf<WebErrorException>(download.Deferred).Body.Should().Equal("no"u8.ToArray());
        AssertFile("old");
    }

    [TestCase("Content-Length: 6\r\n\r\n")]
    [TestCase("Content-Length: 99999999999999\r\n\r\nabc")]
    public void MaxBytes_MoreIsAnnounced_FailsAndLeavesTheFile(string rest)
    {
        File.WriteAllText(_file, "old");
        var download = Start(new HTTPDownloader("http://a/", _file) { MaxBytes = 5 });
        Connection.Feed("HTTP/1.1 200 OK\r\n" + rest);
        _route.SettleAll();
        var failure = FailureResultOf<LimitExceededException>(download.Deferred);
        (failure.LimitName, failure.Limit).Should().Be(("MaxBytes", 5));
        AssertFile("old");
    }

    [TestCase("\r\n", "abc", "def")]
    [TestCase("\r\n", "abc", "defghi")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n", "3\r\ndef\r\n0\r\n\r\n")]
    public void MaxBytes_MoreComesThanWasAnnounced_FailsAndKeepsWhatCame(string rest, string first, string second)
    {
        var download = Start(new HTTPDownloader("http://a/", _file) { MaxBytes = 5 });
        Connection.Feed("HTTP/1.1 200 OK\r\n" + rest + first).Feed(second);
        _route.SettleAll();
        FailureResultOf<LimitExceededException>(download.Deferred);
        AssertFile("abc");
        download.File.Should().BeNull();
        _route.Open.Should().BeEmpty();
    }

    [TestCase(5, false)]
    [TestCase(6, true)]
    public void MaxBytes_OfAContinuedFile_CountsWhatItHad(long limit, bool fits)
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true) { MaxBytes = limit });
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\n").Feed(fits ? "def" : "");
        _route.SettleAll();
        if (fits)
            SuccessResultOf(download.Deferred);
        else
            FailureResultOf<LimitExceededException>(download.Deferred);
        AssertFile(fits ? "abcdef" : "abc");
    }

    [Test]
    public void MaxBytes_OfAFileThatIsSentWhole_CountsFromTheStart()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true) { MaxBytes = 5 });
        Connection.Answer("fresh");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("fresh");
    }

    [Test]
    public void MaxBytes_ErrorsAndRedirects_AreNotTheFile()
    {
        var download = Start(new HTTPDownloader("http://a/", _file) { MaxBytes = 1 });
        Connection.Redirect("/2", body: "moved");
        _route.SettleAll();
        Connection.Feed("HTTP/1.1 404 x\r\nContent-Length: 2\r\n\r\nno");
        _route.SettleAll();
        FailureResultOf<WebErrorException>(download.Deferred).Body.Should().Equal("no"u8.ToArray());
    }

    [Test]
    public void MaxBytes_Negative_Throws() =>
        FluentActions.Invoking(() => new HTTPDownloader("http://a/", _file) { MaxBytes = -1 }).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void Partial_ServerContinues_FileIsAppended()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        download.RequestedPartial.Should().Be(3);
        Connection.Written.Should().Contain("\r\nRange: bytes=3-\r\n");
        Connection.Feed("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\ndef");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("abcdef");
    }

    // Of a file that was written an hour ago; minutes, of the server's Date.
    [TestCase(0, -61, false)]
    [TestCase(0, -59, true)]
    [TestCase(0, 0, true)]
    [TestCase(600, -61, false)]
    [TestCase(600, -59, true)]
    [TestCase(-600, -61, false)]
    [TestCase(-600, -59, true)]
    [TestCase(null, -61, false)]
    [TestCase(null, -59, true)]
    public void Partial_PageChangedAfterTheFileWasWritten_FailsAndLeavesTheFile(int? serversClock, int changed, bool isRefused)
    {
        File.WriteAllText(_file, "abc");
        var now = DateTimeOffset.UtcNow;
        File.SetLastWriteTimeUtc(_file, now.UtcDateTime.AddHours(-1));
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        var server = now.AddMinutes(serversClock ?? 0);
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n"
            + (serversClock is null ? "" : $"Date: {server:R}\r\n") + $"Last-Modified: {server.AddMinutes(changed):R}\r\n\r\n" + (isRefused ? "" : "def"));
        _route.SettleAll();
        if (isRefused)
            FailureResultOf<ContentRangeException>(download.Deferred).Message.Should().Contain("a page that was changed (");
        else
            SuccessResultOf(download.Deferred);
        AssertFile(isRefused ? "abc" : "abcdef");
    }

    [TestCase("yesterday")]
    [TestCase("Mon, 01 Jan 0001 00:00:00 GMT\r\nDate: Fri, 31 Dec 9999 23:59:59 GMT")]
    [TestCase("")]
    public void Partial_LastModifiedThatIsNoDateOrLongAgo_SaysNothing(string date)
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed($"HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\nLast-Modified: {date}\r\n\r\ndef");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("abcdef");
    }

    [Test]
    public void Partial_CallersIfRange_GoesAlongAndAPageThatChangedIsWrittenAnew()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, headers: new Headers { { "If-Range", "\"v1\"" } }, supportPartial: true));
        Connection.Written.Should().Contain("\r\nRange: bytes=3-\r\n").And.Contain("\r\nIf-Range: \"v1\"\r\n");
        Connection.Answer("version 2", "ETag: \"v2\"\r\n");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        download.ResponseHeaders!.GetFirst("ETag").Should().Be("\"v2\"");
        AssertFile("version 2");
    }

    [Test]
    public void Partial_ServerSendsAll_FileIsOverwritten()
    {
        File.WriteAllText(_file, "old and long");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Answer("new");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        download.RequestedPartial.Should().Be(0);
        AssertFile("new");
    }

    [TestCase("Content-Range: bytes 2-5/6\r\n")]
    [TestCase("Content-Range: bytes 30-35/36\r\n")]
    [TestCase("Content-Range: items 3-5/6\r\n")]
    [TestCase("Content-Range: bytes +3-5/6\r\n")]
    [TestCase("Content-Range: bytes */6\r\n")]
    [TestCase("")]
    public void Partial_AnotherPart_FailsAndLeavesTheFile(string field)
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed($"HTTP/1.1 206 x\r\n{field}Content-Length: 3\r\n\r\ndef");
        Connection.Transport.Aborted.Should().BeTrue();
        _route.SettleAll();
        var error = FailureResultOf<ContentRangeException>(download.Deferred);
        error.Status.Should().Be(206);
        error.ContentRange.Should().Be(field.Length == 0 ? null : field["Content-Range: ".Length..].Trim());
        error.Message.Should().EndWith("expected the page from byte 3 on");
        AssertFile("abc");
    }

    [Test]
    public void Partial_ContentRangeTwice_FailsAndLeavesTheFile()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\ndef");
        _route.SettleAll();
        FailureResultOf<ContentRangeException>(download.Deferred);
        AssertFile("abc");
    }

    [Test]
    public void Partial_LengthThatIsNotTheParts_FailsAndLeavesTheFile()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 2\r\n\r\nde");
        _route.SettleAll();
        FailureResultOf<ContentRangeException>(download.Deferred).Message.Should().Contain("Content-Length 2");
        AssertFile("abc");
    }

    [Test]
    public void Partial_MoreThanAnnounced_FailsAndWritesNoneOfTheSurplus()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n")
            .Feed("1\r\ng\r\n");
        _route.SettleAll();
        FailureResultOf<ContentRangeException>(download.Deferred).Message.Should().Contain("more than the 3 bytes");
        AssertFile("abcdef");
    }

    [TestCase("bytes 3-5/6", "de", 3, 2)]
    [TestCase("bytes 3-4/6", "de", 6, 5)]
    public void Partial_NotToTheEnd_FailsKeepsWhatCameAndTheNextGoesOn(string range, string body, long expected, long received)
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed($"HTTP/1.1 206 x\r\nContent-Range: {range}\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{body.Length}\r\n{body}\r\n0\r\n\r\n");
        _route.SettleAll();
        var loss = FailureResultOf<PartialDownloadException>(download.Deferred).Reason.Value.Should().BeOfType<DataLossException>().Subject;
        (loss.ExpectedBytes, loss.ReceivedBytes).Should().Be((expected, received));
        AssertFile("abcde");

        var next = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 5-5/*\r\nContent-Length: 1\r\n\r\nf");
        _route.SettleAll();
        SuccessResultOf(next.Deferred);
        AssertFile("abcdef");
    }

    [Test]
    public void Partial_ByteByByte_FileIsAppended()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        const string head = "HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nTransfer-Encoding: chunked\r\n\r\n";
        foreach (var c in head + "2\r\nde\r\n1\r\nf\r\n0\r\n\r\n")
            Connection.Feed(c.ToString());
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("abcdef");
    }

    [Test]
    public void Partial_FileChangedMeanwhile_FailsAndLeavesIt()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        File.WriteAllText(_file, "abcd");
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\ndef");
        _route.SettleAll();
        FailureResultOf<DownloadFileException>(download.Deferred).Message
            .Should().Contain("had 3 bytes when the request was sent, and has 4 now");
        AssertFile("abcd");
    }

    [Test]
    public void Partial_FileGoneMeanwhile_FailsAndMakesNone()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        File.Delete(_file);
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\ndef");
        _route.SettleAll();
        FailureResultOf<DownloadFileException>(download.Deferred).InnerException.Should().BeOfType<FileNotFoundException>();
        File.Exists(_file).Should().BeFalse();
    }

    [Test]
    public void Partial_FileIsCompleteAlready_Succeeds()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */3\r\nContent-Length: 2\r\n\r\nno");
        _route.SettleAll();
        SuccessResultOf(download.Deferred).Should().BeEmpty();
        (download.Status, download.RequestedPartial).Should().Be((416, 3));
        AssertFile("abc");
    }

    [TestCase("Content-Range: bytes */2\r\n")]
    [TestCase("Content-Range: bytes */4\r\n")]
    [TestCase("Content-Range: bytes 3-3/3\r\n")]
    [TestCase("Content-Range: items */3\r\n")]
    public void Partial_416OfAnotherLength_FailsAndLeavesTheFile(string field)
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed($"HTTP/1.1 416 x\r\n{field}Content-Length: 2\r\n\r\nno");
        _route.SettleAll();
        FailureResultOf<WebErrorException>(download.Deferred).Status.Should().Be(416);
        AssertFile("abc");
    }

    [Test]
    public void Partial_416ThatDoesNotSay_HeadAsksAndTheFileIsComplete()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/x", _file, headers: new Headers { { "X", "1" } }, supportPartial: true));
        Connection.Feed("HTTP/1.1 416 x\r\nContent-Length: 2\r\n\r\nno");
        _route.SettleAll();
        Connection.Written.Should().StartWith("HEAD /x HTTP/1.1\r\n").And.Contain("\r\nX: 1\r\n").And.NotContain("Range");
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        (download.RequestedPartial, download.Redirects).Should().Be((3, 0));
        AssertFile("abc");
    }

    [TestCase("200 OK\r\nContent-Length: 2")]
    [TestCase("200 OK\r\nContent-Length: 4")]
    [TestCase("200 OK\r\nTransfer-Encoding: chunked")]
    [TestCase("405 Method Not Allowed\r\nContent-Length: 3")]
    [TestCase("416 x\r\nContent-Length: 3")]
    public void Partial_416ThatDoesNotSayAndAnotherLength_FailsWithIt(string head)
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HTTPDownloader("http://a/", _file, supportPartial: true));
        Connection.Feed("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 2\r\n\r\nno");
        _route.SettleAll();
        Connection.Feed($"HTTP/1.1 {head}\r\n\r\n");
        _route.SettleAll();
        FailureResultOf<WebErrorException>(download.Deferred).Status.Should().Be(416);
        _route.Connections.Should().HaveCount(2);
        AssertFile("abc");
    }

    [Test]
    public void NotPartial_416_Fails()
    {
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Feed("HTTP/1.1 416 x\r\nContent-Range: bytes */0\r\nContent-Length: 0\r\n\r\n");
        _route.SettleAll();
        FailureResultOf<WebErrorException>(download.Deferred).Status.Should().Be(416);
        File.Exists(_file).Should().BeFalse();
    }

    [Test]
    public void CallersOwnRange_ItsPartIsThePage()
    {
        File.WriteAllText(_file, "old");
        var download = Start(new HTTPDownloader("http://a/", _file, headers: new Headers { { "Range", "bytes=1-2" } }));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 1-2/6\r\nContent-Length: 2\r\n\r\nbc");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("bc");
    }

    [Test]
    public void CallersOwnRange_IntoAStream_ItsPartIsThePage()
    {
        var stream = new FakeFile();
        var download = Start(new HTTPDownloader("http://a/", stream, headers: new Headers { { "Range", "bytes=1-2" } }));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 1-2/6\r\nContent-Length: 2\r\n\r\nbc");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        stream.ToArray().Should().Equal("bc"u8.ToArray());
    }

    [Test]
    public void Partial_NotAskedFor_Fails()
    {
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Written.Should().NotContain("Range");
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 0-2/3\r\nContent-Length: 3\r\n\r\nabc");
        _route.SettleAll();
        FailureResultOf<ContentRangeException>(download.Deferred).Message.Should().Contain("nobody asked for");
        File.Exists(_file).Should().BeFalse();
    }

    [Test]
    public void Partial_NoFileYet_AsksForAll()
    {
        Start(new HTTPDownloader("http://a/", _file, supportPartial: true)).RequestedPartial.Should().Be(0);
        Connection.Written.Should().NotContain("Range");
    }

    [Test]
    public void File_CannotBeOpened_FailsAndClosesTheConnection()
    {
        var download = Start(new HTTPDownloader("http://a/", Path.Combine(_folder, "absent", "page")));
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        Connection.Transport.Aborted.Should().BeTrue();
        _route.SettleAll();
        var error = FailureResultOf<DownloadFileException>(download.Deferred);
        error.FileName.Should().Be(download.FileName);
        error.InnerException.Should().BeOfType<DirectoryNotFoundException>();
        error.HResult.Should().Be(error.InnerException!.HResult);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void File_IsAFolder_FailsAndSaysSo(bool supportPartial)
    {
        var download = Start(new HTTPDownloader("http://a/", _folder, supportPartial: supportPartial));
        Connection.Written.Should().NotContain("Range");
        Connection.Answer("abc");
        _route.SettleAll();
        FailureResultOf<DownloadFileException>(download.Deferred).Message
            .Should().Be($"The file {_folder} cannot be opened: it is a folder");
    }

    [Test]
    public void File_MayNotBeWritten_FailsAsAnIOError()
    {
        var download = Start(new OpeningDownloader(_file, () => throw new UnauthorizedAccessException("denied")));
        Connection.Answer("abc");
        _route.SettleAll();
        FailureResultOf<IOException>(download.Deferred).Message.Should().Be($"The file {_file} cannot be opened: denied");
    }

    [Test]
    public void OpenFile_Overridden_ThePageGoesThere()
    {
        var stream = new FakeFile();
        var download = Start(new OpeningDownloader(_file, () => stream));
        download.File.Should().BeNull();
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npa");
        download.File.Should().BeSameAs(stream);
        Connection.Feed("ge");
        download.File.Should().BeNull();
        stream.ToArray().Should().Equal("page"u8.ToArray());
        File.Exists(_file).Should().BeFalse();
    }

    [Test]
    public void OpenFile_ThrowsSomethingOfItsOwn_ThatIsTheFailure()
    {
        var download = Start(new OpeningDownloader(_file, () => throw new FormatException("mine")));
        Connection.Answer("abc");
        _route.SettleAll();
        FailureResultOf<FormatException>(download.Deferred);
    }

    [Test]
    public void Head_LeavesTheFileAndClosesTheStream()
    {
        File.WriteAllText(_file, "old");
        var download = Start(new HTTPDownloader("http://a/", _file, "HEAD"));
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("old");

        var stream = new FakeFile();
        var other = Start(new HTTPDownloader("http://a/", stream, "HEAD"));
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        _route.SettleAll();
        SuccessResultOf(other.Deferred);
        stream.Closed.Should().Be(1);
    }

    [Test]
    public void NoContent_IsAnEmptyFile()
    {
        File.WriteAllText(_file, "old");
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Feed("HTTP/1.1 204 No Content\r\n\r\n");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("");
    }

    [Test]
    public void Value_IsWhatTheDeferredFiresWith()
    {
        var download = Start(new HTTPDownloader("http://a/", _file) { Value = [1, 2] });
        Connection.Answer("page");
        _route.SettleAll();
        SuccessResultOf(download.Deferred).Should().Equal(1, 2);
    }

    [Test]
    public void Hooks_OfADownload_ComeInOrder()
    {
        File.WriteAllText(_file, "abc");
        var download = Start(new HookedDownloader(_file));
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\nd").Feed("ef");
        _route.SettleAll();
        download.Calls.Should().Equal("start True", "part 1", "part 2", "end");
        AssertFile("abcdef");
    }

    [Test]
    public void Agent_Default_IsTwisteds()
    {
        Start(new HTTPDownloader("http://a/", _file));
        Connection.Written.Should().Contain("\r\nUser-Agent: Twisted client\r\n");
        Start(new HTTPDownloader("http://a/", new FakeFile()));
        Connection.Written.Should().Contain("\r\nUser-Agent: Twisted client\r\n");
    }

    [Test]
    public void Cookies_AreSent()
    {
        Start(new HTTPDownloader("http://a/", _file, cookies: new Dictionary<string, string> { ["foo"] = "bar" }));
        Connection.Written.Should().Contain("\r\nCookie: foo=bar\r\n");
    }

    [Test]
    public void RedirectLimit_IsCountedAndLeavesTheFile()
    {
        var download = Start(new HTTPDownloader("http://a/", _file, redirectLimit: 7));
        for (var i = 0; i < 7; i++)
        {
            Connection.Redirect("/again");
            _route.SettleAll();
        }
        FailureResultOf<InfiniteRedirectionException>(download.Deferred);
        (_route.Connections.Count, download.Redirects).Should().Be((7, 6));
        File.Exists(_file).Should().BeFalse();
    }

    [Test]
    public void AfterFoundGet_TheRedirectIsFollowedWithGet()
    {
        var download = Start(new HTTPDownloader("http://a/", _file, "POST", afterFoundGet: true));
        Connection.Redirect("/2");
        _route.SettleAll();
        Connection.Written.Should().StartWith("GET /2 ");
        Connection.Answer("page");
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        AssertFile("page");
    }

    [Test]
    public void Attributes_TellOfTheResponse()
    {
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Answer("0123456789", "Content-Type: text/html\r\n");
        _route.SettleAll();
        (download.Status, download.Message, download.FileName).Should().Be((200, "OK", _file));
        download.ResponseHeaders!.GetFirst("content-type").Should().Be("text/html");
        download.ResponseHeaders.GetFirst("content-length").Should().Be("10");
    }

    [TestCase("lost")]
    [TestCase("cancelled")]
    [TestCase("timed out")]
    [TestCase("malformed")]
    public void BrokenOff_ClosesTheFileAndKeepsWhatCame(string how)
    {
        var stream = new FakeFile();
        var download = Start(new HTTPDownloader("http://a/", stream, timeout: TimeSpan.FromSeconds(9)));
        Connection.Feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        switch (how)
        {
            case "lost":
                Connection.Lose();
                break;
            case "cancelled":
                download.Deferred.Cancel();
                break;
            case "timed out":
                _clock.Advance(9);
                break;
            case "malformed":
                Connection.Feed("zz\r\n");
                break;
        }
        _route.SettleAll();
        FailureResultOf(download.Deferred);
        stream.Closed.Should().Be(1);
        stream.ToArray().Should().Equal("abc"u8.ToArray());
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stream_NeverConnected_IsClosed()
    {
        _route.AcceptsAtOnce = false;
        var stream = new FakeFile();
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Refuse();
        FailureResultOf<ConnectionRefusedException>(download.Deferred);
        stream.Closed.Should().Be(1);
    }

    [Test]
    public void Stream_GetsThePageAndIsClosed()
    {
        var stream = new FakeFile();
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Answer("page");
        stream.Closed.Should().Be(1);
        _route.SettleAll();
        SuccessResultOf(download.Deferred);
        stream.ToArray().Should().Equal("page"u8.ToArray());
    }

    [Test]
    public void Stream_CannotBeWritten_FailsClosesItAndTheConnection()
    {
        var stream = new FakeFile { FailsToWrite = true };
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
        Connection.Transport.Aborted.Should().BeTrue();
        _route.SettleAll();
        FailureResultOf<DownloadFileException>(download.Deferred).Message.Should().Be("The stream cannot be written: disk full");
        stream.Closed.Should().Be(1);
    }

    [Test]
    public void Stream_CannotBeClosed_Fails()
    {
        var stream = new FakeFile { FailsToClose = true };
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Answer("page");
        _route.SettleAll();
        FailureResultOf<DownloadFileException>(download.Deferred).Message.Should().Be("The stream cannot be closed: cannot close");
        stream.Closed.Should().Be(1);
    }

    [Test]
    public void Stream_CannotBeClosedAtTheConnectionsEnd_FailsWithThat()
    {
        var stream = new FakeFile { FailsToClose = true };
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Feed("HTTP/1.0 200 OK\r\n\r\npage");
        Connection.Lose();
        FailureResultOf<DownloadFileException>(download.Deferred).FileName.Should().BeNull();
    }

    [Test]
    public void Stream_CannotBeClosedAfterAFailure_IsLoggedAndTheFailureIsTold()
    {
        using var logged = new LoggedErrors();
        var stream = new FakeFile { FailsToClose = true, Error = new NotSupportedException("cannot close") };
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
        Connection.Lose();
        FailureResultOf<PartialDownloadException>(download.Deferred).Status.Should().Be(200);
        logged.Errors.Should().ContainSingle().Which.Failure!.Check<NotSupportedException>().Should().BeTrue();
    }

    [Test]
    public void Constructor_NoFile_Throws()
    {
        FluentActions.Invoking(() => new HTTPDownloader("http://a/", "")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new HTTPDownloader("http://a/", (Stream)null!)).Should().Throw<ArgumentNullException>();
    }

    private T Start<T>(T downloader) where T : HTTPDownloader
    {
        downloader.Start(_route.EndpointForURI, _clock);
        return downloader;
    }

    // Opened for itself alone, so that a file that was left open shows.
    private void AssertFile(string text)
    {
        using var file = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        new StreamReader(file).ReadToEnd().Should().Be(text);
    }

    private sealed class OpeningDownloader(string file, Func<Stream> open) : HTTPDownloader("http://a/", file)
    {
        protected override Stream OpenFile(bool partialContent) => open();
    }

    private sealed class HookedDownloader(string file) : HTTPDownloader("http://a/", file, supportPartial: true)
    {
        internal List<string> Calls { get; } = [];

        protected internal override void PageStart(bool partialContent)
        {
            Calls.Add($"start {partialContent}");
            base.PageStart(partialContent);
        }

        protected internal override void PagePart(ReadOnlySpan<byte> data)
        {
            Calls.Add($"part {data.Length}");
            base.PagePart(data);
        }

        protected internal override void PageEnd()
        {
            Calls.Add("end");
            base.PageEnd();
        }
    }

    private sealed class FakeFile : MemoryStream
    {
        internal int Closed { get; private set; }

        internal bool FailsToWrite { get; init; }

        internal bool FailsToClose { get; init; }

        internal Exception Error { get; init; } = new IOException("cannot close");

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (FailsToWrite)
                throw new IOException("disk full");
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            Closed++;
            base.Dispose(disposing);
            if (FailsToClose)
                throw Error;
        }
    }
}
