using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

/// <summary>What hostile servers send, and the strict answer to each.</summary>
public sealed class HostileServerTests
{
    [Test]
    public void TwoDifferentContentLengths_AreRefused() =>
        Replay.Fails<InvalidContentLengthException>("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");

    [Test]
    public void TransferEncodingWithContentLength_IsReadChunkedAndClosed() =>
        Replay.Open("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n").Should().EndWith(
            "[Chunked, close]\ndata hello\nend\n");

    [Test]
    public void SignedContentLength_IsRefused() =>
        Replay.Fails<InvalidContentLengthException>("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello");

    [Test]
    public void ChunkSizeWith0x_IsRefused() =>
        Replay.Fails<MalformedChunkedDataException>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n");

    [Test]
    public void BareLfInChunkFraming_IsRefused() =>
        Replay.Fails<MalformedChunkedDataException>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n");

    [Test]
    public void ObsFold_BecomesOneSpace() =>
        Replay.Open("HTTP/1.1 204 \r\nA: b\r\n   c\r\n\r\n").Should().Contain("A=b c;");

    [Test]
    public void SpaceBeforeColon_IsRefused() =>
        Replay.Fails<ParseException>("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello")
            .Message.Should().Contain("before a header's colon");

    [Test]
    public void NulInValue_IsRefused() => Replay.Fails<ParseException>("HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n");

    [Test]
    public void ExtraBytesAfterResponse_AreLeftForTheOwnerToSee() =>
        Replay.Open("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 POISON\r\n\r\n").Should().EndWith(
            "end\nrest HTTP/1.1 200 POISON\r\n\r\n\n");

    [Test]
    public void NoContentWithBody_LeavesTheBodyForTheOwnerToSee() =>
        Replay.Open("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody").Should().EndWith("end\nrest body\n");

    [Test]
    public void KeepAliveAndClose_Closes() =>
        Replay.Open("HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 0\r\n\r\n").Should().Contain(", close]");

    [Test]
    public void Http10WithoutKeepAlive_Closes() =>
        Replay.Open("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").Should().Contain(", close]");

    [Test]
    public void TenThousandInformationalResponses_AreCapped()
    {
        string text = string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 10_000)) + "HTTP/1.1 204 \r\n\r\n";
        Replay.Once([Encoding.ASCII.GetBytes(text)], "GET", null, close: false).Should().Contain("MaxInformationalResponses");
    }

    [Test]
    public void OneMegabyteOfHeaders_IsCapped()
    {
        string text = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat($"A: {new string('x', 1018)}\r\n", 1024)) + "\r\n";
        Replay.Once(Encoding.ASCII.GetBytes(text).Chunk(1460), "GET", null, close: false).Should().Contain("MaxHeadBytes");
    }
}
