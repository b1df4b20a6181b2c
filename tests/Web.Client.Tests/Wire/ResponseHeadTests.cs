namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class ResponseHeadTests
{
    [Test]
    public void TryGet_AnyCase_GivesTheFirst()
    {
        ResponseHead head = Parse("HTTP/1.1 200 OK\r\nSET-Cookie: a\r\nset-cookie: b\r\n\r\n"u8).Head;
        head.TryGet("set-cookie"u8, out ReadOnlySpan<byte> value).Should().BeTrue();
        value.SequenceEqual("a"u8).Should().BeTrue();
        head.TryGet("cookie"u8, out _).Should().BeFalse();
    }

    [Test]
    public void ReasonPhrase_Registered_IsTheSharedString()
    {
        Parse("HTTP/1.1 404 Not Found\r\n\r\n"u8).Head.ReasonPhrase.Should().BeSameAs(ReasonPhrases.For(404));
        Parse("HTTP/1.1 404 not found\r\n\r\n"u8).Head.ReasonPhrase.Should().Be("not found");
        Parse("HTTP/1.1 299 Own\r\n\r\n"u8).Head.ReasonPhrase.Should().Be("Own");
        Parse("HTTP/1.1 404\r\n\r\n"u8).Head.ReasonPhrase.Should().BeEmpty();
    }

    [Test]
    public void ToHeaders_OutlivesTheNextResponse()
    {
        ResponseParser parser = Parse("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n 3\r\na: 4\r\n\r\n"u8);
        Headers headers = parser.Head.ToHeaders();
        parser.Start("GET");
        ReadOnlySpan<byte> next = "HTTP/1.1 500 Other\r\nZ: overwritten\r\n\r\n"u8;
        parser.Next(ref next, out _);
        headers.ToString().Should().Be("<Headers A: 1, A: 4, B: 2 3>");
    }

    [Test]
    public void Name_OutOfRange_Throws()
    {
        ResponseHead head = Parse("HTTP/1.1 200 OK\r\nA: 1\r\n\r\n"u8).Head;
        ((Action)(() => head.Name(1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => head.Value(-1))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void ToString_SaysStatusAndCount() =>
        Parse("HTTP/1.0 200 OK\r\nA: 1\r\n\r\n"u8).Head.ToString().Should().Be("<ResponseHead HTTP/1.0 200 OK, 1 headers>");

    private static ResponseParser Parse(ReadOnlySpan<byte> input)
    {
        var parser = new ResponseParser(WireLimits.Default);
        parser.Start("GET");
        parser.Next(ref input, out _).Should().Be(ResponseEvent.Head);
        return parser;
    }
}
