using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

[TestFixture(false)]
[TestFixture(true)]
public sealed class ResponseTests(bool closesAtOnce)
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Request_HeadersAreThere_FiresAndStopsReading()
    {
        var asked = _web.Ask();
        Connection.Feed("HTTP/1.1 404 Gone Fishing\r\nX: 1\r\nContent-Length: 3\r\n\r\nabc");

        var response = SuccessResultOf(asked);

        (response.Code, response.Phrase, response.Length, response.Version).Should().Be((404, "Gone Fishing", 3L, System.Net.HttpVersion.Version11));
        response.Headers.GetFirst("x").Should().Be("1");
        response.Connection.Should().Be(new ConnectionUse(1, 1));
        response.ToString().Should().Be("<Response 404 Gone Fishing, body Initial>");
        Connection.Transport.ProducerState.Should().Be(ProducerState.Paused);
        _web.Pool.IdleConnections.Should().Be(0);
    }

    [Test]
    public void ReadBody_HeldBytes_GetsThemAndGoesOnReading()
    {
        var response = Asked(Head + "01234");

        var body = response.ReadString();

        AssertNoResult(body);
        Connection.Transport.ProducerState.Should().Be(ProducerState.Producing);
        Connection.Feed("56789");
        SuccessResultOf(body).Should().Be("0123456789");
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void ReadBody_WholeBodyHeld_FiresAtOnceAndKeepsTheConnection()
    {
        var response = Asked(Head + "0123456789");
        SuccessResultOf(response.ReadBody()).Should().Equal("0123456789"u8.ToArray());
        Connection.Transport.ProducerState.Should().Be(ProducerState.Producing);
        _web.Kept();
        _web.Route.Connections.Should().ContainSingle();
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "HEAD")]
    [TestCase("HTTP/1.1 204 No Content\r\n\r\n", "GET")]
    [TestCase("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", "GET")]
    public void Request_ResponseWithoutBody_FiresWithConnectionIdleAgain(string answer, string method)
    {
        var asked = _web.Ask(method);
        var idle = -1;
        asked.AddCallback(r =>
        {
            idle = _web.Pool.IdleConnections;
            return r;
        });

        Connection.Feed(answer);

        var response = SuccessResultOf(asked);
        idle.Should().Be(1);
        response.Length.Should().Be(0);
        SuccessResultOf(response.ReadString()).Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_LostWhileHeldAndWhole_StillGivesTheBody()
    {
        var response = Asked(Head + "0123456789");
        Connection.Lose(new ConnectionLostException("reset"));
        SuccessResultOf(response.ReadString()).Should().Be("0123456789");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_LostWhileHeldInPart_GivesTheBytesThenTheLoss()
    {
        var response = Asked(Head + "01234");
        Connection.Lose();
        var protocol = new RecordingProtocol();

        response.DeliverBody(protocol);

        protocol.Text.Should().Be("01234");
        var failed = protocol.Reason.Should().BeOfType<ResponseFailedException>().Subject;
        failed.Reasons.Select(r => r.Type).Should().Equal(typeof(ConnectionDoneException), typeof(DataLossException));
        failed.Response.Should().BeSameAs(response);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_LostWhileHeldInPart_Fails()
    {
        var response = Asked(Head + "01234");
        Connection.Lose();
        FailureResultOf<ResponseFailedException>(response.ReadBody());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_LostWhileHeldOverTheLimit_FailsWithTheLimit()
    {
        var response = Asked(Head + "0123456789");
        Connection.Lose();
        FailureResultOf<LimitExceededException>(response.ReadBody(maxBytes: 9));
    }

    [Test]
    public void ReadBody_LostWhileHeldUntilClose_IsWholeAfterCleanCloseOnly()
    {
        var clean = Asked("HTTP/1.1 200 OK\r\n\r\nabc");
        Connection.Lose();
        SuccessResultOf(clean.ReadString()).Should().Be("abc");

        var reset = Asked("HTTP/1.1 200 OK\r\n\r\nabc");
        Connection.Lose(new ConnectionLostException("reset"));
        var protocol = new RecordingProtocol();
        reset.DeliverBody(protocol);
        protocol.Text.Should().Be("abc");
        protocol.Reason.Should().BeOfType<ResponseFailedException>().Which.Reasons[^1].Value.Should().BeOfType<PotentialDataLossException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_MalformedBytesHeldWhenLost_FailsOnce()
    {
        var response = Asked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz");
        Connection.Lose();
        var protocol = new RecordingProtocol();
        response.DeliverBody(protocol);
        protocol.Text.Should().Be("abc");
        protocol.Reason.Should().BeOfType<ResponseFailedException>().Which.Reasons.Should().ContainSingle(r => r.Check<ParseException>());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_PausedAndResumed_LosesNothing()
    {
        var response = Asked(Head);
        var protocol = new RecordingProtocol { WhenData = p => p.Transport.PauseProducing() };
        response.DeliverBody(protocol);

        Connection.Feed("012").Feed("345");
        protocol.Text.Should().Be("012");
        Connection.Transport.ProducerState.Should().Be(ProducerState.Paused);

        protocol.Transport.ResumeProducing();
        Connection.Pump();
        protocol.Text.Should().Be("012345");
        protocol.WhenData = null;
        protocol.Transport.ResumeProducing();
        Connection.Feed("6789");
        protocol.Text.Should().Be("0123456789");
        protocol.Reason.Should().BeOfType<ResponseDoneException>();
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_PausedInEveryPiece_ResumedFromOutside_EndsAfterTheLastOne()
    {
        var response = Asked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n");
        var protocol = new RecordingProtocol { WhenData = p => p.Transport.PauseProducing() };
        response.DeliverBody(protocol);

        protocol.Text.Should().Be("a");
        protocol.Transport.ResumeProducing();
        protocol.Text.Should().Be("ab");
        protocol.Transport.ResumeProducing();
        protocol.Text.Should().Be("abc");
        protocol.Ends.Should().BeEmpty();
        protocol.Transport.ResumeProducing();
        protocol.Reason.Should().BeOfType<ResponseDoneException>();
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void DeliverBody_LostWhilePaused_KeepsTheRestAndTheEndUntilResumed()
    {
        var response = Asked(Head + "01234");
        var protocol = new RecordingProtocol { WhenMade = p => p.Transport.PauseProducing() };
        response.DeliverBody(protocol);
        Connection.Lose();
        protocol.Text.Should().BeEmpty();
        protocol.Ends.Should().BeEmpty();

        protocol.Transport.ResumeProducing();

        protocol.Text.Should().Be("01234");
        protocol.Reason.Should().BeOfType<ResponseFailedException>();
        protocol.Transport.ResumeProducing();
        protocol.Ends.Should().ContainSingle();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_LostWhilePausedWithNothingKept_EndsAtOnce()
    {
        var response = Asked(Head);
        var protocol = new RecordingProtocol { WhenMade = p => p.Transport.PauseProducing() };
        response.DeliverBody(protocol);
        Connection.Lose();
        protocol.Reason.Should().BeOfType<ResponseFailedException>();
    }

    [Test]
    public void DeliverBody_StoppedWhilePausedAfterTheLoss_EndsOnceWithoutTheRest()
    {
        var response = Asked(Head + "01234");
        var protocol = new RecordingProtocol { WhenMade = p => p.Transport.PauseProducing() };
        response.DeliverBody(protocol);
        Connection.Lose();

        protocol.Transport.StopProducing();
        protocol.Transport.ResumeProducing();

        protocol.Text.Should().BeEmpty();
        protocol.Reason.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void DeliverBody_ProtocolStops_AbortsTheConnectionAndTellsOnce()
    {
        var response = Asked(Head + "01234");
        var protocol = new RecordingProtocol { WhenData = p => p.Transport.LoseConnection() };
        response.DeliverBody(protocol);

        protocol.Text.Should().Be("01234");
        protocol.Reason.Should().BeOfType<ConnectionAbortedException>();
        protocol.Transport.Connected.Should().BeFalse();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_ProtocolStopsInConnectionMade_GetsNoData()
    {
        var response = Asked(Head + "01234");
        var protocol = new RecordingProtocol { WhenMade = p => p.Transport.AbortConnection() };
        response.DeliverBody(protocol);
        protocol.Text.Should().BeEmpty();
        protocol.Reason.Should().BeOfType<ConnectionAbortedException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_ProtocolThrowsOverData_FailsWithItAndClosesTheConnection()
    {
        var response = Asked(Head);
        var protocol = new RecordingProtocol { WhenData = _ => throw new FormatException("no") };
        response.DeliverBody(protocol);
        Connection.Feed("01234");
        protocol.Reason.Should().BeOfType<FormatException>();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_ProtocolStopsAndThrows_IsLogged()
    {
        using var logged = new LoggedErrors();
        var response = Asked(Head);
        var protocol = new RecordingProtocol
        {
            WhenData = p =>
            {
                p.Transport.AbortConnection();
                throw new FormatException("no");
            },
        };
        response.DeliverBody(protocol);
        Connection.Feed("01234");
        protocol.Reason.Should().BeOfType<ConnectionAbortedException>();
        logged.Errors.Should().ContainSingle().Which.Failure!.Value.Should().BeOfType<FormatException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_ProtocolThrowsOverTheEnd_IsLoggedAndTheConnectionKept()
    {
        using var logged = new LoggedErrors();
        var response = Asked(Head);
        response.DeliverBody(new RecordingProtocol { WhenLost = () => throw new FormatException("no") });

        Connection.Feed("0123456789");

        logged.Errors.Should().ContainSingle().Which.Failure!.Value.Should().BeOfType<FormatException>();
        Connection.TakeRequest();
        var next = _web.Get();
        Connection.Answer("next");
        SuccessResultOf(next).Should().Be("next");
        _web.Route.Connections.Should().ContainSingle();
    }

    [Test]
    public void DeliverBody_ProtocolThrowsOverTheEndWhileAWaiterGotTheConnection_TheWaiterIsServed()
    {
        using var logged = new LoggedErrors();
        _web.Pool.MaxConnectionsPerHost = 1;
        var response = Asked(Head);
        response.DeliverBody(new RecordingProtocol { WhenLost = () => throw new FormatException("no") });
        Connection.TakeRequest();
        var waiter = _web.Get("http://a/waiter");

        Connection.Feed("0123456789");

        Connection.TakeRequest().Should().StartWith("GET /waiter ");
        Connection.Answer("waited");
        SuccessResultOf(waiter).Should().Be("waited");
    }

    [Test]
    public void Body_AskedForTwice_Throws()
    {
        var response = Asked(Head);
        response.ReadBody().AddErrback(_ => { });
        FluentActions.Invoking(() => response.ReadString()).Should().Throw<InvalidOperationException>().WithMessage("*Connected*");
        FluentActions.Invoking(() => response.DeliverBody(new RecordingProtocol())).Should().Throw<InvalidOperationException>();
        Connection.Feed("0123456789");
        FluentActions.Invoking(() => response.ReadBody()).Should().Throw<InvalidOperationException>().WithMessage("*Finished*");
    }

    [Test]
    public void ReadBody_Cancelled_AbortsAndFailsOnce()
    {
        var response = Asked(Head + "01");
        var body = response.ReadBody();
        body.Cancel();
        FailureResultOf<Defer.CancelledException>(body);
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_OverTheLimit_FailsAndAborts()
    {
        var response = Asked(Head);
        var body = response.ReadBody(maxBytes: 5);
        Connection.Feed("01234");
        AssertNoResult(body);
        Connection.Feed("5");
        FailureResultOf<LimitExceededException>(body);
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_ExactlyTheLimit_Succeeds()
    {
        var body = Asked(Head).ReadBody(maxBytes: 10);
        Connection.Feed("0123456789");
        SuccessResultOf(body).Should().HaveCount(10);
    }

    [Test]
    public void ReadBody_NegativeLimit_Throws()
    {
        var response = Asked(Head);
        FluentActions.Invoking(() => response.ReadBody(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void ReadBody_LostMidway_FailsWithTheLoss()
    {
        var body = Asked(Head).ReadBody();
        Connection.Feed("012");
        Connection.Lose(new ConnectionLostException("reset"));
        FailureResultOf<ResponseFailedException>(body).Reasons[0].Value.Should().BeOfType<ConnectionLostException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_MalformedChunk_FailsWithTheParseErrorAndAborts()
    {
        var body = Asked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").ReadBody();
        Connection.Feed("0x5\r\n");
        FailureResultOf<ResponseFailedException>(body).Reasons.Should().ContainSingle().Which.Value.Should().BeOfType<MalformedChunkedDataException>();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Abort_UnreadResponse_AbortsTheConnectionAndFailsLaterReaders()
    {
        var response = Asked(Head + "01");
        response.Abort();
        response.Abort();
        Connection.Transport.Aborted.Should().BeTrue();
        FailureResultOf<ConnectionAbortedException>(response.ReadBody());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Abort_ReadResponse_LeavesTheConnectionAlone()
    {
        var response = Asked(Head + "0123456789");
        SuccessResultOf(response.ReadBody());
        response.Abort();
        Connection.Transport.Connected.Should().BeTrue();
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void Trailers_AfterChunkedBody_AreTheResponses()
    {
        var response = Asked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nDigest: x\r\n\r\n");
        response.Trailers.Should().BeNull();
        response.Length.Should().BeNull();
        SuccessResultOf(response.ReadString()).Should().Be("a");
        response.Trailers!.GetFirst("digest").Should().Be("x");
        response.Headers.HasHeader("Digest").Should().BeFalse();
    }

    [Test]
    public void ReadBody_InsideTheRequestsCallback_NeedsNoHold()
    {
        var body = _web.Ask().AddCallback(r => r.ReadString());
        Connection.Feed(Head + "0123456789");
        SuccessResultOf(body).Should().Be("0123456789");
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [Test]
    public void ReadString_Charset_ComesFromContentType()
    {
        var response = Asked("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 1\r\n\r\n\u00e9");
        SuccessResultOf(response.ReadString()).Should().Be("\u00e9");
    }

    private Response Asked(string answer)
    {
        var asked = _web.Ask();
        Connection.Feed(answer);
        return SuccessResultOf(asked);
    }
}
