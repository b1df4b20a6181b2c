using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

public sealed class ConnectListenerTests
{
    private MemoryReactorClock _reactor = null!;
    private Listening _factory = null!;

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _reactor.Resolver.Add("one.example", "192.0.2.1");
        _factory = new Listening();
    }

    [Test]
    public void HostnameEndpoint_Name_TellsOfLookupAndConnecting()
    {
        Named().Connect(_factory);
        _factory.Seen.Should().Equal("resolving", "connecting");
    }

    [Test]
    public void HostnameEndpoint_Literal_TellsOfConnectingOnly()
    {
        new HostnameEndpoint(_reactor, "192.0.2.1", 443).Connect(_factory);
        _factory.Seen.Should().Equal("connecting");
    }

    [Test]
    public void HostnameEndpoint_NameUnknown_NeverConnects()
    {
        FailureResultOf<DNSLookupException>(new HostnameEndpoint(_reactor, "none.example", 443).Connect(_factory));
        _factory.Seen.Should().Equal("resolving");
    }

    [Test]
    public void TlsClientEndpoint_PassesItOnAndTellsOfTheHandshake()
    {
        Tls().Connect(_factory);
        _factory.Seen.Should().Equal("resolving", "connecting");
        _reactor.TcpClients[0].Succeed();
        _factory.Seen.Should().Equal("resolving", "connecting", "handshaking");
    }

    [TestCase("resolving")]
    [TestCase("connecting")]
    [TestCase("handshaking")]
    public void Listener_CancelsWhenItHears_NothingGoesOn(string when)
    {
        Deferred<IProtocol>? connecting = null;
        var ended = new Deferred();
        _factory.When = seen =>
        {
            if (seen == when)
                ended.Callback();
        };
        // What is heard inside the call comes before there is anything to cancel; it is cancelled right after.
        ended.AddCallback(() => connecting?.Cancel());
        connecting = Tls().Connect(_factory);
        if (when == "handshaking")
            _reactor.TcpClients[0].Succeed();
        else
            connecting.Cancel();
        FailureResultOf<ConnectingCancelledException>(connecting);
        _factory.Built.Should().Be(0);
        _reactor.GetDelayedCalls().Should().BeEmpty();
        _reactor.TcpClients.Should().NotContain(c => c.IsConnecting);
    }

    private HostnameEndpoint Named() => new(_reactor, "one.example", 443);

    private TlsClientEndpoint Tls() => new(_reactor, Named(), new TlsOptions("one.example"));

    private sealed class Listening : Factory, IConnectListener
    {
        internal List<string> Seen { get; } = [];

        internal int Built { get; private set; }

        internal Action<string>? When { get; set; }

        public void Resolving() => See("resolving");

        public void Connecting() => See("connecting");

        public void Handshaking() => See("handshaking");

        public override IProtocol? BuildProtocol(IAddress address)
        {
            Built++;
            return new AccumulatingProtocol();
        }

        private void See(string what)
        {
            Seen.Add(what);
            When?.Invoke(what);
        }
    }
}
