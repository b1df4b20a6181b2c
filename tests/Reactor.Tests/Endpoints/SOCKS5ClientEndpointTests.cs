using System.Globalization;
using System.Net;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

public sealed class SOCKS5ClientEndpointTests
{
    private const string Hello = "05 01 00";
    private const string HelloWithPassword = "05 02 00 02";
    private const string ConnectToName = "05 01 00 03 04 68 6F 73 74 01 BB";
    private const string Granted = "05 00 00 01 0A 00 00 01 04 38";

    private MemoryReactorClock _reactor = null!;
    private AccumulatingProtocol _protocol = null!;
    private StringTransport _transport = null!;

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _protocol = new AccumulatingProtocol();
    }

    [Test]
    public void Connect_NoAuthentication_AsksTheProxyForTheNameAndLeavesTheConnectionToTheProtocol()
    {
        var connecting = Connect();
        Written().Should().Be(Hello);
        Feed("05 00");
        Written().Should().Be(ConnectToName);
        AssertNoResult(connecting);
        Feed(Granted);
        SuccessResultOf(connecting).Should().BeSameAs(_protocol);
        _protocol.Transport.Should().BeSameAs(_transport, "nothing stands in between");
        _protocol.Made.Should().Be(1);
        Current.Should().BeSameAs(_protocol);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_AnswersInEveryPiece_AreUnderstoodAndTheRestIsThePeers([Range(1, 24)] int size)
    {
        var connecting = Connect(credentials: new NetworkCredential("me", "pw"));
        var bytes = Bytes("05 02 01 00 05 00 00 03 02 61 62 00 50").Concat("hello"u8.ToArray()).ToArray();
        foreach (var piece in bytes.Chunk(size))
            Current.DataReceived(piece);
        Written().Should().Be($"{HelloWithPassword} 01 02 6D 65 02 70 77 {ConnectToName}");
        SuccessResultOf(connecting).Should().BeSameAs(_protocol);
        _protocol.Data.Should().Equal("hello"u8.ToArray());
    }

    [Test]
    public void Connect_IPv6Reply_IsReadWhole()
    {
        var connecting = Connect();
        Feed("05 00");
        Feed("05 00 00 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
        AssertNoResult(connecting);
        Feed("01 00 50 78");
        SuccessResultOf(connecting);
        _protocol.Data.Should().Equal("x"u8.ToArray());
    }

    [TestCase("192.0.2.7", "01 C0 00 02 07")]
    [TestCase("2001:db8::7", "04 20 01 0D B8 00 00 00 00 00 00 00 00 00 00 00 07")]
    [TestCase("bücher.example", "03 15 78 6E 2D 2D 62 63 68 65 72 2D 6B 76 61 2E 65 78 61 6D 70 6C 65")]
    public void Request_Host_IsSentAsAddressOrAsName(string host, string expected)
    {
        Connect(host);
        _transport.Clear();
        Feed("05 00");
        Written().Should().Be($"05 01 00 {expected} 01 BB");
    }

    [TestCase("05 FF", "*no credentials*")]
    [TestCase("05 02", "*chose authentication method 2*")]
    [TestCase("05 01", "*chose authentication method 1*")]
    [TestCase("04 00", "*version 4 in its Method message*")]
    [TestCase("48 54", "*no SOCKS 5 proxy*")]
    [TestCase("05 00 05 05 00 01 00 00 00 00 00 00", "*host:443*the connection was refused*")]
    [TestCase("05 00 05 02 00 01 00 00 00 00 00 00", "*its rules do not allow it*")]
    [TestCase("05 00 05 63 00 01 00 00 00 00 00 00", "*reply 99*")]
    [TestCase("05 00 05 00 00 07 00", "*address of kind 7*")]
    [TestCase("05 00 04 00 00 01 00 00 00 00 00 00", "*version 4*")]
    public void Proxy_Refuses_FailsAndAborts(string answer, string message)
    {
        var connecting = Connect();
        Feed(answer);
        FailureResultOf<TunnelException>(connecting).Message.Should().Match(message);
        _transport.Aborted.Should().BeTrue();
        _protocol.Made.Should().Be(0);
        _reactor.Advance(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [TestCase("05 FF", "*neither*")]
    [TestCase("05 02 01 01", "*refuses the name and password*")]
    [TestCase("05 02 05 00", "*version 5 in its Authentication message*")]
    public void Proxy_RefusesTheCredentials_FailsAndAborts(string answer, string message)
    {
        var connecting = Connect(credentials: new NetworkCredential("me", "pw"));
        Feed(answer);
        FailureResultOf<TunnelException>(connecting).Message.Should().Match(message);
        _transport.Aborted.Should().BeTrue();
    }

    [Test]
    public void Credentials_ProxyDoesNotAsk_AreNotSent()
    {
        Connect(credentials: new NetworkCredential("me", "pw"));
        Feed("05 00");
        Written().Should().Be($"{HelloWithPassword} {ConnectToName}");
    }

    [Test]
    public void Proxy_ClosesEarly_FailsAndSaysWhen()
    {
        var connecting = Connect();
        Current.ConnectionLost(new Failure(new ConnectionDoneException("closed")));
        FailureResultOf<TunnelException>(connecting).InnerException.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void Proxy_NeverAnswers_TimesOutAndAborts()
    {
        var connecting = Connect();
        _reactor.Advance(9.9);
        AssertNoResult(connecting);
        _reactor.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(connecting).Message.Should().Contain("the proxy had not agreed");
        _transport.Aborted.Should().BeTrue();
        Feed("05 00");
        Written().Should().Be(Hello);
    }

    [Test]
    public void Proxy_NotReached_FailsAsTheEndpointBelow()
    {
        var connecting = Endpoint().Connect(Factory.ForProtocol(() => _protocol));
        _reactor.TcpClients[0].Fail(new ConnectionRefusedException("nobody"));
        FailureResultOf<ConnectionRefusedException>(connecting);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Proxy_NotReachedInTime_TimesOut()
    {
        var connecting = Endpoint().Connect(Factory.ForProtocol(() => _protocol));
        _reactor.Advance(10);
        FailureResultOf<ConnectTimeoutException>(connecting).Message.Should().Contain("the proxy was not reached yet");
        _reactor.TcpClients[0].IsConnecting.Should().BeFalse();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Cancel_StopsTheConnectAndAborts(bool reached)
    {
        var connecting = reached ? Connect() : Endpoint().Connect(Factory.ForProtocol(() => _protocol));
        connecting.Cancel();
        FailureResultOf<ConnectingCancelledException>(connecting);
        if (reached)
            _transport.Aborted.Should().BeTrue();
        else
            _reactor.TcpClients[0].IsConnecting.Should().BeFalse();
        _reactor.Advance(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Factory_BuildsNothing_FailsAndAborts()
    {
        var connecting = Connect(factory: Factory.ForProtocol(() => null!));
        Feed($"05 00 {Granted}");
        FailureResultOf<NoProtocolException>(connecting);
        _transport.Aborted.Should().BeTrue();
    }

    [Test]
    public void Factory_CancelsWhileItBuilds_NoProtocolIsConnected()
    {
        Deferred<IProtocol>? connecting = null;
        connecting = Connect(factory: Factory.ForProtocol(() =>
        {
            connecting!.Cancel();
            return _protocol;
        }));
        Feed($"05 00 {Granted}");
        FailureResultOf<ConnectingCancelledException>(connecting);
        _protocol.Made.Should().Be(0);
        _transport.Aborted.Should().BeTrue();
    }

    [Test]
    public void Name_TooLong_IsRefusedAndNotLookedUpHere() =>
        FluentActions.Invoking(() => Endpoint(new string('a', 256))).Should().Throw<ArgumentException>().WithMessage("*longer than 253*");

    [TestCase("", "x")]
    [TestCase("x", "")]
    public void Credentials_Empty_AreRefused(string name, string password) =>
        FluentActions.Invoking(() => Endpoint(credentials: new NetworkCredential(name, password))).Should().Throw<ArgumentException>();

    private SOCKS5ClientEndpoint Endpoint(string host = "host", NetworkCredential? credentials = null) => new(
        _reactor, new HostnameEndpoint(_reactor, "192.0.2.9", 1080), host, 443, credentials, TimeSpan.FromSeconds(10));

    private Deferred<IProtocol> Connect(string host = "host", NetworkCredential? credentials = null, IFactory? factory = null)
    {
        var connecting = Endpoint(host, credentials).Connect(factory ?? Factory.ForProtocol(() => _protocol));
        var client = _reactor.TcpClients[^1];
        _transport = client.Succeed();
        return connecting;
    }

    private void Feed(string hex) => Current.DataReceived(Bytes(hex));

    private IProtocol Current => ((ISwitchableTransport)_transport).Protocol;

    private string Written()
    {
        var hex = string.Join(' ', _transport.Value().Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));
        _transport.Clear();
        return hex;
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
