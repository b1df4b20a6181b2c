using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Agents;

public sealed class AgentTests
{
    private MemoryReactorClock _reactor = null!;

    [SetUp]
    public void SetUp()
    {
        _reactor = new MemoryReactorClock();
    }

    [Test]
    public void Request_OverTheReactor_ConnectsOnceAndReuses()
    {
        var agent = new Agent(_reactor);
        var asked = agent.Request("GET", "http://10.0.0.9:8080/1");
        var connector = _reactor.TcpClients.Should().ContainSingle().Subject;
        (connector.Host, connector.Port).Should().Be(("10.0.0.9", 8080));
        var transport = connector.Succeed();
        transport.ValueString().Should().Be("GET /1 HTTP/1.1\r\nHost: 10.0.0.9:8080\r\n\r\n");
        connector.Protocol!.DataReceived("HTTP/1.1 204 x\r\n\r\n"u8);
        SuccessResultOf(asked).Code.Should().Be(204);
        transport.Clear();

        var got = agent.RequestString("http://10.0.0.9:8080/2");

        _reactor.TcpClients.Should().ContainSingle();
        transport.ValueString().Should().StartWith("GET /2 ");
        connector.Protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"u8);
        SuccessResultOf(got).Should().Be("a");
        agent.ToString().Should().Be("<Agent <HTTPConnectionPool 1 origins, 1 connections (1 idle), 0 waiting>>");
        SuccessResultOfClosing(agent);
    }

    [Test]
    public void Request_ConnectTimesOut_Fails()
    {
        var agent = new Agent(_reactor, connectTimeout: TimeSpan.FromSeconds(5));
        var asked = agent.Request("GET", "http://10.0.0.9/");
        _reactor.Advance(5);
        FailureResultOf<ConnectTimeoutException>(asked);
        agent.Pool.OpenConnections.Should().Be(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Request_CancelledWhileConnecting_StopsTheAttempt()
    {
        var agent = new Agent(_reactor);
        var asked = agent.Request("GET", "http://10.0.0.9/");
        asked.Cancel();
        FailureResultOf<Defer.CancelledException>(asked);
        _reactor.TcpClients[0].IsConnecting.Should().BeFalse();
        agent.Pool.OpenConnections.Should().Be(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Agents_Alike_ShareTheConnectionsOfTheirPool()
    {
        var pool = new HTTPConnectionPool(_reactor) { MaxConnectionsPerHost = 1 };
        foreach (var agent in (Agent[])[new(_reactor, pool), new(_reactor, pool), new(_reactor, pool, bindAddress: "10.0.0.1")])
            agent.RequestString("http://10.0.0.9/").AddErrback(_ => { });
        _reactor.TcpClients.Select(c => c.BindAddress).Should().Equal(null, "10.0.0.1");
        pool.WaitingRequests.Should().Be(1);
    }

    [Test]
    public void Request_BadArguments_ThrowOrFail()
    {
        var agent = new Agent(_reactor);
        FluentActions.Invoking(() => agent.Request("GET", "nonsense")).Should().Throw<InvalidURIException>();
        FluentActions.Invoking(() => agent.Request("G T", "http://a/")).Should().Throw<InvalidMethodException>();
        FluentActions.Invoking(() => agent.Request("GET", "http://a/\r\nX: y")).Should().Throw<InvalidURIException>();
        FailureResultOf<SchemeNotSupportedException>(agent.Request("GET", "ftp://a/"));
        FluentActions.Invoking(() => new Agent(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new Agent(_reactor, (HTTPConnectionPool)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Agent.UsingEndpointFactory(_reactor, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Agent.UsingEndpointFactory(null!, new FakeRoute(), agent.Pool)).Should().Throw<ArgumentNullException>();
        agent.Pool.ToString().Should().StartWith("<HTTPConnectionPool 0 origins");
    }

    [Test]
    public void Request_CallersHeaders_AreNotChanged()
    {
        var headers = new Headers { { "X", "1" } };
        new Agent(_reactor).Request("GET", "http://10.0.0.9/", headers).AddErrback(_ => { });
        _reactor.TcpClients[0].Succeed();
        headers.ToString().Should().Be("<Headers X: 1>");
    }

    [Test]
    public void GetPage_OverTheReactor_ConnectsAndClosesForEachLeg()
    {
        var got = Pages.GetPage(_reactor, "http://10.0.0.9/");
        Answer(0, "HTTP/1.1 302 x\r\nLocation: http://10.0.0.8/2\r\nContent-Length: 0\r\n\r\n");
        _reactor.TcpClients.Should().HaveCount(2);
        Answer(1, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
        SuccessResultOf(got).Should().Equal("page"u8.ToArray());
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void DownloadPage_OverTheReactor_WritesTheFile()
    {
        var file = Path.GetTempFileName();
        try
        {
            var done = Pages.DownloadPage(_reactor, "http://10.0.0.9/", file);
            Answer(0, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
            SuccessResultOf(done);
            File.ReadAllText(file).Should().Be("page");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Answer(int connection, string text)
    {
        var connector = _reactor.TcpClients[connection];
        connector.Succeed();
        connector.Protocol!.DataReceived(System.Text.Encoding.Latin1.GetBytes(text));
        _reactor.Advance(0);
    }

    private void SuccessResultOfClosing(Agent agent)
    {
        var closed = agent.Pool.CloseCachedConnections();
        _reactor.Advance(0);
        SuccessResultOf(closed);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }
}
