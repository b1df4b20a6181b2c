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
        FailureResultOf<InvalidOperationException>(download.Deferred);
        AssertFile("abc");
    }

    [Test]
    public void Partial_NotAskedFor_Fails()
    {
        var download = Start(new HTTPDownloader("http://a/", _file));
        Connection.Written.Should().NotContain("Range");
        Connection.Feed("HTTP/1.1 206 x\r\nContent-Range: bytes 0-2/3\r\nContent-Length: 3\r\n\r\nabc");
        _route.SettleAll();
        FailureResultOf<InvalidOperationException>(download.Deferred).Message.Should().Contain("nobody asked for");
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
        FailureResultOf<IOException>(download.Deferred);
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
        FailureResultOf<IOException>(download.Deferred).Message.Should().Be("disk full");
        stream.Closed.Should().Be(1);
    }

    [Test]
    public void Stream_CannotBeClosed_Fails()
    {
        var stream = new FakeFile { FailsToClose = true };
        var download = Start(new HTTPDownloader("http://a/", stream));
        Connection.Answer("page");
        _route.SettleAll();
        FailureResultOf<IOException>(download.Deferred).Message.Should().Be("cannot close");
        stream.Closed.Should().Be(1);
    }

    [Test]
    public void Constructor_NoFile_Throws()
    {
        FluentActions.Invoking(() => new HTTPDownloader("http://a/", "")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new HTTPDownloader("http://a/", (Stream)null!)).Should().Throw<ArgumentNullException>();
    }

    private HTTPDownloader Start(HTTPDownloader downloader)
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

    private sealed class FakeFile : MemoryStream
    {
        internal int Closed { get; private set; }

        internal bool FailsToWrite { get; init; }

        internal bool FailsToClose { get; init; }

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
                throw new IOException("cannot close");
        }
    }
}
