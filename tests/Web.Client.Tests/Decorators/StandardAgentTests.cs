using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client.Tests.Decorators.Decoding;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators;

public sealed class StandardAgentTests
{
    private static readonly RetryPolicy Longest = new() { Random = () => 1 };

    [Test]
    public void Request_OneWayThroughEverything_ArrivesAndLeavesNothing()
    {
        var web = new Web();
        var agent = new StandardAgent(web.Agent, web.Clock, credentials: [("http://a/", new DigestCredentials("u", "p"))], retryPolicy: Longest);
        var asked = agent.Request("POST", "http://a/form", body: new BytesBodyProducer("b"u8.ToArray()));
        var a = web[0];
        a.TakeRequest().Should().Contain("Accept-Encoding: gzip,deflate,br,zstd").And.EndWith("\r\n\r\nb");
        a.Feed("HTTP/1.1 401 no\r\nSet-Cookie: s=1\r\nWWW-Authenticate: Digest realm=r, nonce=n, qop=auth\r\nContent-Length: 0\r\n\r\n");
        a.TakeRequest().Should().StartWith("POST /form ").And.Contain("Cookie: s=1\r\n").And.Contain("uri=\"/form\"").And.EndWith("\r\n\r\nb");
        // What is only dropped may be in any coding.
        a.Feed("HTTP/1.1 303 x\r\nSet-Cookie: t=2\r\nLocation: /done\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nno");
        a.TakeRequest().Should().StartWith("GET /done ").And.Contain("Cookie: s=1; t=2\r\n").And.Contain("uri=\"/done\"").And.Contain("nc=00000002");
        a.Feed("HTTP/1.1 503 x\r\nContent-Encoding: gzip\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno");
        web.Clock.Advance(7);
        a.TakeRequest().Should().StartWith("GET /done ").And.Contain("nc=00000003");
        a.Feed("HTTP/1.1 302 x\r\nLocation: http://b/\r\nContent-Length: 0\r\n\r\n");
        var b = web[1];
        b.TakeRequest().Should().NotContain("Authorization").And.NotContain("Cookie").And.Contain("Accept-Encoding");
        var coded = Coded.Encode("gzip", "page"u8);
        var head = $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {coded.Length}\r\n\r\n";
        b.Feed([.. System.Text.Encoding.ASCII.GetBytes(head), .. coded]);

        var response = SuccessResultOf(asked);
        SuccessResultOf(response.ReadString()).Should().Be("page");
        response.PreviousResponse!.PreviousResponse!.Code.Should().Be(303);
        agent.CookieJar.Count.Should().Be(2);
        agent.RetryBudget.Available.Should().Be(9);
        web.Route.Connections.Should().HaveCount(2);
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Upgrade_ThroughEverything_HandsTheConnectionOver()
    {
        var web = new Web();
        var hints = 0;
        var asked = new StandardAgent(web.Agent, web.Clock, credentials: [("http://a/", new DigestCredentials("u", "p"))])
            .Request("GET", "http://a/", options: new RequestOptions { Upgrade = "chat", Informational = _ => hints++ });
        web[0].Feed("HTTP/1.1 401 no\r\nWWW-Authenticate: Digest realm=r, nonce=n, qop=auth\r\nContent-Length: 0\r\n\r\n");
        web[0].Feed("HTTP/1.1 302 no\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n");
        web[0].Feed("HTTP/1.1 103 hint\r\n\r\nHTTP/1.1 101 go\r\nUpgrade: chat\r\nConnection: upgrade\r\nContent-Encoding: gzip\r\n\r\nhi");
        var response = SuccessResultOf(asked);
        hints.Should().Be(1);
        response.PreviousResponse!.Code.Should().Be(302);
        var other = new AccumulatingProtocol();
        response.TakeTransport(other);
        other.Data.ToArray().Should().Equal("hi"u8.ToArray());
        web[0].Lose();
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_Decoded_TellsWhatTheReceivedOneTold()
    {
        var web = new Web();
        var asked = new StandardAgent(web.Agent, web.Clock).Request("GET", "http://a/");
        web.Clock.Advance(3);
        web[0].Feed("HTTP/1.1 302 no\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n");
        web.Clock.Advance(2);
        var coded = Coded.Encode("gzip", "page"u8);
        var head = $"HTTP/1.1 200 Fine\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{coded.Length:x}\r\n";
        web[0].Feed([.. System.Text.Encoding.ASCII.GetBytes(head), .. coded, .. "\r\n0\r\nX-Sum: 7\r\n\r\n"u8]);
        var response = SuccessResultOf(asked);
        SuccessResultOf(response.ReadString()).Should().Be("page");
        (response.Phrase, response.Request.AbsoluteURI, response.Connection.IsReused).Should().Be(("Fine", "http://a/2", true));
        response.PreviousResponse!.Code.Should().Be(302);
        response.Trailers!.GetFirst("X-Sum").Should().Be("7");
        response.Times.FirstByte.Should().BeCloseTo(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1));
        web.AssertNothingIsLeft();
    }

    [TestCase("307 x\r\nLocation: /2")]
    [TestCase("401 x\r\nWWW-Authenticate: Digest realm=r, nonce=n, qop=auth")]
    [TestCase("503 x\r\nRetry-After: 0")]
    public void Answer_WhileTheBodyIsStillSent_SendsItFromTheStartOverAnotherConnection(string head)
    {
        var web = new Web();
        var body = new RestartedBody();
        var asked = new StandardAgent(web.Agent, web.Clock, credentials: [("http://a/", new DigestCredentials("u", "p"))], retryPolicy: new() { Random = () => 0 })
            .Request("PUT", "http://a/1", body: body);
        web[0].Feed($"HTTP/1.1 {head}\r\nContent-Length: 2\r\n\r\nno");
        web.Route.SettleAll();
        web.Clock.Advance(0);
        body.Calls.Should().Equal("start", "stop", "start");
        web[1].Written.Should().StartWith("PUT ").And.EndWith("\r\n\r\n1234567890");
        web[1].Answer();
        SuccessResultOf(asked).Code.Should().Be(200);
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Request_CancelledAtEachStep_LeavesNothing()
    {
        string[] answers =
        [
            "HTTP/1.1 401 no\r\nWWW-Authenticate: Digest realm=r, nonce=n, qop=auth\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 302 x\r\nLocation: /2\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 503 x\r\nContent-Length: 2\r\n\r\nno",
        ];
        var whole = string.Concat(answers).Length;
        for (var at = 0; at < whole; at += 7)
        {
            var web = new Web();
            var agent = new StandardAgent(web.Agent, web.Clock, credentials: [("http://a/", new DigestCredentials("u", "p"))], retryPolicy: Longest);
            var asked = agent.Request("GET", "http://a/");
            var left = at;
            foreach (var answer in answers)
            {
                var part = answer[..Math.Min(left, answer.Length)];
                left -= part.Length;
                if (part.Length > 0)
                    web[0].Feed(part);
            }
            asked.Cancel();
            FailureResultOf<Defer.CancelledException>(asked);
            web.AssertNothingIsLeft();
        }
    }

    [Test]
    public void Constructor_BadArguments_AreRefused()
    {
        var inner = new PendingAgent();
        FluentActions.Invoking(() => new StandardAgent(null!, new Internet.Clock())).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new StandardAgent(inner, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new StandardAgent(inner, new Internet.Clock(), credentials: [("http://a/", new BasicCredentials("u", "p"))]))
            .Should().Throw<ArgumentException>();
    }

    /// <summary>Comes only half the first time.</summary>
    private sealed class RestartedBody : IBodyProducer
    {
        internal List<string> Calls { get; } = [];

        public long? Length => 10;

        public bool CanReplay => true;

        public Deferred StartProducing(IConsumer consumer)
        {
            Calls.Add("start");
            consumer.Write("12345"u8);
            if (Calls.Count == 1)
                return new Deferred();
            consumer.Write("67890"u8);
            return Deferred.Succeed();
        }

        public void PauseProducing() { }

        public void ResumeProducing() { }

        public void StopProducing() => Calls.Add("stop");
    }
}
