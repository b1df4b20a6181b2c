using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Downloads into a file system that is full: the file's error through the Deferred, the file and the connection closed.</summary>
public sealed class FullDiskTests(Type kind) : LiveReactor(kind)
{
    private const string FullDevice = "/dev/full";
    private const int NoSpaceLeft = 28; // ENOSPC

    [SetUp]
    public void RequireFullDevice()
    {
        if (!File.Exists(FullDevice))
            Assert.Inconclusive($"There is no {FullDevice} here.");
        Descriptors.Require();
    }

    // From what waits in the stream's buffer until it is closed to more than the sockets hold.
    [TestCase(10)]
    [TestCase(5000)]
    [TestCase(8_000_000)]
    public void DownloadPage_DiskFull_FailsAndClosesFileAndConnection(int bytes)
    {
        using var server = Server(bytes);
        Run(async Deferred () =>
        {
            var failure = await Fetching.FailureOf(Pages.DownloadPage(Reactor, server.URL("page"), FullDevice));
            AssertDiskFull(failure);
        });
        server.Check();
    }

    [TestCase(10)]
    [TestCase(5000)]
    [TestCase(8_000_000)]
    public void HTTPDownloader_StreamOnAFullDisk_FailsAndClosesStreamAndConnection(int bytes)
    {
        using var server = Server(bytes);
        var stream = new FileStream(FullDevice, FileMode.Open, FileAccess.Write);
        Run(async Deferred () =>
        {
            var download = new HTTPDownloader(server.URL("page"), stream);
            Reactor.ConnectTCP("127.0.0.1", server.Port, download);
            AssertDiskFull(await Fetching.FailureOf(download.Deferred));
        });
        stream.CanWrite.Should().BeFalse("it is closed");
        server.Check();
    }

    [Test]
    public void DownloadPage_DiskFullManyTimesAndThenNot_LeavesNothingBehind()
    {
        using var server = Server(200_000);
        using var scratch = new Scratch();
        Run(async Deferred () =>
        {
            await Fetching.FailureOf(Pages.DownloadPage(Reactor, server.URL("page"), FullDevice));
            var before = Descriptors.Count();
            await Load.Run(50, 10, async Deferred (i) =>
                AssertNoSpace(await Fetching.FailureOf(Pages.DownloadPage(Reactor, server.URL("page"), FullDevice))));
            // The server's ends are in this process too.
            await Until(() => Descriptors.Count() <= before);
            await Pages.DownloadPage(Reactor, server.URL("page"), scratch.PathOf("page"));
        });
        new FileInfo(scratch.PathOf("page")).Length.Should().Be(200_000);
        server.Check();
    }

    [Test]
    public void DownloadPage_DiskFullInTheMiddle_KeepsWhatCameAndContinuesWhenThereIsRoom()
    {
        const int size = 300_000;
        using var scratch = new Scratch();
        if (Peer.Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", scratch.Folder) is { ExitCode: not 0, Output: var why })
            Assert.Inconclusive($"No small file system can be mounted here ({why.Trim()}).");
        try
        {
            var body = new string([.. Enumerable.Range(0, size).Select(i => (char)('a' + (i % 26)))]);
            using var server = new ScriptedServer(c => SendFrom(c, body));
            var (filler, page) = (scratch.PathOf("filler"), scratch.PathOf("page"));
            File.WriteAllBytes(filler, new byte[850_000]);
            File.WriteAllText(page, body[..1000]);
            Run(async Deferred () =>
            {
                AssertNoSpace(await Fetching.FailureOf(Pages.DownloadPage(Reactor, server.URL("page"), page, supportPartial: true)));
                Descriptors.CountOf(page).Should().Be(0);
                var kept = File.ReadAllText(page);
                kept.Length.Should().BeInRange(1000, size - 1);
                body.StartsWith(kept, StringComparison.Ordinal).Should().BeTrue("what is there is the page's beginning");
                File.Delete(filler);
                await Pages.DownloadPage(Reactor, server.URL("page"), page, supportPartial: true);
            });
            (File.ReadAllText(page) == body).Should().BeTrue("the rest was appended");
            server.Check();
        }
        finally
        {
            Peer.Run("umount", scratch.Folder).ExitCode.Should().Be(0);
        }
    }

    private static void AssertDiskFull(Exception failure)
    {
        AssertNoSpace(failure);
        Descriptors.CountOf(FullDevice).Should().Be(0, "the file is closed");
    }

    private static void AssertNoSpace(Exception failure) =>
        failure.Should().BeOfType<DownloadFileException>().Which.HResult.Should().Be(NoSpaceLeft);

    private static ScriptedServer Server(int bytes) => new(c =>
    {
        c.ReadRequest();
        c.SendAsMuchAsTaken(ScriptedConnection.Response(new string('x', bytes)));
        c.ExpectClose();
    });

    private static void SendFrom(ScriptedConnection connection, string body)
    {
        const string field = "Range: bytes=";
        var range = connection.ReadRequest().Split("\r\n").Single(line => line.StartsWith(field, StringComparison.Ordinal));
        var from = int.Parse(range.AsSpan()[field.Length..^1], null);
        var rest = body[from..];
        connection.SendAsMuchAsTaken(
            $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{body.Length - 1}/{body.Length}\r\n"
            + $"Content-Length: {rest.Length}\r\n\r\n{rest}");
        connection.ExpectClose();
    }
}
