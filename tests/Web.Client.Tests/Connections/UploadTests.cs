using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

[TestFixture(false)]
[TestFixture(true)]
public sealed class UploadTests(bool closesAtOnce)
{
    private const string Created = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Request_BodyInMemory_IsWrittenWithItsHead()
    {
        var asked = _web.Ask("POST", body: new BytesBodyProducer("hello"u8.ToArray()));
        Connection.Written.Should().Be("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        Connection.Protocol!.State.Should().Be(ConnectionState.Waiting);
        Connection.Feed(Created);
        SuccessResultOf(asked).Code.Should().Be(201);
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void Request_KnownLength_StreamsAndKeepsTheConnection()
    {
        var body = new FakeBody(5);
        var asked = _web.Ask("PUT", body: body);
        Connection.TakeRequest().Should().Be("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
        Connection.Protocol!.State.Should().Be(ConnectionState.Transmitting);
        Connection.Transport.Streaming.Should().BeTrue();

        body.Write("he");
        body.Write("llo");
        body.Done.Callback();

        Connection.Written.Should().Be("hello");
        Connection.Transport.Producer.Should().BeNull();
        Connection.Protocol.State.Should().Be(ConnectionState.Waiting);
        Connection.Feed(Created);
        SuccessResultOf(asked).Code.Should().Be(201);
        body.Calls.Should().Equal("start");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Request_UnknownLength_IsChunkedAndSkipsEmptyWrites()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        Connection.TakeRequest().Should().EndWith("Transfer-Encoding: chunked\r\n\r\n");
        body.Write("hello");
        body.Write("");
        body.Write("0123456789abcdef");
        body.Done.Callback();
        Connection.Written.Should().Be("5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
        Connection.Feed(Created);
        SuccessResultOf(asked);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Transport_PausesAndResumes_ProducerIsTold()
    {
        var body = new FakeBody(null);
        _web.Ask("POST", body: body).AddErrback(_ => { });
        var producer = (IPushProducer)Connection.Transport.Producer!;
        producer.PauseProducing();
        producer.ResumeProducing();
        body.Calls.Should().Equal("start", "pause", "resume");
    }

    [Test]
    public void Producer_WritesTooMuch_FailsAndSendsNothingBeyond()
    {
        var body = new FakeBody(3);
        var asked = _web.Ask("POST", body: body);
        Connection.TakeRequest();
        body.Write("ab");
        body.Write("cd");
        body.Write("e");

        FailureResultOf<RequestGenerationFailedException>(asked).Reasons.Should().ContainSingle().Which.Value.Should().BeOfType<WrongBodyLengthException>();
        Connection.Written.Should().Be("ab");
        body.Calls.Should().Equal("start", "stop");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Producer_WritesTooLittle_Fails()
    {
        var body = new FakeBody(3);
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");
        body.Done.Callback();
        FailureResultOf<RequestGenerationFailedException>(asked).Reasons[0].Value.Should().BeOfType<WrongBodyLengthException>();
        body.Calls.Should().Equal("start");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Producer_Fails_NoLastChunkAndTheConnectionIsAborted()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        Connection.TakeRequest();
        body.Write("ab");
        body.Done.Errback(new FormatException("disk"));
        FailureResultOf<RequestGenerationFailedException>(asked).Reasons[0].Value.Should().BeOfType<FormatException>();
        Connection.Written.Should().Be("2\r\nab\r\n");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [TestCase(2L, null, "Content-Length: 2", "ab")]
    [TestCase(null, 2L, "Transfer-Encoding: chunked", "2\r\nab\r\n0\r\n\r\n")]
    public void Producer_ChangesItsLength_TheHeadHolds(long? first, long? then, string framing, string sent)
    {
        var body = new FickleBody(first, then);
        _web.Ask("POST", body: body).AddErrback(_ => { });
        Connection.Written.Should().Contain($"\r\n{framing}\r\n").And.EndWith($"\r\n\r\n{sent}");
    }

    [TestCase(2L)]
    [TestCase(null)]
    public void Producer_WritesAfterItsEnd_IsToldAndNothingIsSent(long? length)
    {
        var body = new FakeBody(length);
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");
        body.Done.Callback();
        Connection.TakeRequest();
        body.Invoking(b => b.Write("more")).Should().Throw<InvalidOperationException>();
        Connection.Written.Should().BeEmpty();
        Connection.Feed(Created);
        SuccessResultOf(asked).Code.Should().Be(201);
        _web.AssertNothingIsLeft();
    }

    [TestCase(2L)]
    [TestCase(null)]
    public void Producer_WritesAfterItsFailure_IsToldAndNothingIsSent(long? length)
    {
        var body = new FakeBody(length);
        var asked = _web.Ask("POST", body: body);
        body.Done.Errback(new FormatException());
        Connection.TakeRequest();
        body.Invoking(b => b.Write("more")).Should().Throw<InvalidOperationException>();
        Connection.Written.Should().BeEmpty();
        FailureResultOf<RequestGenerationFailedException>(asked);
        _web.AssertNothingIsLeft();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Producer_WritesTooMuchThenEnds_FailsOnce(bool fails)
    {
        var body = new FakeBody(1);
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");
        if (fails)
            body.Done.Errback(new FormatException());
        else
            body.Done.Callback();
        FailureResultOf<RequestGenerationFailedException>(asked).Reasons[0].Value.Should().BeOfType<WrongBodyLengthException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Producer_WritesTooMuchAndFailsToStop_IsLoggedAndFailsAllTheSame()
    {
        using var logged = new LoggedErrors();
        var body = new FakeBody(1) { FailsToStop = new FormatException("no") };
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");
        FailureResultOf<RequestGenerationFailedException>(asked).Reasons[0].Value.Should().BeOfType<WrongBodyLengthException>();
        logged.Errors.Should().ContainSingle();
    }

    [Test]
    public void Producer_ThrowsAtStart_Fails()
    {
        var asked = _web.Ask("POST", body: new FakeBody(null) { FailsToStart = new FormatException("no") });
        FailureResultOf<RequestGenerationFailedException>(asked).Reasons[0].Value.Should().BeOfType<FormatException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Producer_DoneBeforeItReturns_IsWaiting()
    {
        var body = new FakeBody(0);
        body.Done.Callback();
        var asked = _web.Ask("POST", body: body);
        Connection.Protocol!.State.Should().Be(ConnectionState.Waiting);
        Connection.Feed(Created);
        SuccessResultOf(asked);
    }

    [Test]
    public void Connection_LostWhileTransmitting_FailsAndStopsTheProducerOnce()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");
        Connection.Lose(new ConnectionLostException("reset"));
        FailureResultOf<RequestTransmissionFailedException>(asked).Reasons[0].Value.Should().BeOfType<ConnectionLostException>();
        body.Calls.Should().Equal("start", "stop");
        body.Write("late");
        body.Done.Callback();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Producer_FailsAfterTheLoss_ChangesNothing()
    {
        using var logged = new LoggedErrors();
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        Connection.Lose(new ConnectionLostException("reset"));
        FailureResultOf<RequestTransmissionFailedException>(asked);
        body.Done.Errback(new FormatException());
        logged.Errors.Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Connection_LostAndProducerFailsToStop_IsLogged()
    {
        using var logged = new LoggedErrors();
        var asked = _web.Ask("POST", body: new FakeBody(null) { FailsToStop = new FormatException("no") });
        Connection.Lose();
        FailureResultOf<RequestTransmissionFailedException>(asked);
        logged.Errors.Should().ContainSingle().Which.Failure!.Value.Should().BeOfType<FormatException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Request_CancelledWhileTransmitting_StopsTheProducerAndAborts()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        asked.Cancel();
        FailureResultOf<CancelledException>(asked);
        body.Calls.Should().Equal("start", "stop");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_EarlyAndWhole_IsDeliveredAndTheConnectionClosed()
    {
        var body = new FakeBody(1_000_000);
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");

        Connection.Feed("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");

        var response = SuccessResultOf(asked);
        response.Code.Should().Be(413);
        SuccessResultOf(response.ReadString()).Should().Be("no");
        body.Calls.Should().Equal("start", "stop");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.Pool.IdleConnections.Should().Be(0);
        body.Write("late");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_BeforeABodyInMemoryIsSent_IsDeliveredAndTheConnectionAborted()
    {
        var asked = _web.Ask("POST", body: new BytesBodyProducer(new byte[1_000_000]));
        Connection.Transport.IsOutputPending = true;

        Connection.Feed("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");

        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("no");
        Connection.Transport.Aborted.Should().BeTrue("the server may never read the rest");
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [TestCase(201)]
    [TestCase(404)]
    public void Response_BodySentWholeAndItsProducerNotFinished_KeepsTheConnection(int code)
    {
        var body = new FakeBody(5);
        var asked = _web.Ask("PUT", body: body);
        body.Write("hello");
        Connection.Feed($"HTTP/1.1 {code} So\r\nContent-Length: 0\r\n\r\n");
        SuccessResultOf(asked).Code.Should().Be(code);
        _web.Pool.IdleConnections.Should().Be(1);
        Connection.Transport.Producer.Should().BeNull();

        var next = new FakeBody(2);
        var again = _web.Ask("PUT", body: next);
        body.Write("late");
        body.Done.Callback();
        Connection.Protocol!.State.Should().Be(ConnectionState.Transmitting);
        next.Write("ok");
        next.Done.Callback();
        Connection.Written.Should().EndWith("Content-Length: 2\r\n\r\nok");
        Connection.Feed(Created);
        SuccessResultOf(again).Code.Should().Be(201);
        body.Calls.Should().Equal("start");
        _web.Pool.ConnectionsMade.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_BodySentWholeAndItsProducerPaused_LetsItGoOnToItsEnd()
    {
        var body = new FakeBody(5);
        var asked = _web.Ask("PUT", body: body);
        body.Write("hello");
        ((IPushProducer)Connection.Transport.Producer!).PauseProducing(); // It is sending.
        Connection.Feed(Created);
        SuccessResultOf(asked).Code.Should().Be(201);
        body.Calls.Should().Equal("start", "pause", "resume");
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_BodySentWholeButNotOutYet_EndsTheConnection()
    {
        var body = new FakeBody(5);
        var asked = _web.Ask("PUT", body: body);
        body.Write("hello");
        Connection.Transport.IsOutputPending = true;
        Connection.Feed(Created);
        SuccessResultOf(asked).Code.Should().Be(201);
        Connection.Transport.Aborted.Should().BeTrue("the server may never read the rest");
        _web.AssertNothingIsLeft();
    }

    [TestCase(413)]
    [TestCase(401)]
    [TestCase(303)]
    public void Response_EarlyHeadOfARefusal_StopsTheUploadAtOnce(int code)
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        body.Write("ab");
        Connection.TakeRequest();
        Connection.Feed($"HTTP/1.1 {code} No\r\nContent-Length: 4\r\n\r\n");
        var response = SuccessResultOf(asked);
        response.Code.Should().Be(code);
        body.Calls.Should().Equal("start", "stop");
        body.Write("late");
        body.Done.Callback();
        Connection.Written.Should().BeEmpty("neither more of it nor its end");
        var text = response.ReadString();
        Connection.Feed("no!!");
        SuccessResultOf(text).Should().Be("no!!");
        Connection.Transport.Aborted.Should().BeTrue();
        _web.Pool.IdleConnections.Should().Be(0);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_EarlyThenReset_IsReadWholeAfterwards()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        Connection.Feed("HTTP/1.1 413 No\r\nContent-Length: 4\r\n\r\nno");
        Connection.Feed("!!");
        Connection.Transport.ProducerState.Should().Be(
            Internet.Testing.ProducerState.Producing, "the reset may come before it is asked for");
        if (Connection.IsOpen)
            Connection.Lose(new ConnectionLostException("reset"));
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("no!!");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Response_EarlyAndLarge_IsHeldBackAtALimit()
    {
        var asked = _web.Ask("POST", body: new FakeBody(null));
        Connection.Feed("HTTP/1.1 413 No\r\nContent-Length: 100000\r\n\r\n");
        Connection.Feed(new byte[60_000]);
        Connection.Transport.ProducerState.Should().Be(Internet.Testing.ProducerState.Producing);
        Connection.Feed(new byte[40_000]);
        Connection.Transport.ProducerState.Should().Be(Internet.Testing.ProducerState.Paused);
        SuccessResultOf(SuccessResultOf(asked).ReadBody()).Should().HaveCount(100_000);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Request_LargeBodyInMemory_IsSentAsTheConnectionTakesIt()
    {
        var asked = _web.Ask("POST", body: new BytesBodyProducer(new byte[300_000]));
        var fed = Connection.Transport.Producer;
        fed.Should().BeNull("a transport that never pauses gets all at once");
        Connection.TakeRequest().Length.Should().BeGreaterThan(300_000);
        Connection.Protocol!.State.Should().Be(ConnectionState.Waiting);
        Connection.Feed(Created);
        SuccessResultOf(asked);
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void Request_ContentTypeOfTheBody_IsSentUnlessTheHeadersBringOne()
    {
        _web.Ask("POST", "http://a/", body: RequestBody.Text("x")).AddErrback(_ => { });
        Connection.Written.Should().Contain("\r\nContent-Type: text/plain; charset=utf-8\r\n");
        _web.Ask("POST", "http://b/", new Headers { { "content-type", "own/type" } }, RequestBody.Text("x")).AddErrback(_ => { });
        Connection.Written.Should().Contain("\r\ncontent-type: own/type\r\n").And.NotContain("text/plain");
    }

    [Test]
    public void Response_EarlyHeadersThenUploadEnds_ConnectionIsKept()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        var text = SuccessResultOf(asked).ReadString();
        body.Write("ab");
        body.Done.Callback();
        Connection.Feed("ok");
        SuccessResultOf(text).Should().Be("ok");
        body.Calls.Should().Equal("start");
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void Request_HeadersSpoiltWhileItWaits_FailsGenerationAndTheConnectionIsAborted()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        var first = _web.Get();
        var headers = new Headers { { "Host", "x" } };
        var asked = _web.Ask(headers: headers);
        headers.AddRawHeader("host", "y");
        Connection.Answer("one");
        SuccessResultOf(first).Should().Be("one");
        FailureResultOf<RequestGenerationFailedException>(asked).Reasons[0].Value.Should().BeAssignableTo<ArgumentException>();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Request_AnsweredWhileTransmittingWithBadBytes_FailsAndStopsTheProducer()
    {
        var body = new FakeBody(null);
        var asked = _web.Ask("POST", body: body);
        Connection.Feed("SMTP ready\r\n");
        FailureResultOf<ResponseFailedException>(asked).Reasons[0].Value.Should().BeAssignableTo<ParseException>();
        body.Calls.Should().Equal("start", "stop");
        _web.AssertNothingIsLeft();
    }

    /// <summary>Says another length whenever it is asked.</summary>
    private sealed class FickleBody(long? first, long? then) : IBodyProducer
    {
        private int _asked;

        public long? Length => _asked++ == 0 ? first : then;

        public Deferred StartProducing(IConsumer consumer)
        {
            consumer.Write("ab"u8);
            return Deferred.Succeed();
        }

        public void PauseProducing() { }

        public void ResumeProducing() { }

        public void StopProducing() { }
    }
}
