using System.Text;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Samples.Fetch;

namespace TwistedSharp.Tests;

/// <summary>The sample's server on a transport in memory.</summary>
public sealed class HttpServerProtocolTests
{
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\npage";

    private static readonly Dictionary<string, ServedPage> Pages = new()
    {
        ["/page"] = new ServedPage("page"u8.ToArray(), IsChunked: false),
        ["/chunks"] = new ServedPage(Encoding.ASCII.GetBytes(new string('c', 1001)), IsChunked: true),
    };

    [Test]
    public void Get_Whole_AnswersAndKeepsTheConnection()
    {
        var transport = Receive("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");

        Text(transport).Should().Be(Page);
        transport.Disconnecting.Should().BeFalse();
    }

    [Test]
    public void Get_CutAnywhere_AnswersTheSame()
    {
        const string request = "GET /page HTTP/1.1\r\nHost: h\r\n\r\nGET /page HTTP/1.1\r\nHost: h\r\n\r\n";
        for (var cut = 1; cut < request.Length; cut++)
            Text(Receive(request[..cut], request[cut..])).Should().Be(Page + Page, "it was cut at {0}", cut);
        Text(Receive([.. request.Select(c => c.ToString())])).Should().Be(Page + Page);
    }

    [Test]
    public void Get_ChunkedPage_ComesInChunksToHttp11AndWholeToHttp10()
    {
        Text(Receive("GET /chunks HTTP/1.1\r\nHost: h\r\n\r\n")).Should()
            .Contain("\r\nTransfer-Encoding: chunked\r\n").And.NotContain("Content-Length")
            .And.EndWith($"\r\n\r\n3e8\r\n{new string('c', 1000)}\r\n1\r\nc\r\n0\r\n\r\n");
        Text(Receive("GET /chunks HTTP/1.0\r\n\r\n")).Should().Contain("\r\nContent-Length: 1001\r\n").And.NotContain("chunked");
    }

    [Test]
    public void Head_Page_SendsNoBody() =>
        Text(Receive("HEAD /page HTTP/1.1\r\nHost: h\r\n\r\n")).Should().Contain("Content-Length: 4").And.EndWith("\r\n\r\n");

    [TestCase("GET /page HTTP/1.1\r\nHost: h\r\nConnection: te, Close\r\n\r\n", "200", true)]
    [TestCase("GET /page HTTP/1.0\r\n\r\n", "200", true)]
    [TestCase("GET /page HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "200", false)]
    [TestCase("GET /none HTTP/1.1\r\nHost: h\r\n\r\n", "404", false)]
    [TestCase("GET /page HTTP/1.1\r\n\r\n", "400", true)]
    [TestCase("GET /page\r\n\r\n", "400", true)]
    [TestCase("GET /page HTTP/2.0\r\nHost: h\r\n\r\n", "400", true)]
    [TestCase("GET /page HTTP/1.1\r\nno colon\r\n\r\n", "400", true)]
    [TestCase("POST /page HTTP/1.1\r\nHost: h\r\n\r\n", "405", true)]
    [TestCase("GET /page HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", "413", true)]
    [TestCase("GET /page HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 3\r\n\r\nabc", "413", true)]
    [TestCase("GET /page HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "413", true)]
    public void Request_OfAKind_GetsItsStatusAndItsConnection(string request, string status, bool closes)
    {
        var transport = Receive(request);

        Text(transport).Should().StartWith($"HTTP/1.1 {status} ").And.Contain($"\r\nConnection: {(closes ? "close" : "keep-alive")}\r\n");
        transport.Disconnecting.Should().Be(closes);
    }

    [Test]
    public void Request_AfterARefusedOne_IsNotAnswered() =>
        Text(Receive("BAD\r\n\r\nGET /page HTTP/1.1\r\nHost: h\r\n\r\n")).Should().StartWith("HTTP/1.1 400 ").And.NotContain("200 OK");

    [Test]
    public void Request_WithAnEndlessHead_IsRefused()
    {
        var transport = Receive("GET / HTTP/1.1\r\n", "X: " + new string('x', 20_000));

        Text(transport).Should().StartWith("HTTP/1.1 431 ");
        transport.Disconnecting.Should().BeTrue();
    }

    private static StringTransport Receive(params string[] portions)
    {
        var transport = new StringTransport();
        var server = new HttpServerProtocol(Pages);
        server.MakeConnection(transport);
        foreach (var portion in portions)
            server.DataReceived(Encoding.ASCII.GetBytes(portion));
        return transport;
    }

    private static string Text(StringTransport transport) => Encoding.ASCII.GetString(transport.Value());
}
