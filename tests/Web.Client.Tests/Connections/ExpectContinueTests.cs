using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

[TestFixture(false)]
[TestFixture(true)]
public sealed class ExpectContinueTests(bool closesAtOnce)
{
    private const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";
    private const string Created = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

    private static readonly RequestOptions Asking = new() { ExpectContinue = TimeSpan.FromSeconds(1) };

    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Body_InMemory_WaitsForTheServersWord()
    {
        var asked = Ask(new BytesBodyProducer("hello"u8.ToArray()));
        Connection.TakeRequest().Should().Be("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        Connection.Feed(Continue);
        Connection.TakeRequest().Should().Be("hello");
        Connection.Protocol!.State.Should().Be(ConnectionState.Waiting);
        Connection.Feed(Created);
        SuccessResultOf(asked).Code.Should().Be(201);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Body_Streamed_IsStartedByTheServersWord()
    {
        var body = new FakeBody(null);
        var asked = Ask(body);
        Connection.TakeRequest().Should().EndWith("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
        body.Calls.Should().BeEmpty();
        Connection.Feed(Continue);
        body.Calls.Should().Equal("start");
        body.Write("ab");
        body.Done.Callback();
        Connection.Written.Should().Be("2\r\nab\r\n0\r\n\r\n");
        Connection.Feed(Created);
        SuccessResultOf(asked);
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Server_SaysNothing_BodyIsSentAfterTheTime()
    {
        var body = new FakeBody(2);
        var asked = Ask(body);
        _web.Clock.Advance(0.99);
        body.Calls.Should().BeEmpty();
        _web.Clock.Advance(0.01);
        body.Calls.Should().Equal("start");
        Connection.Feed(Continue);
        body.Calls.Should().Equal("start");
        body.Write("ab");
        body.Done.Callback();
        Connection.Feed(Created);
        SuccessResultOf(asked);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Server_SaysSomethingElseFirst_BodyWaitsOn()
    {
        var body = new FakeBody(null);
        List<int> seen = [];
        Ask(body, Asking with { Informational = r => seen.Add(r.Code) }).AddErrback(_ => { });
        Connection.Feed("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n");
        body.Calls.Should().BeEmpty();
        Connection.Feed(Continue);
        body.Calls.Should().Equal("start");
        seen.Should().Equal(102, 103, 100);
    }

    [TestCase("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno", 417)]
    [TestCase("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno", 401)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", 200)]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", 200)]
    public void FinalAnswer_BeforeTheBody_SparesItAndNeverKeepsTheConnection(string answer, int code)
    {
        // CVE-2024-24791 in Go: the connection went back to the pool with a request half sent, and the next one was taken for its body.
        var body = new FakeBody(5);
        var asked = Ask(body);
        Connection.TakeRequest();
        Connection.Feed(answer);
        var response = SuccessResultOf(asked);
        response.Code.Should().Be(code);
        SuccessResultOf(response.ReadString()).Should().Be("no");
        body.Calls.Should().Equal("stop");
        Connection.Written.Should().BeEmpty("not a byte of the body may be sent any more");
        _web.Pool.IdleConnections.Should().Be(0);
        var first = Connection;

        var next = _web.Get();
        Connection.Should().NotBeSameAs(first);
        Connection.Answer("own");
        SuccessResultOf(next).Should().Be("own");
        first.Written.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void FinalAnswer_WhoseBodyComesLater_SparesTheBodyAtOnce()
    {
        var body = new FakeBody(5);
        var asked = Ask(body);
        Connection.TakeRequest();
        Connection.Feed("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\n");
        body.Calls.Should().Equal("stop");
        _web.Clock.Advance(5);
        body.Calls.Should().Equal("stop");
        var text = SuccessResultOf(asked).ReadString();
        Connection.Feed("no");
        SuccessResultOf(text).Should().Be("no");
        Connection.Written.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void NoContent_NothingIsAsked()
    {
        _web.Ask("POST", body: null, options: Asking).AddErrback(_ => { });
        Connection.Written.Should().NotContain("Expect");
        _web.Ask("POST", url: "http://b/", body: new BytesBodyProducer(default), options: Asking).AddErrback(_ => { });
        Connection.Written.Should().NotContain("Expect");
    }

    [Test]
    public void Header_OfTheCallers_IsNotDoubled()
    {
        var headers = new Headers { { "expect", "100-continue" } };
        _web.Ask("POST", headers: headers, body: new FakeBody(1), options: Asking).AddErrback(_ => { });
        Connection.Written.Split("xpect:").Should().HaveCount(2);
    }

    [Test]
    public void Cancel_WhileItWaits_LetsTheBodyGoAndLeavesNothing()
    {
        var body = new FakeBody(1);
        var asked = Ask(body);
        asked.Cancel();
        FailureResultOf<CancelledException>(asked);
        body.Calls.Should().Equal("stop");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Connection_LostWhileItWaits_FailsAndLeavesNothing()
    {
        using var logged = new LoggedErrors();
        var body = new FakeBody(1) { FailsToStop = new FormatException("no") };
        var asked = Ask(body);
        Connection.Lose(new ConnectionLostException("reset"));
        FailureResultOf<RequestTransmissionFailedException>(asked);
        body.Calls.Should().Equal("stop");
        logged.Errors.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Wait_NotPositive_IsRefused() =>
        FluentActions.Invoking(() => new RequestOptions { ExpectContinue = TimeSpan.Zero }).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void Protocol_WithoutAClock_AsksAndDoesNotWait()
    {
        var protocol = new HTTP11ClientProtocol();
        var transport = new StringTransport();
        protocol.MakeConnection(transport);
        protocol.Request(new Request("POST", URI.Parse("http://a/"), body: RequestBody.Text("x"), options: Asking)).AddErrback(_ => { });
        transport.ValueString().Should().Contain("Expect: 100-continue\r\n").And.EndWith("\r\n\r\nx");
    }

    private Deferred<Response> Ask(IBodyProducer body, RequestOptions? options = null) =>
        _web.Ask("POST", body: body, options: options ?? Asking);
}
