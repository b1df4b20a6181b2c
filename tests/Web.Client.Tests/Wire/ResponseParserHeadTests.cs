namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class ResponseParserHeadTests
{
    [Test]
    public void Head_SimpleResponse_GivesStatusPhraseAndHeadersInOrder() =>
        Replay.Open("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-a: 1\r\nx-A:2\r\n\r\n").Should().Be(
            "head 1.1 200 'OK' Content-Length=0; X-a=1; x-A=2; [Length 0, keep]\nend\n");

    [Test]
    public void Head_LfLineEnds_AreAccepted() =>
        Replay.Open("HTTP/1.1 200 OK\nContent-Length: 2\r\nA: b\n\nhi").Should().Be(
            "head 1.1 200 'OK' Content-Length=2; A=b; [Length 2, keep]\ndata hi\nend\n");

    [TestCase("HTTP/1.1 204\r\n\r\n", "1.1 204 ''")]
    [TestCase("HTTP/1.1 204 \r\n\r\n", "1.1 204 ''")]
    [TestCase("HTTP/1.1 204 No Content\r\n\r\n", "1.1 204 'No Content'")]
    [TestCase("HTTP/1.1 204 nothing\there \u00e9\r\n\r\n", "1.1 204 'nothing\there \u00e9'")]
    [TestCase("HTTP/1.7 204 \r\n\r\n", "1.7 204 ''")]
    public void StatusLine_PhraseOptional_IsRead(string text, string line) =>
        Replay.Open(text).Should().Be($"head {line} [None, keep]\nend\n");

    [TestCase("HTTP/2.0 200 OK")]
    [TestCase("HTTP/1.10 200 OK")]
    [TestCase("HTTP/1. 200 OK")]
    [TestCase("HTTP/1.x 200 OK")]
    [TestCase("http/1.1 200 OK")]
    [TestCase("ICY/1.1 200 OK")]
    [TestCase("ICY 200 OK")]
    [TestCase(" HTTP/1.1 200 OK")]
    [TestCase("\0HTTP/1.1 200 OK")]
    public void StatusLine_OtherVersion_IsBadResponseVersion(string line) =>
        Replay.Fails<BadResponseVersionException>(line + "\r\n\r\n").Seen.Should().NotBeEmpty();

    [TestCase("HTTP/1.1")]
    [TestCase("SSH-2.0-OpenSSH")]
    [TestCase("HTTP/1.1 20 OK")]
    [TestCase("HTTP/1.1 2000 OK")]
    [TestCase("HTTP/1.1 099 OK")]
    [TestCase("HTTP/1.1 -20 OK")]
    [TestCase("HTTP/1.1 +200 OK")]
    [TestCase("HTTP/1.1  200 OK")]
    [TestCase("HTTP/1.1 2x0 OK")]
    [TestCase("HTTP/1.1 200\tOK")]
    [TestCase("HTTP/1.1 200 O\0K")]
    [TestCase("HTTP/1.1 200 O\rK")]
    public void StatusLine_Malformed_IsParseException(string line) => Replay.Fails<ParseException>(line + "\r\n\r\n");

    [TestCase("\r\n")]
    [TestCase("\n")]
    [TestCase("\r\n\r\n")]
    [TestCase("\n\r\n")]
    public void StatusLine_AfterUpToTwoBlankLines_IsRead(string blank) =>
        Replay.Open(blank + "HTTP/1.1 204 \r\nA: b\r\n\r\n").Should().Be("head 1.1 204 '' A=b; [None, keep]\nend\n");

    [Test]
    public void StatusLine_AfterThreeBlankLines_IsParseException() =>
        Replay.Fails<ParseException>("\r\n\r\n\r\nHTTP/1.1 204 \r\n\r\n").Message.Should().Contain("blank lines");

    [Test]
    public void Field_SpacesAroundValue_AreDropped() =>
        Replay.Open("HTTP/1.1 204 \r\nA: \t b c \t\r\nB:\r\nC:   \r\nD:e:f\r\n\r\n").Should().Be(
            "head 1.1 204 '' A=b c; B=; C=; D=e:f; [None, keep]\nend\n");

    [Test]
    public void Field_HighBytes_AreKept() =>
        Replay.Open("HTTP/1.1 204 \r\nA: \u00e9\u0080\u00ff\r\n\r\n").Should().Contain("A=\u00e9\u0080\u00ff;");

    [TestCase("no colon here")]
    [TestCase(": no name")]
    [TestCase("A B: c")]
    [TestCase("A\t: c")]
    [TestCase("A\u00e9: c")]
    [TestCase("A\0: c")]
    [TestCase("(A): c")]
    [TestCase("A: b\rc")]
    [TestCase("A: b\r")]
    [TestCase("A: \u0001")]
    [TestCase("A: \u007f")]
    [TestCase("A: \u001b[31m")]
    public void Field_Malformed_IsParseException(string line) => Replay.Fails<ParseException>($"HTTP/1.1 200 OK\r\n{line}\r\n\r\n");

    [TestCase("A: a\r\n b\r\n", "A=a b;")]
    [TestCase("A: a  \r\n \t  b\r\n", "A=a b;")]
    [TestCase("A: a\r\n b\r\n\tc\r\nB: d\r\n e\r\n", "A=a b c; B=d e;")]
    [TestCase("A:\r\n b\r\n c\r\n", "A=b c;")]
    [TestCase("A: a\r\n  \r\n b\r\n", "A=a b;")]
    [TestCase("A: a\n b\n", "A=a b;")]
    public void Field_Folded_IsJoinedByOneSpace(string lines, string expected) =>
        Replay.Open($"HTTP/1.1 204 \r\nX: y\r\n{lines}Z: z\r\n\r\n").Should().Be(
            $"head 1.1 204 '' X=y; {expected} Z=z; [None, keep]\nend\n");

    [Test]
    public void Field_FoldedWithControl_IsParseException() => Replay.Fails<ParseException>("HTTP/1.1 200 OK\r\nA: b\r\n c\0\r\n\r\n");

    [Test]
    public void Field_FoldBeforeAnyHeader_IsParseException() =>
        Replay.Fails<ParseException>("HTTP/1.1 200 OK\r\n A: b\r\n\r\n").Message.Should().Contain("before any header");

    [Test]
    public void Informational_BeforeFinal_IsReportedAndTheFinalHeadStandsAlone() =>
        Replay.Open(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
            .Should().Be(
                "info 1.1 100 'Continue'\ninfo 1.1 103 'Early Hints' Link=</a>;\n" +
                "head 1.1 200 'OK' Content-Length=1; [Length 1, keep]\ndata x\nend\n");

    [Test]
    public void SwitchingProtocols_IsFinalAndNeverKept() =>
        Replay.Open("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n\u0081\u0000").Should().Be(
            "head 1.1 101 'Switching Protocols' Upgrade=websocket; Connection=upgrade; [None, close]\nend\nrest \u0081\u0000\n");

    [TestCase("GET", "HTTP/1.1 204 \r\nContent-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [TestCase("GET", "HTTP/1.1 304 \r\nTransfer-Encoding: chunked\r\n\r\n")]
    [TestCase("HEAD", "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n")]
    public void Bodyless_WhateverTheHeadersSay_EndsAtOnce(string method, string text) =>
        Replay.Open(text + "abc", method).Should().Contain("[None, ").And.EndWith("]\nend\nrest abc\n");

    [TestCase("HEAD", "200")]
    [TestCase("GET", "304")]
    public void Bodyless_ContentLength_IsTheEntitysLength(string method, string status) =>
        Replay.Open($"HTTP/1.1 {status} \r\nContent-Length: 42\r\n\r\n", method).Should().Contain("[None 42, keep]\nend\n");

    [Test]
    public void Bodyless_BadContentLength_CostsTheConnectionOnly() =>
        Replay.Open("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HEAD").Should().Contain("[None, close]\nend\n");

    [Test]
    public void Connect_Success_IsATunnel() =>
        Replay.Open("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\u0016\u0003\u0001", "CONNECT").Should().EndWith(
            "[Tunnel, close]\nend\nrest \u0016\u0003\u0001\n");

    [Test]
    public void Connect_Refused_HasABody() =>
        Replay.Open("HTTP/1.1 407 no\r\nContent-Length: 2\r\n\r\nno", "CONNECT").Should().EndWith("[Length 2, keep]\ndata no\nend\n");

    [TestCase("1.1", "", true)]
    [TestCase("1.1", "Connection: close\r\n", false)]
    [TestCase("1.1", "Connection: Close\r\n", false)]
    [TestCase("1.1", "Connection: foo, close\r\n", false)]
    [TestCase("1.1", "Connection: foo\r\nconnection: ,close ,bar\r\n", false)]
    [TestCase("1.1", "Connection: closed\r\n", true)]
    [TestCase("1.0", "", false)]
    [TestCase("1.0", "Connection: Keep-Alive\r\n", true)]
    [TestCase("1.0", "Connection: keep-alive, close\r\n", false)]
    public void KeepAlive_ByVersionAndConnection_IsDecided(string version, string header, bool keep) =>
        Replay.Open($"HTTP/{version} 200 OK\r\n{header}Content-Length: 0\r\n\r\n").Should().Contain(keep ? ", keep]" : ", close]");

    [Test]
    public void InputEnded_NothingReceived_IsNeedData() => Replay.Closed("").Should().Be("close NeedData\n");

    [TestCase("H")]
    [TestCase("\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nA: b\r\n")]
    [TestCase("HTTP/1.1 100 Continue\r\n\r\nHT")]
    public void InputEnded_InsideHead_IsParseException(string text) =>
        Replay.Closed(text).Should().Contain("throws ParseException: The connection ended inside the response head");

    [Test]
    public void InputEnded_AfterInformational_IsParseException() =>
        Replay.Closed("HTTP/1.1 102 \r\n\r\n").Should().Contain("ended after 1 informational responses");

    [Test]
    public void Seen_LongAndBinary_IsCappedAndPrintable()
    {
        string seen = Replay.Fails<ParseException>("HTTP/1.1 200 OK\r\n\u0001\u00e9" + new string('x', 200) + "\r\n\r\n").Seen;
        seen.Should().StartWith("\\x01\\xe9xxx").And.HaveLength(64);
    }

    [Test]
    public void Next_BeforeStart_SaysIdle()
    {
        var parser = new ResponseParser(WireLimits.Default);
        Action next = () =>
        {
            ReadOnlySpan<byte> input = default;
            parser.Next(ref input, out _);
        };
        next.Should().Throw<InvalidOperationException>().WithMessage("*Idle*");
        parser.ToString().Should().Be("<ResponseParser Idle>");
    }

    [Test]
    public void HasReceived_FollowsTheFirstByte()
    {
        var parser = new ResponseParser(WireLimits.Default);
        parser.Start("GET");
        ReadOnlySpan<byte> input = default;
        parser.Next(ref input, out _);
        parser.HasReceived.Should().BeFalse();
        input = "\r"u8;
        parser.Next(ref input, out _);
        parser.HasReceived.Should().BeTrue();
        parser.Start("GET");
        parser.HasReceived.Should().BeFalse();
    }
}
