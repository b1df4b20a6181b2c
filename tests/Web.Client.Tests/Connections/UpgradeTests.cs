using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class UpgradeTests
{
    private const string Agreed = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n";

    private static readonly RequestOptions Offer = new() { Upgrade = "websocket" };

    private Web _web = null!;
    private RecordingProtocol _next = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _next = new RecordingProtocol();
    }

    [Test]
    public void Request_OffersTheProtocols()
    {
        var headers = new Headers { { "Connection", "upgrade, x" }, { "Upgrade", "other" } };
        _web.Ask(headers: headers, options: new RequestOptions { Upgrade = "h2c, a/1" }).AddErrback(_ => { });
        Connection.Written.Should().Be("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, x\r\nUpgrade: h2c, a/1\r\n\r\n");
    }

    [Test]
    public void Agreed_TakenAtOnce_HandsTheConnectionOver()
    {
        _web.Ask(options: Offer).AddCallback(response =>
        {
            response.Code.Should().Be(101);
            response.TakeTransport(_next);
        });
        Connection.TakeRequest();
        Connection.Feed(Agreed + "surplus");

        _next.Text.Should().Be("surplus");
        Connection.Transport.ProducerState.Should().Be(ProducerState.Producing);
        Connection.Protocol!.State.Should().Be(ConnectionState.Switched);
        Connection.Transport.Protocol.Should().BeSameAs(_next);
        _next.Transport.Write("own"u8);
        Connection.Written.Should().Be("own");
        _web.AssertNothingIsLeft();
        Connection.IsOpen.Should().BeTrue("it is not the pool's any more");
        Connection.IsClosing.Should().BeFalse();
    }

    [Test]
    public void Agreed_NextRequest_GoesOverAnother()
    {
        _web.Pool.MaxConnectionsPerHost = 1;
        _web.Ask(options: Offer).AddCallback(response => response.TakeTransport(_next));
        Connection.Feed(Agreed);
        var first = Connection;
        var got = _web.Get();
        Connection.Should().NotBeSameAs(first);
        Connection.Answer("page");
        SuccessResultOf(got).Should().Be("page");
    }

    [Test]
    public void Agreed_TakenLater_IsHeldUntilThen()
    {
        var asked = _web.Ask(options: Offer);
        Connection.Feed(Agreed + "sur");
        Connection.Protocol!.State.Should().Be(ConnectionState.Switching);
        Connection.Transport.ProducerState.Should().Be(ProducerState.Paused);
        ((IProtocol)Connection.Protocol).DataReceived("plus"u8); // What the transport had read already.
        _web.Pool.OpenConnections.Should().Be(1);
        SuccessResultOf(asked).TakeTransport(_next);
        _next.Text.Should().Be("surplus");
        Connection.Transport.ProducerState.Should().Be(ProducerState.Producing);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Agreed_NobodyTakesIt_TheBudgetEndsIt()
    {
        _web = new Web(budget: new RequestBudget { BodyIdle = TimeSpan.FromSeconds(3) });
        var asked = _web.Ask(options: Offer);
        Connection.Feed(Agreed);
        _web.Clock.Advance(3);
        Connection.Transport.Aborted.Should().BeTrue();
        SuccessResultOf(asked).Invoking(r => r.TakeTransport(_next)).Should().Throw<InvalidOperationException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Agreed_LostBeforeItIsTaken_TheProtocolIsToldAll()
    {
        var asked = _web.Ask(options: Offer);
        Connection.Feed(Agreed + "last words");
        Connection.Lose(new ConnectionLostException("reset"));
        _web.AssertNothingIsLeft();
        SuccessResultOf(asked).TakeTransport(_next);
        _next.Text.Should().Be("last words");
        _next.Reason.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Agreed_Aborted_IsClosed()
    {
        var asked = _web.Ask(options: Offer);
        Connection.Feed(Agreed);
        var response = SuccessResultOf(asked);
        response.Abort();
        Connection.Transport.Aborted.Should().BeTrue();
        response.Invoking(r => r.TakeTransport(_next)).Should().Throw<InvalidOperationException>().WithMessage("*Aborting*");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Agreed_TakenTwice_IsRefused()
    {
        var asked = _web.Ask(options: Offer);
        Connection.Feed(Agreed);
        var response = SuccessResultOf(asked);
        response.TakeTransport(_next);
        response.Invoking(r => r.TakeTransport(_next)).Should().Throw<InvalidOperationException>().WithMessage("*Switched*");
        response.Abort();
        Connection.Transport.Aborted.Should().BeFalse("it is another's now");
    }

    [Test]
    public void Agreed_ProtocolThrows_ClosesAndTellsWhoTookIt()
    {
        var asked = _web.Ask(options: Offer);
        Connection.Feed(Agreed);
        SuccessResultOf(asked).Invoking(r => r.TakeTransport(new RecordingProtocol { WhenMade = _ => throw new FormatException() }))
            .Should().Throw<FormatException>();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Agreed_OfferInTheCallersHeaders_IsAnOffer()
    {
        var asked = _web.Ask(headers: new Headers { { "Connection", "Upgrade" }, { "Upgrade", "websocket" } });
        Connection.Feed(Agreed);
        SuccessResultOf(asked).TakeTransport(_next);
        Connection.Transport.Protocol.Should().BeSameAs(_next);
    }

    [Test]
    public void Declined_IsAnAnswerLikeAny()
    {
        var asked = _web.Ask(options: Offer);
        Connection.Answer("no");
        var response = SuccessResultOf(asked);
        SuccessResultOf(response.ReadString()).Should().Be("no");
        response.Invoking(r => r.TakeTransport(_next)).Should().Throw<InvalidOperationException>();
        _web.Pool.IdleConnections.Should().Be(1);
    }

    [TestCase(null, Agreed)]
    [TestCase("h2c", Agreed)]
    [TestCase("websocket", "HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    [TestCase("websocket", "HTTP/1.1 101 x\r\nUpgrade: websocket, evil\r\n\r\n")]
    public void Switch_ThatWasNotAskedFor_IsAnError(string? offer, string answer)
    {
        var asked = _web.Ask(options: new RequestOptions { Upgrade = offer });
        Connection.Feed(answer + "surplus");
        FailureResultOf<ResponseFailedException>(asked).Reasons[0].Value.Should().BeAssignableTo<ParseException>();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Switch_OfAPage_IsAnError()
    {
        var got = _web.Get();
        Connection.Feed(Agreed);
        FailureResultOf<ResponseFailedException>(got);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Switch_BeforeTheRequestsBodyIsSent_IsAnError()
    {
        // CVE-2026-58055 in nghttpx: what is left of the body must not become part of the other protocol.
        var body = new FakeBody(5);
        var asked = _web.Ask("POST", body: body, options: Offer);
        body.Write("ab");
        Connection.Feed(Agreed);
        FailureResultOf<ResponseFailedException>(asked);
        body.Calls.Should().Equal("start", "stop");
        _web.AssertNothingIsLeft();
    }

    [TestCase("")]
    [TestCase("a,")]
    [TestCase("a b")]
    [TestCase("a/")]
    [TestCase("a/b/c")]
    [TestCase("websocket\r\nX-Evil: 1")]
    public void Offer_NoProtocols_IsRefused(string offer) =>
        FluentActions.Invoking(() => new RequestOptions { Upgrade = offer }).Should().Throw<ArgumentException>();

    [TestCase("http://a/", "a:80")]
    [TestCase("http://a:8080/x?y", "a:8080")]
    [TestCase("http://[::1]/", "[::1]:80")]
    public void Connect_Agreed_IsATunnel(string url, string target)
    {
        _web.Ask("CONNECT", url).AddCallback(response => response.TakeTransport(_next));
        Connection.TakeRequest().Should().StartWith($"CONNECT {target} HTTP/1.1\r\nHost: ");
        Connection.Feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello");
        _next.Text.Should().Be("hello", "framing means nothing after 2xx to CONNECT (RFC 9110 section 9.3.6)");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Connect_Refused_IsAnAnswerLikeAny()
    {
        var asked = _web.Ask("CONNECT");
        Connection.Feed("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno");
        var response = SuccessResultOf(asked);
        SuccessResultOf(response.ReadString()).Should().Be("no");
        response.Invoking(r => r.TakeTransport(_next)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Handmade_Response_HasNoConnection() =>
        new Response(new Request("GET", URI.Parse("http://a/")), 101).Invoking(r => r.TakeTransport(_next))
            .Should().Throw<InvalidOperationException>();
}
