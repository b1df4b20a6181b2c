using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client.Tests.Connections;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators.Retrying;

public sealed class RetryAgentTests
{
    private const string Url = "http://a/";

    /// <summary>Waits are the longest there may be.</summary>
    private static readonly RetryPolicy Longest = new() { Random = () => 1 };

    private Clock _clock = null!;
    private PendingAgent _inner = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new Clock();
        _inner = new PendingAgent();
    }

    [TearDown]
    public void TearDown() => _clock.GetDelayedCalls().Should().BeEmpty();

    [TestCase(429)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public void Status_ThatMayPass_IsTriedAgain(int code)
    {
        var asked = Agent().Request("GET", Url, new Headers { { "X", "1" } });
        _inner.Last.Answer(code, "later");
        _clock.Advance(0.499);
        _inner.Requests.Should().ContainSingle();
        _clock.Advance(0.001);
        _inner.Requests.Should().HaveCount(2);
        _inner.Last.Field("X").Should().Be("1");
        var response = _inner.Last.Answer();
        SuccessResultOf(asked).Should().BeSameAs(response);
    }

    [TestCase(200)]
    [TestCase(400)]
    [TestCase(404)]
    [TestCase(500)]
    public void Status_ThatStays_IsTheCallers(int code)
    {
        var asked = Agent().Request("GET", Url);
        var response = _inner.Last.Answer(code);
        SuccessResultOf(asked).Should().BeSameAs(response);
    }

    [Test]
    public void Status_OfTheLastAttempt_IsTheCallersAndUnread()
    {
        var asked = Agent().Request("GET", Url);
        Fail(503, 0.5);
        Fail(503, 1);
        _inner.Last.Answer(503, "enough");
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("enough");
        _inner.Requests.Should().HaveCount(3);
    }

    [Test]
    public void Wait_WhenTheReactorEnds_FailsWithWhatTheAttemptsFailedWith()
    {
        var reactor = new MemoryReactorClock();
        var asked = new RetryAgent(_inner, reactor, Longest).Request("GET", Url);
        _inner.Last.Answer(503);
        AssertNoResult(asked);
        reactor.FireSystemEvent("shutdown");
        var failure = FailureResultOf<RetriesFailedException>(asked);
        failure.Reasons[0].Value.Should().BeOfType<WebErrorException>();
        failure.Last.Value.Should().BeOfType<ReactorNotRunningException>();
        reactor.GetDelayedCalls().Should().BeEmpty();
        _inner.Requests.Should().ContainSingle();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Wait_ThatIsOver_LeavesNothingForTheReactorsEnd(bool isCancelled)
    {
        var reactor = new MemoryReactorClock();
        var asked = new RetryAgent(_inner, reactor, Longest).Request("GET", Url);
        _inner.Last.Answer(503);
        if (isCancelled)
        {
            asked.Cancel();
            FailureResultOf<CancelledException>(asked);
        }
        else
        {
            reactor.Advance(1);
            _inner.Last.Answer();
            SuccessResultOf(asked);
        }
        reactor.FireSystemEvent("shutdown");
        reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Waits_DoubleUpToTheirLimit()
    {
        var policy = Longest with { MaxAttempts = 6, FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5) };
        var asked = Agent(policy).Request("GET", Url);
        foreach (var seconds in (double[])[1, 2, 4, 5, 5])
            Fail(503, seconds);
        _inner.Last.Answer();
        SuccessResultOf(asked);
        new RetryPolicy { Random = () => 1, FirstDelay = TimeSpan.FromDays(100), MaxDelay = TimeSpan.FromDays(1) }.DelayAfter(5000)
            .Should().Be(TimeSpan.FromDays(1));
    }

    [TestCase(0)]
    [TestCase(0.5)]
    [TestCase(0.999)]
    public void Waits_AreAnythingUpToTheLongest(double random)
    {
        var asked = Agent(new RetryPolicy { Random = () => random }).Request("GET", Url);
        Fail(503, 0.5 * random);
        _inner.Last.Answer();
        SuccessResultOf(asked);
    }

    [TestCase("10", 10)]
    [TestCase("0", 0.5)]
    [TestCase("60", 60)]
    [TestCase("soon", 0.5)]
    [TestCase("-1", 0.5)]
    [TestCase("1.5", 0.5)]
    [TestCase("", 0.5)]
    [TestCase("Sun, 06 Nov 1994 08:49:47 GMT", 10)]
    [TestCase("Sunday, 06-Nov-94 08:49:47 GMT", 10)]
    [TestCase("Sun Nov  6 08:49:47 1994", 10)]
    [TestCase("Sun, 06 Nov 1994 08:00:00 GMT", 0.5)]
    public void RetryAfter_IsWaitedFor(string retryAfter, double seconds)
    {
        var asked = Agent().Request("GET", Url);
        _inner.Last.Answer(503, "", ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Retry-After", retryAfter));
        AssertWait(seconds);
        _inner.Last.Answer();
        SuccessResultOf(asked);
    }

    [Test]
    public void RetryAfter_WithoutDate_IsComparedWithTheClock()
    {
        var asked = Agent().Request("GET", Url);
        var then = _clock.TimeProvider.GetUtcNow().AddSeconds(21).ToString("r");
        _inner.Last.Answer(503, "", ("Retry-After", then));
        _clock.Advance(19.9);
        _inner.Requests.Should().ContainSingle();
        _clock.Advance(1.2);
        _inner.Last.Answer();
        SuccessResultOf(asked);
    }

    [TestCase("61")]
    [TestCase("99999999999999999999999999999999999999")]
    [TestCase("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void RetryAfter_TooLong_TheResponseIsTheCallers(string retryAfter)
    {
        var asked = Agent().Request("GET", Url);
        var response = _inner.Last.Answer(503, "", ("Retry-After", retryAfter));
        SuccessResultOf(asked).Should().BeSameAs(response);
    }

    [TestCase("GET", true)]
    [TestCase("HEAD", true)]
    [TestCase("PUT", true)]
    [TestCase("DELETE", true)]
    [TestCase("POST", false)]
    [TestCase("PATCH", false)]
    [TestCase("get", false)]
    public void Methods_ThatMayBeSentTwice_Are(string method, bool isRetried)
    {
        foreach (var failure in (Exception?[])[null, new ResponseNeverReceivedException(Lost()), new RequestTransmissionFailedException(Lost())])
        {
            SetUp();
            var asked = Agent().Request(method, Url);
            if (failure is null)
                _inner.Last.Answer(503);
            else
                _inner.Last.Deferred.Errback(failure);
            _clock.Advance(1);
            _inner.Requests.Should().HaveCount(isRetried ? 2 : 1);
            if (isRetried)
                _inner.Last.Answer();
            asked.AddErrback(_ => { });
            asked.Called.Should().BeTrue();
        }
    }

    [Test]
    public void NeverSent_AnyMethod_IsTriedAgain()
    {
        foreach (var failure in (Exception[])[new ConnectionRefusedException("no"), new ConnectTimeoutException("no"), new DNSLookupException("no"),
            new RequestNotSentException("no")])
        {
            SetUp();
            var asked = Agent().Request("POST", Url, body: new BytesBodyProducer("b"u8.ToArray()));
            _inner.Last.Deferred.Errback(failure);
            _clock.Advance(0.5);
            _inner.Last.Answer();
            SuccessResultOf(asked);
        }
    }

    [TestCase(407, false)]
    [TestCase(403, false)]
    [TestCase(503, true)]
    public void ProxyThatRefuses_ForAWhile_IsTriedAgain(int status, bool isRetried)
    {
        var asked = Agent().Request("POST", Url);
        _inner.Last.Deferred.Errback(new ProxyRefusedException(status, "no", new HostnameAddress("a", 443)));
        asked.Called.Should().Be(!isRetried);
        asked.AddErrback(_ => { });
        asked.Cancel();
    }

    [Test]
    public void Final_IsNotTriedAgain()
    {
        foreach (var failure in (Exception[])[new VerificationException("no"), new CancelledException(), new FormatException("no"),
            new ResponseFailedException(null, Lost()), new PoolFullException("no"), new UserConnectException("no")])
        {
            SetUp();
            var asked = Agent().Request("GET", Url);
            _inner.Last.Deferred.Errback(failure);
            FailureResultOf(asked).Value.Should().BeSameAs(failure);
        }
    }

    [TestCase(RequestPhase.Queue, false, false)]
    [TestCase(RequestPhase.Connect, false, true)]
    [TestCase(RequestPhase.Connect, true, false)]
    [TestCase(RequestPhase.FirstByte, false, false)]
    public void Deadlines_OfConnectingOnly_AreTriedAgain(RequestPhase phase, bool isTotal, bool isRetried)
    {
        var asked = Agent().Request("GET", Url);
        _inner.Last.Deferred.Errback(new RequestTimeoutException(URI.Parse(Url), phase, RequestBudget.Default, default, isTotal));
        _clock.Advance(1);
        _inner.Requests.Should().HaveCount(isRetried ? 2 : 1);
        asked.AddErrback(_ => { });
        if (isRetried)
            _inner.Last.Answer();
    }

    [Test]
    public void Failure_AfterAllAttempts_CarriesThem()
    {
        var asked = Agent().Request("GET", Url);
        Fail(503, 0.5);
        _inner.Last.Deferred.Errback(new ConnectionRefusedException("second"));
        _clock.Advance(1);
        _inner.Last.Deferred.Errback(new ResponseNeverReceivedException(Lost()));
        var failed = FailureResultOf<RetriesFailedException>(asked);
        failed.Reasons.Select(r => r.Type).Should().Equal(
            typeof(WebErrorException), typeof(ConnectionRefusedException), typeof(ResponseNeverReceivedException));
        failed.Last.Type.Should().Be<ResponseNeverReceivedException>();
        failed.Message.Should().StartWith(
            "The request failed 3 times: WebErrorException: 503 Service Unavailable; ConnectionRefusedException: second; ");
    }

    [Test]
    public void Failure_AfterOneAttempt_IsItself()
    {
        var asked = Agent(Longest with { MaxAttempts = 1 }).Request("GET", Url);
        _inner.Last.Deferred.Errback(new ConnectionRefusedException("no"));
        FailureResultOf<ConnectionRefusedException>(asked);
    }

    [Test]
    public void Body_ThatCannotBeReplayed_IsSentOnce()
    {
        var asked = Agent().Request("PUT", Url, body: new FakeBody(1));
        _inner.Last.Answer(503);
        SuccessResultOf(asked).Code.Should().Be(503);
    }

    [Test]
    public void Options_OfTheRequest_ReplaceThePolicy()
    {
        var options = new RequestOptions { RetryPolicy = RetryPolicy.None };
        var asked = Agent().Request("GET", Url, options: options);
        _inner.Last.Request.Options.Should().BeSameAs(options);
        _inner.Last.Answer(503);
        SuccessResultOf(asked).Code.Should().Be(503);
    }

    [Test]
    public void Budget_BoundsRetriesToAShare()
    {
        var budget = new RetryBudget(ratio: 0.2, reserve: 3);
        var agent = new RetryAgent(_inner, _clock, Longest with { MaxAttempts = 2 }, budget);
        var retries = 0;
        for (var i = 0; i < 100; i++)
        {
            var before = _inner.Requests.Count;
            agent.Request("GET", Url);
            _inner.Last.Answer(503);
            _clock.Advance(0.5);
            if (_inner.Requests.Count - before == 2)
            {
                retries++;
                _inner.Last.Answer(503);
            }
        }
        retries.Should().BeInRange(20, 23);
        budget.ToString().Should().Be("<RetryBudget 0.2 for each request, 0 available>");
    }

    [Test]
    public void Budget_OfAQuietTime_IsBounded()
    {
        var budget = new RetryBudget(reserve: 2);
        for (var i = 0; i < 10_000; i++)
            budget.Save();
        budget.Available.Should().Be(20);
        var none = new RetryBudget(ratio: 0, reserve: 0);
        none.Save();
        none.TryTake().Should().BeFalse();
        var asked = new RetryAgent(_inner, _clock, Longest, none).Request("GET", Url);
        _inner.Last.Deferred.Errback(new ConnectionRefusedException("no"));
        FailureResultOf<ConnectionRefusedException>(asked);
    }

    [TestCase("first attempt")]
    [TestCase("reading the refusal")]
    [TestCase("waiting")]
    [TestCase("second attempt")]
    public void Cancel_AtAnyMoment_LeavesNothing(string when)
    {
        var web = new Web();
        var asked = new RetryAgent(web.Agent, web.Clock, Longest).Request("GET", Url);
        if (when != "first attempt")
            web[0].Feed("HTTP/1.1 503 x\r\nContent-Length: 5\r\n\r\nno");
        if (when is "waiting" or "second attempt")
            web[0].Feed("no!");
        if (when == "second attempt")
            web.Clock.Advance(0.5);
        asked.Cancel();
        FailureResultOf<CancelledException>(asked);
        web.Clock.Advance(100);
        web.Route.Connections.Should().ContainSingle();
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Cancel_ToldAsAReason_IsFinal()
    {
        var asked = new RetryAgent(new WrappingAgent(_inner), _clock, Longest).Request("GET", Url);
        asked.Cancel();
        FailureResultOf<ResponseNeverReceivedException>(asked);
        _inner.Requests.Should().ContainSingle();
    }

    [Test]
    public void Waits_OfAnyLength_CanBeCancelled([Values] bool isAsked)
    {
        var forever = new RetryPolicy
        {
            MaxRetryAfter = TimeSpan.MaxValue,
            MaxDelay = TimeSpan.MaxValue,
            FirstDelay = TimeSpan.MaxValue,
            Random = () => 1,
        };
        var asked = Agent(forever).Request("GET", Url);
        _inner.Last.Answer(503, "", isAsked ? [("Retry-After", new string('9', 400))] : []);
        asked.Called.Should().BeFalse();
        asked.Cancel();
        FailureResultOf<CancelledException>(asked);
    }

    [Test]
    public void Refusal_OverAConnection_ItsConnectionIsUsedAgain()
    {
        var web = new Web();
        var asked = new RetryAgent(web.Agent, web.Clock, Longest).Request("GET", Url);
        web[0].Feed("HTTP/1.1 503 x\r\nContent-Length: 2\r\n\r\nno");
        web.Clock.Advance(0.5);
        web[0].Answer("yes");
        var response = SuccessResultOf(asked);
        response.Connection.IsReused.Should().BeTrue();
        SuccessResultOf(response.ReadString()).Should().Be("yes");
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Refusal_ThatBreaksOnTheWay_IsTriedAgainAllTheSame()
    {
        var web = new Web();
        var asked = new RetryAgent(web.Agent, web.Clock, Longest).Request("GET", Url);
        web[0].Feed("HTTP/1.1 503 x\r\nContent-Length: 5\r\n\r\nno");
        web[0].Lose();
        web.Clock.Advance(0.5);
        web.Route.Last.Answer("yes");
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("yes");
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Policy_ThatThrows_FailsTheRequestAndClosesItsConnection()
    {
        var web = new Web();
        var asked = new RetryAgent(web.Agent, web.Clock, new RetryPolicy { Random = () => throw new FormatException("no") }).Request("GET", Url);
        web[0].Feed("HTTP/1.1 503 x\r\nContent-Length: 5\r\n\r\nno");
        FailureResultOf<FormatException>(asked);
        web[0].Transport.Aborted.Should().BeTrue();
        web.AssertNothingIsLeft();
    }

    [Test]
    public void BadArguments_AreRefused()
    {
        foreach (var make in (Func<object>[])[
            () => new RetryAgent(null!, _clock), () => new RetryAgent(_inner, null!), () => new RetryPolicy { MaxAttempts = 0 },
            () => new RetryPolicy { MaxDelay = TimeSpan.FromSeconds(-1) }, () => new RetryBudget(ratio: 1.1), () => new RetryBudget(reserve: -1)])
            make.Should().Throw<ArgumentException>();
        _inner.Throws = new InvalidURIException("no");
        FluentActions.Invoking(() => Agent().Request("GET", "nonsense")).Should().Throw<InvalidURIException>();
        Agent().ToString().Should().StartWith("<RetryAgent 3 attempts around ");
    }

    private static Failure Lost() => new(new ConnectionLostException("lost"));

    private RetryAgent Agent(RetryPolicy? policy = null) => new(_inner, _clock, policy ?? Longest);

    private void Fail(int code, double seconds)
    {
        _inner.Last.Answer(code);
        AssertWait(seconds);
    }

    private void AssertWait(double seconds)
    {
        var before = _inner.Requests.Count;
        var call = _clock.GetDelayedCalls().Should().ContainSingle().Subject;
        (call.GetTime() - _clock.Seconds()).Should().BeApproximately(seconds, 1e-6);
        _clock.Advance(call.GetTime() - _clock.Seconds());
        _inner.Requests.Should().HaveCount(before + 1);
    }

    /// <summary>Tells every failure as the reason of another one.</summary>
    private sealed class WrappingAgent(IAgent inner) : IAgent
    {
        public Deferred<Response> Request(
            string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null) =>
            inner.Request(method, uri, headers, body, options)
                .AddErrback(static failure => new Failure(new ResponseNeverReceivedException(failure)));
    }
}
