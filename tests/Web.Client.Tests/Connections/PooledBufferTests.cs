using System.Text;

namespace TwistedSharp.Web.Client.Tests.Connections;

/// <summary>However an exchange ends, what was rented for it is given back, once.</summary>
[NonParallelizable]
public sealed class PooledBufferTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 80000\r\n\r\n";
    private static readonly string Half = new('x', 40_000);

    [Test]
    public void BodyBuffer_GrowsToItsLimitAndNotBeyond()
    {
        using var rented = new RentedArrays();
        var buffer = new BodyBuffer(5000, expected: long.MaxValue);
        buffer.TryAppend(new byte[3000]).Should().BeTrue();
        buffer.TryAppend(new byte[2001]).Should().BeFalse();
        buffer.TryAppend(new byte[2000]).Should().BeTrue();
        buffer.TryAppend(new byte[1]).Should().BeFalse();
        buffer.TryAppend([]).Should().BeTrue();
        buffer.TakeBytes().Should().HaveCount(5000);
        buffer.Release();
        buffer.TakeString(Encoding.UTF8).Should().BeEmpty();
        Check(rented);
    }

    [Test]
    public void Page_EndsInAnyWay_GivesItsBufferBackOnce(
        [Values("done", "error", "cancel", "timeout", "lost", "malformed", "redirect", "large redirect", "lost redirect")] string how)
    {
        var web = new Web();
        using var rented = new RentedArrays();
        var page = web.Get(timeout: TimeSpan.FromSeconds(5));
        page.AddErrback(_ => { });
        var line = how.EndsWith("redirect", StringComparison.Ordinal) ? "302 x\r\nLocation: /2" : how == "error" ? "404 x" : "200 OK";
        web[0].Feed($"HTTP/1.1 {line}\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n{Half}\r\n");
        switch (how)
        {
            case "done" or "error" or "redirect":
                web[0].Feed("0\r\n\r\n");
                break;
            case "cancel":
                page.Cancel();
                break;
            case "timeout":
                web.Clock.Advance(5);
                break;
            case "lost" or "lost redirect":
                web[0].Lose();
                break;
            case "malformed":
                web[0].Feed("zz");
                break;
            case "large redirect":
                web[0].Feed($"9c40\r\n{Half}\r\n");
                break;
        }
        web.Route.SettleAll();
        if (!page.Called)
            web.Route.Last.Answer("page");
        page.Called.Should().BeTrue();
        Check(rented);
    }

    [Test]
    public void Response_EndsInAnyWay_GivesItsBuffersBackOnce(
        [Values("done", "cancel", "lost", "over limit", "aborted held", "lost held", "read after lost", "reader throws", "paused and lost")] string how)
    {
        var web = new Web();
        using var rented = new RentedArrays();
        Response? response = null;
        web.Ask().AddCallback(r =>
        {
            response = r;
        });
        web[0].Feed(Head + Half);
        switch (how)
        {
            case "done":
                response!.ReadBody();
                web[0].Feed(Half);
                break;
            case "cancel":
                var read = response!.ReadBody();
                read.Cancel();
                read.AddErrback(_ => { });
                break;
            case "lost":
                response!.ReadString().AddErrback(_ => { });
                web[0].Lose();
                break;
            case "over limit":
                response!.ReadBody(maxBytes: 39_999).AddErrback(_ => { });
                break;
            case "aborted held":
                response!.Abort();
                break;
            case "lost held":
                web[0].Lose();
                break;
            case "read after lost":
                web[0].Lose();
                response!.ReadBody().AddErrback(_ => { });
                break;
            case "reader throws":
                response!.DeliverBody(new RecordingProtocol { WhenData = _ => throw new FormatException("no") });
                break;
            case "paused and lost":
                response!.DeliverBody(new RecordingProtocol { WhenMade = p => p.Transport.PauseProducing() });
                web[0].Lose();
                break;
        }
        web.Route.SettleAll();
        Check(rented);
    }

    private static void Check(RentedArrays rented)
    {
        rented.Count.Should().BePositive();
        rented.Missing.Should().Be(0);
        rented.GivenBackTwice.Should().Be(0);
    }
}
