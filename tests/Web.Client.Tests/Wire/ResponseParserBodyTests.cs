namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class ResponseParserBodyTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    [Test]
    public void Length_BodyWithSurplus_LeavesTheSurplus() =>
        Replay.Open("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1").Should().EndWith("data hello\nend\nrest HTTP/1.1\n");

    [TestCase("Content-Length: 5\r\nContent-Length: 5\r\n", 5)]
    [TestCase("Content-Length: 5, 5\r\n", 5)]
    [TestCase("Content-Length: 5,05\r\ncontent-length: 005\r\n", 5)]
    [TestCase("Content-Length: 9223372036854775807\r\n", long.MaxValue)]
    public void ContentLength_EqualCopies_CountAsOne(string headers, long length) =>
        Replay.Open($"HTTP/1.1 200 OK\r\n{headers}\r\n").Should().Contain($"[Length {length}, keep]");

    [TestCase("5, 6")]
    [TestCase("5\r\nContent-Length: 6")]
    [TestCase("")]
    [TestCase("5,")]
    [TestCase(",5")]
    [TestCase("+5")]
    [TestCase("-5")]
    [TestCase("5 5")]
    [TestCase("0x5")]
    [TestCase("5.0")]
    [TestCase("9223372036854775808")]
    [TestCase("99999999999999999999999")]
    public void ContentLength_NotOneNumber_IsInvalid(string value) =>
        Replay.Fails<InvalidContentLengthException>($"HTTP/1.1 200 OK\r\nContent-Length: {value}\r\n\r\n");

    [Test]
    public void ContentLength_BadBesideChunked_IsInvalidStill() =>
        Replay.Fails<InvalidContentLengthException>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n");

    [TestCase("gzip")]
    [TestCase("identity")]
    [TestCase("gzip, chunked")]
    [TestCase("chunked, gzip")]
    [TestCase("chunked, chunked")]
    [TestCase("chunked\r\nTransfer-Encoding: chunked")]
    [TestCase("chunked\r\nTransfer-Encoding: identity")]
    [TestCase("chunked;q=1")]
    [TestCase("xchunked")]
    [TestCase("\"chunked\"")]
    [TestCase("")]
    [TestCase(",")]
    public void TransferEncoding_NotExactlyChunked_IsUnsupported(string value) =>
        Replay.Fails<UnsupportedTransferEncodingException>($"HTTP/1.1 200 OK\r\nTransfer-Encoding: {value}\r\n\r\n");

    [TestCase("Transfer-Encoding: Chunked\r\n", "[Chunked, keep]")]
    [TestCase("transfer-encoding: , chunked ,\r\n", "[Chunked, keep]")]
    [TestCase("Transfer-Encoding:\r\n chunked\r\n", "[Chunked, keep]")]
    [TestCase("Transfer-Encoding: chunked\r\nContent-Length: 99\r\n", "[Chunked, close]")]
    public void TransferEncoding_Chunked_IsRead(string headers, string framing) =>
        Replay.Open($"HTTP/1.1 200 OK\r\n{headers}\r\n1\r\nx\r\n0\r\n\r\n").Should().Contain(framing).And.EndWith("data x\nend\n");

    [Test]
    public void TransferEncoding_OnHttp10_IsReadButNeverKept() =>
        Replay.Open("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            .Should().Contain("[Chunked, close]\nend");

    [Test]
    public void Chunked_SeveralChunks_AreJoinedAndTheRestIsLeft() =>
        Replay.Open(Chunked + "5\r\nhello\r\n00A;x=\"y z\"\t\u00e9\r\n, world...\r\n1;\r\n!\r\n000\r\n\r\nrest").Should().EndWith(
            "data hello, world...!\nend\nrest rest\n");

    [TestCase("\r\n")]
    [TestCase(";a\r\n")]
    [TestCase(" 5\r\n")]
    [TestCase("5 \r\n")]
    [TestCase("5 ;a\r\n")]
    [TestCase("-5\r\n")]
    [TestCase("+5\r\n")]
    [TestCase("5g\r\n")]
    [TestCase("\u00e9\r\n")]
    [TestCase("5\rhello")]
    [TestCase("5;a\nhello")]
    [TestCase("5;a\rb\r\n")]
    [TestCase("5;\0\r\n")]
    [TestCase("5;\u007f\r\n")]
    [TestCase("5;\u001f\r\n")]
    [TestCase("8000000000000000\r\n")]
    [TestCase("10000000000000000\r\n")]
    [TestCase("ffffffffffffffffffff\r\n")]
    [TestCase("1\r\nxy\r\n")]
    [TestCase("1\r\nx\n0\r\n\r\n")]
    [TestCase("1\r\nx\rx")]
    [TestCase("1\r\nx0\r\n\r\n")]
    [TestCase("0\r\nA: b\n\r\n")]
    [TestCase("0\r\n\n")]
    public void Chunked_BadFraming_IsMalformed(string body) => Replay.Fails<MalformedChunkedDataException>(Chunked + body);

    [Test]
    public void Chunked_LargestSize_IsAccepted() => Replay.Open(Chunked + "7fffffffffffffff\r\nx").Should().EndWith("data x\n");

    [Test]
    public void Trailers_AreKeptApart() =>
        Replay.Open(Chunked + "1\r\nx\r\n0\r\nX-Sum: 1\r\n 2\r\nB:c\r\n\r\n").Should().Be(
            "head 1.1 200 'OK' Transfer-Encoding=chunked; [Chunked, keep]\ndata x\nend <Headers X-Sum: 1 2, B: c>\n");

    [TestCase("no colon\r\n")]
    [TestCase("A : b\r\n")]
    [TestCase(" A: b\r\n")]
    [TestCase("A: b\rc\r\n")]
    [TestCase("A: \0\r\n")]
    public void Trailers_Malformed_IsParseException(string line) => Replay.Fails<ParseException>(Chunked + $"0\r\n{line}\r\n");

    [Test]
    public void Trailers_OfOneResponse_DoNotShowInTheNext()
    {
        var parser = new ResponseParser(WireLimits.Default);
        parser.Start("GET");
        ReadOnlySpan<byte> input = System.Text.Encoding.ASCII.GetBytes(Chunked + "0\r\nA: b\r\n\r\n" + Chunked + "0\r\n\r\n");
        parser.Next(ref input, out _).Should().Be(ResponseEvent.Head);
        parser.Next(ref input, out _).Should().Be(ResponseEvent.End);
        Headers first = parser.Trailers!;
        parser.Start("GET");
        parser.Trailers.Should().BeNull();
        parser.Next(ref input, out _).Should().Be(ResponseEvent.Head);
        parser.Next(ref input, out _).Should().Be(ResponseEvent.End);
        parser.Trailers.Should().BeNull();
        first.GetFirst("a").Should().Be("b");
        input.Length.Should().Be(0);
    }

    [Test]
    public void UntilClose_EndsWithTheConnectionAndIsNeverKept() =>
        Replay.Closed("HTTP/1.1 200 OK\r\n\r\nall of it").Should().Be("head 1.1 200 'OK' [UntilClose, close]\ndata all of it\nclose End\n");

    [Test]
    public void UntilClose_EmptyBody_EndsWithTheConnection() =>
        Replay.Closed("HTTP/1.0 200 OK\r\n\r\n").Should().EndWith("[UntilClose, close]\nclose End\n");

    [TestCase("Content-Length: 5\r\n\r\n", "0 of 5")]
    [TestCase("Content-Length: 5\r\n\r\nhell", "4 of 5")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n", "after 0 body bytes")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5", "after 0 body bytes")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nhell", "after 4 body bytes")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nhello", "after 5 body bytes")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "after 5 body bytes")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "after 5 body bytes")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n", "after 0 body bytes")]
    public void InputEnded_InsideBody_IsDataLoss(string text, string counts) =>
        Replay.Closed("HTTP/1.1 200 OK\r\n" + text).Should().Contain("throws DataLossException: ").And.Contain(counts);

    [Test]
    public void InputEnded_ShortBody_CarriesTheCounts()
    {
        var parser = new ResponseParser(WireLimits.Default);
        parser.Start("GET");
        ReadOnlySpan<byte> input = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"u8;
        while (parser.Next(ref input, out _) != ResponseEvent.NeedData)
        {
        }
        Action close = () => parser.InputEnded();
        DataLossException loss = close.Should().ThrowExactly<DataLossException>().Which;
        (loss.ExpectedBytes, loss.ReceivedBytes).Should().Be((5L, 2L));
        close.Should().ThrowExactly<DataLossException>().Which.Should().BeSameAs(loss);
    }

    [Test]
    public void InputEnded_EndNotYetPulled_IsEnd()
    {
        var parser = new ResponseParser(WireLimits.Default);
        parser.Start("GET");
        ReadOnlySpan<byte> input = "HTTP/1.1 204 \r\n\r\n"u8;
        parser.Next(ref input, out _).Should().Be(ResponseEvent.Head);
        parser.InputEnded().Should().Be(ResponseEvent.End);
    }

    [Test]
    public void Data_IsASliceOfTheInput()
    {
        var parser = new ResponseParser(WireLimits.Default);
        parser.Start("GET");
        ReadOnlySpan<byte> whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray();
        ReadOnlySpan<byte> input = whole;
        parser.Next(ref input, out _);
        parser.Next(ref input, out ReadOnlySpan<byte> data).Should().Be(ResponseEvent.Data);
        (whole[^5..] == data).Should().BeTrue("no body byte is copied");
    }
}
