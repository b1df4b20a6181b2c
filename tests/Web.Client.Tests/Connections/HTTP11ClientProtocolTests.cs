using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class HTTP11ClientProtocolTests
{
    private readonly List<HTTP11ClientProtocol> _quiescent = [];
    private HTTP11ClientProtocol _protocol = null!;
    private StringTransport _transport = null!;

    [SetUp]
    public void SetUp()
    {
        _quiescent.Clear();
        _protocol = new HTTP11ClientProtocol(_quiescent.Add);
        _transport = new StringTransport();
        _protocol.MakeConnection(_transport);
    }

    [Test]
    public void MakeConnection_TcpTransport_SendsSmallWritesAtOnce()
    {
        _transport.TcpNoDelay.Should().BeTrue();
        _protocol.ToString().Should().Be($"<HTTP11ClientProtocol {_transport.GetPeer()} Quiescent, 0 requests>");
    }

    [Test]
    public void Request_BeforeConnection_Fails() =>
        FailureResultOf<RequestNotSentException>(new HTTP11ClientProtocol().Request(Get()));

    [Test]
    public void Request_WhileBusy_FailsAndChangesNothing()
    {
        var first = _protocol.Request(Get());
        FailureResultOf<RequestNotSentException>(_protocol.Request(Get())).Message.Should().Contain("Waiting");
        _protocol.DataReceived("HTTP/1.1 204 x\r\n\r\n"u8);
        SuccessResultOf(first).Code.Should().Be(204);
    }

    [Test]
    public void Response_CleanEnd_CallsQuiescentBeforeTheUser()
    {
        var order = new List<string>();
        var protocol = new HTTP11ClientProtocol(p => order.Add($"quiescent {p.State}"));
        protocol.MakeConnection(_transport);
        protocol.Request(Get()).AddCallback(r => order.Add("user"));

        protocol.DataReceived("HTTP/1.1 204 x\r\n\r\n"u8);

        order.Should().Equal("quiescent Quiescent", "user");
        protocol.Requests.Should().Be(1);
    }

    [Test]
    public void Quiescent_CallbackThrows_IsLoggedAndTheConnectionClosed()
    {
        using var logged = new LoggedErrors();
        var protocol = new HTTP11ClientProtocol(_ => throw new FormatException("no"));
        protocol.MakeConnection(_transport);
        var asked = protocol.Request(Get());
        protocol.DataReceived("HTTP/1.1 204 x\r\n\r\n"u8);
        SuccessResultOf(asked);
        logged.Errors.Should().ContainSingle();
        _transport.Disconnecting.Should().BeTrue();
        protocol.State.Should().Be(ConnectionState.Closing);
    }

    [Test]
    public void Quiescent_CallbackBeginsARequest_ItIsAnsweredNext()
    {
        Defer.Deferred<Response>? second = null;
        var protocol = new HTTP11ClientProtocol(p => second ??= p.Request(Get("http://a/2")));
        protocol.MakeConnection(_transport);
        var first = protocol.Request(Get("http://a/1"));
        protocol.DataReceived("HTTP/1.1 204 One\r\n\r\n"u8);
        SuccessResultOf(first).Phrase.Should().Be("One");
        AssertNoResult(second!);
        protocol.DataReceived("HTTP/1.1 204 Two\r\n\r\n"u8);
        SuccessResultOf(second!).Phrase.Should().Be("Two");
    }

    [Test]
    public void DataReceived_WhileQuiescent_AbortsTheConnection()
    {
        _protocol.DataReceived("HTTP/1.1 200 POISON\r\nContent-Length: 0\r\n\r\n"u8);
        _transport.Aborted.Should().BeTrue();
        FailureResultOf<RequestNotSentException>(_protocol.Request(Get())).Message.Should().Contain("Closing");
    }

    [Test]
    public void Abort_WhileWaiting_FailsTheRequestAndFiresWhenGone()
    {
        var asked = _protocol.Request(Get());
        var gone = _protocol.Abort();
        FailureResultOf<ResponseFailedException>(asked).Reasons[0].Value.Should().BeOfType<ConnectionAbortedException>();
        AssertNoResult(gone);
        _protocol.ConnectionLost(new Failure(new ConnectionAbortedException("")));
        SuccessResultOf(gone);
        SuccessResultOf(_protocol.Abort());
        _protocol.State.Should().Be(ConnectionState.ConnectionLost);
    }

    [Test]
    public void Abort_WithinTheBody_FailsTheBody()
    {
        var asked = _protocol.Request(Get());
        _protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"u8);
        var read = SuccessResultOf(asked).ReadBody();
        _protocol.Abort();
        FailureResultOf<ResponseFailedException>(read).Reasons[0].Value.Should().BeOfType<ConnectionAbortedException>();
        _transport.Aborted.Should().BeTrue();
    }

    [Test]
    public void Cancel_WhileWaiting_AbortsTheConnection()
    {
        var asked = _protocol.Request(Get());
        asked.Cancel();
        FailureResultOf<Defer.CancelledException>(asked);
        _transport.Aborted.Should().BeTrue();
        _protocol.ConnectionLost(new Failure(new ConnectionAbortedException("")));
        _quiescent.Should().BeEmpty();
    }

    [Test]
    public void ConnectionLost_HeldResponseOnATransportThatLooksAlive_DoesNotBecomeQuiescent()
    {
        var asked = _protocol.Request(Get());
        _protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"u8);
        _protocol.ConnectionLost(new Failure(new ConnectionDoneException("")));
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("ab");
        _quiescent.Should().BeEmpty();
        _protocol.State.Should().Be(ConnectionState.ConnectionLost);
    }

    [Test]
    public void ReadBody_TransportThatDeliversInsideResume_KeepsTheOrder()
    {
        var eager = new EagerTransport();
        _protocol = new HTTP11ClientProtocol(_quiescent.Add);
        _protocol.MakeConnection(eager);
        var asked = _protocol.Request(Get());
        _protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"u8);
        eager.OnResume = () => _protocol.DataReceived("cd"u8);
        SuccessResultOf(SuccessResultOf(asked).ReadString()).Should().Be("abcd");
        _quiescent.Should().ContainSingle();
    }

    [Test]
    public void DataReceived_WhileHolding_KeepsAllInOrder()
    {
        var asked = _protocol.Request(Get());
        _protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n"u8);
        for (var i = 0; i < 6; i++)
            _protocol.DataReceived(Enumerable.Repeat((byte)('a' + i), 100).ToArray());
        var text = SuccessResultOf(SuccessResultOf(asked).ReadString());
        text.Should().Be(string.Concat("abcdef".Select(c => new string(c, 100))));
    }

    [Test]
    public void TakeTransport_ProtocolAlone_IsHandedOver()
    {
        var asked = _protocol.Request(new Request("GET", URI.Parse("http://a/"), options: new RequestOptions { Upgrade = "x" }));
        _protocol.DataReceived("HTTP/1.1 101 x\r\nUpgrade: x\r\n\r\nab"u8);
        var next = new RecordingProtocol();
        SuccessResultOf(asked).TakeTransport(next);
        next.Text.Should().Be("ab");
        _transport.Protocol.Should().BeSameAs(next);
        FailureResultOf<RequestNotSentException>(_protocol.Request(Get())).Message.Should().Contain("Switched");
        _quiescent.Should().BeEmpty();
    }

    [Test]
    public void TakeTransport_TransportThatCannotChangeItsProtocol_IsRefused()
    {
        var protocol = new HTTP11ClientProtocol();
        protocol.MakeConnection(new EagerTransport());
        var asked = protocol.Request(new Request("GET", URI.Parse("http://a/"), options: new RequestOptions { Upgrade = "x" }));
        protocol.DataReceived("HTTP/1.1 101 x\r\nUpgrade: x\r\n\r\n"u8);
        SuccessResultOf(asked).Invoking(r => r.TakeTransport(new RecordingProtocol())).Should().Throw<NotSupportedException>();
    }

    private static Request Get(string url = "http://a/") => new("GET", URI.Parse(url));

    /// <summary>Has bytes of its own, as a TLS filter may, and hands them over as soon as it is resumed.</summary>
    private sealed class EagerTransport : ITransport
    {
        private readonly StringTransport _inner = new();

        public Action? OnResume { get; set; }

        public bool Disconnecting => _inner.Disconnecting;

        public bool Connected => _inner.Connected;

        public void PauseProducing() => _inner.PauseProducing();

        public void ResumeProducing()
        {
            _inner.ResumeProducing();
            var then = OnResume;
            OnResume = null;
            then?.Invoke();
        }

        public void StopProducing() => _inner.StopProducing();

        public void LoseConnection() => _inner.LoseConnection();

        public void AbortConnection() => _inner.AbortConnection();

        public IAddress GetHost() => _inner.GetHost();

        public IAddress GetPeer() => _inner.GetPeer();

        public void Write(ReadOnlySpan<byte> data) => _inner.Write(data);

        public void Advance(int count) => _inner.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

        public void RegisterProducer(IProducer producer, bool streaming) => _inner.RegisterProducer(producer, streaming);

        public void UnregisterProducer() => _inner.UnregisterProducer();
    }
}
