using System.Buffers;
using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class RequestWriterTests
{
    private static readonly RequestHead Get = new("GET", "/x?y", "h:81", null, BodyLength.None, Persistent: true, null);

    [Test]
    public void WriteHead_Plain_IsRequestLineAndHost() => Write(Get).Should().Be("GET /x?y HTTP/1.1\r\nHost: h:81\r\n\r\n");

    [Test]
    public void WriteHead_Everything_ComesInTheDocumentedOrder() =>
        Write(Get with
        {
            Method = "POST",
            Headers = new Headers { { "b-X", "1" }, { "A", "2" }, { "B-x", "3" } },
            Body = BodyLength.Of(12),
            Persistent = false,
            UserAgent = "TwistedSharp",
        }).Should().Be(
            "POST /x?y HTTP/1.1\r\nHost: h:81\r\nConnection: close\r\nContent-Length: 12\r\nUser-Agent: TwistedSharp\r\n" +
            "b-X: 1\r\nb-X: 3\r\nA: 2\r\n\r\n");

    [TestCase("PUT", "Content-Length: 0\r\n")]
    [TestCase("POST", "Content-Length: 0\r\n")]
    [TestCase("PATCH", "Content-Length: 0\r\n")]
    [TestCase("GET", "")]
    [TestCase("DELETE", "")]
    [TestCase("put", "")]
    public void WriteHead_NoBody_SaysSoWhereOneIsExpected(string method, string framing) =>
        Write(Get with { Method = method }).Should().Be($"{method} /x?y HTTP/1.1\r\nHost: h:81\r\n{framing}\r\n");

    [Test]
    public void WriteHead_Bodies_AreFramed()
    {
        Write(Get with { Body = BodyLength.Of(0) }).Should().Contain("Content-Length: 0\r\n");
        Write(Get with { Body = BodyLength.Of(long.MaxValue) }).Should().Contain("Content-Length: 9223372036854775807\r\n");
        Write(Get with { Body = BodyLength.Unknown }).Should().Contain("Transfer-Encoding: chunked\r\n").And.NotContain("Content-Length");
    }

    [Test]
    public void WriteHead_CallersFraming_IsDropped()
    {
        var headers = new Headers { { "content-length", "99" }, { "TRANSFER-encoding", "gzip" }, { "A", "b" } };
        Write(Get with { Method = "POST", Headers = headers, Body = BodyLength.Of(3) }).Should().Be(
            "POST /x?y HTTP/1.1\r\nHost: h:81\r\nContent-Length: 3\r\nA: b\r\n\r\n");
        Write(Get with { Headers = headers }).Should().Be("GET /x?y HTTP/1.1\r\nHost: h:81\r\nA: b\r\n\r\n");
    }

    [Test]
    public void WriteHead_CallersHost_ReplacesTheGeneratedOne() =>
        Write(Get with { Headers = new Headers { { "A", "b" }, { "host", "other" } } }).Should().Be(
            "GET /x?y HTTP/1.1\r\nHost: other\r\nA: b\r\n\r\n");

    [Test]
    public void WriteHead_TwoHosts_AreRefused() =>
        Refuses<ArgumentException>(Get with { Headers = new Headers { { "Host", "a" }, { "Host", "b" } } }, "*2 Host headers*");

    [Test]
    public void WriteHead_CallersUserAgent_Wins() =>
        Write(Get with { Headers = new Headers { { "user-agent", "mine" } }, UserAgent = "default" }).Should().Be(
            "GET /x?y HTTP/1.1\r\nHost: h:81\r\nuser-agent: mine\r\n\r\n");

    [TestCase(true, "Upgrade", "Connection: Upgrade\r\n")]
    [TestCase(false, "Upgrade", "Connection: close, Upgrade\r\n")]
    [TestCase(true, "TE,Upgrade|x", "Connection: TE, Upgrade, x\r\n")]
    [TestCase(true, "keep-alive", "Connection: keep-alive\r\n")]
    [TestCase(false, "Keep-Alive", "Connection: close\r\n")]
    [TestCase(true, "Close", "Connection: close\r\n")]
    [TestCase(true, "TE, close , keep-alive", "Connection: close, TE\r\n")]
    [TestCase(true, " , ", "")]
    [TestCase(true, "a,b,c,d,e|f,g,h,i,j", "Connection: a, b, c, d, e, f, g, h, i, j\r\n")]
    public void WriteHead_CallersConnection_IsMergedIntoOneLine(bool persistent, string values, string line)
    {
        var headers = new Headers();
        headers.SetRawHeaders("connection", values.Split('|'));
        Write(Get with { Headers = headers, Persistent = persistent }).Should().Be($"GET /x?y HTTP/1.1\r\nHost: h:81\r\n{line}\r\n");
    }

    [Test]
    public void WriteHead_ManyConnectionOptions_FitTheSpan()
    {
        string[] options = Enumerable.Repeat("x", 1000).ToArray();
        Write(Get with { Headers = new Headers { { "Connection", string.Join(',', options) } } }).Should().Contain(
            $"Connection: {string.Join(", ", options)}\r\n");
    }

    [Test]
    public void WriteHead_BadConnectionOption_IsRefused() =>
        Refuses<InvalidHeaderValueException>(Get with { Headers = new Headers { { "Connection", "a b" } } }, "*Connection option*");

    [TestCase("close", true)]
    [TestCase("TE, Close", true)]
    [TestCase("closed", false)]
    [TestCase("keep-alive", false)]
    public void AsksToClose_ReadsOptions(string value, bool asks) =>
        RequestWriter.AsksToClose(new Headers { { "CONNECTION", value } }).Should().Be(asks);

    [Test]
    public void AsksToClose_WithoutConnection_IsFalse()
    {
        RequestWriter.AsksToClose(null).Should().BeFalse();
        RequestWriter.AsksToClose(new Headers { { "A", "close" } }).Should().BeFalse();
    }

    [Test]
    public void WriteHead_NonAsciiValue_IsUtf8() =>
        Write(Get with { Headers = new Headers { { "A", "\u00e9\u4e16" } } }).Should().Contain("A: \u00c3\u00a9\u00e4\u00b8\u0096\r\n");

    [Test]
    public void WriteHead_LongValues_Fit()
    {
        string value = new('\u4e16', 5000);
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        Write(Get with { Headers = new Headers { { "A", value } } }).Should().EndWith($"A: {Encoding.Latin1.GetString(utf8)}\r\n\r\n");
    }

    [TestCase("")]
    [TestCase("GE T")]
    [TestCase("GET\r\nX: y")]
    [TestCase("G\u00c9T")]
    [TestCase("GET\0")]
    public void WriteHead_BadMethod_IsRefused(string method)
    {
        Refuses<InvalidMethodException>(Get with { Method = method }, "*expected*token*");
        ((Action)(() => RequestWriter.ValidateMethod(method))).Should().Throw<InvalidMethodException>();
    }

    [TestCase("")]
    [TestCase("/a b")]
    [TestCase("/ HTTP/1.1\r\nX: y")]
    [TestCase("/\u00e9")]
    [TestCase("/\0")]
    [TestCase("/\u007f")]
    public void WriteHead_BadTarget_IsRefused(string target) => Refuses<ArgumentException>(Get with { Target = target }, "*target*");

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a\r\nX: y")]
    [TestCase("\u00e9")]
    public void WriteHead_BadHost_IsRefused(string host)
    {
        Refuses<ArgumentException>(Get with { Host = host }, "*Host*");
        if (!host.Contains('\r'))
            Refuses<ArgumentException>(Get with { Headers = new Headers { { "Host", host } } }, "*Host*");
    }

    [TestCase("a\r\nb")]
    [TestCase("a\nb")]
    [TestCase("a\0")]
    public void WriteHead_BadUserAgent_IsRefused(string agent) =>
        Refuses<InvalidHeaderValueException>(Get with { UserAgent = agent }, "*User-Agent*");

    [Test]
    public void WriteHead_HeadersThatWentUnchecked_AreRefused()
    {
        // A received block is checked by the parser; the writer does not take its word.
        Refuses<InvalidHeaderValueException>(
            Get with { Headers = new Headers("A:x\r\nB: y"u8.ToArray(), [new Field(0, 1, 2, 7)]) }, "*0x0d*");
        Refuses<InvalidHeaderNameException>(Get with { Headers = new Headers("A B:x"u8.ToArray(), [new Field(0, 3, 4, 1)]) }, "*A B*");
    }

    [Test]
    public void WriteChunk_Data_IsFramedAndEmptyIsSkipped()
    {
        var output = new ArrayBufferWriter<byte>();
        RequestWriter.WriteChunk(output, "hello"u8);
        RequestWriter.WriteChunk(output, default);
        RequestWriter.WriteChunk(output, new byte[255]);
        RequestWriter.WriteLastChunk(output);
        Text(output).Should().Be($"5\r\nhello\r\nff\r\n{new string('\0', 255)}\r\n0\r\n\r\n");
    }

    [Test]
    public void BodyLength_SaysItself()
    {
        BodyLength.None.ToString().Should().Be("no body");
        BodyLength.Of(3).ToString().Should().Be("3 bytes");
        BodyLength.Unknown.ToString().Should().Be("unknown length");
        (BodyLength.None.Bytes, BodyLength.Of(3).Bytes, BodyLength.Unknown.Bytes).Should().Be((0L, 3L, null));
        ((Action)(() => BodyLength.Of(-1))).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static string Write(RequestHead head)
    {
        var output = new ExactWriter();
        RequestWriter.WriteHead(output, head);
        return Encoding.Latin1.GetString(output.Written);
    }

    private static void Refuses<T>(RequestHead head, string message)
        where T : ArgumentException
    {
        var output = new ArrayBufferWriter<byte>();
        ((Action)(() => RequestWriter.WriteHead(output, head))).Should().ThrowExactly<T>().WithMessage(message);
        output.WrittenCount.Should().Be(0);
    }

    private static string Text(ArrayBufferWriter<byte> output) => Encoding.Latin1.GetString(output.WrittenSpan);

    /// <summary>Gives spans of just the size asked for, as a writer may: asking for too little then fails.</summary>
    private sealed class ExactWriter : IBufferWriter<byte>
    {
        private byte[] _lent = [];

        internal byte[] Written { get; private set; } = [];

        public void Advance(int count) => Written = [.. Written, .. _lent.AsSpan(0, count)];

        public Memory<byte> GetMemory(int sizeHint = 0) => _lent = new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
