using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SSLEndpointTests
{
    private static readonly TlsOptions Options = new("example.com") { TrustRoots = TestCertificates.Roots };

    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    [Test]
    public void Connect_Succeeds_FiresWithTheProtocolItself()
    {
        var deferred = new SSL4ClientEndpoint(_reactor, "192.0.2.1", 443, Options).Connect(_factory);
        var client = _reactor.SslClients.Should().ContainSingle().Subject;
        (client.Host, client.Port, client.TlsOptions, client.Timeout, client.BindAddress)
            .Should().Be(("192.0.2.1", 443, Options, TimeSpan.FromSeconds(30), null));
        AssertNoResult(deferred);
        client.Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(client.Protocol);
    }

    [Test]
    public void Connect_OtherArguments_AreHandedOn()
    {
        new SSL4ClientEndpoint(_reactor, "192.0.2.1", 443, Options, TimeSpan.FromSeconds(3), "10.0.0.9").Connect(_factory);
        (_reactor.SslClients[0].Timeout, _reactor.SslClients[0].BindAddress).Should().Be((TimeSpan.FromSeconds(3), "10.0.0.9"));
    }

    [Test]
    public void Connect_Name_TriesItsIPv4AddressesOneAfterTheOther()
    {
        _reactor.Resolver.Add("www.example.com", "2001:db8::1", "192.0.2.1", "192.0.2.2", "192.0.2.3");
        var deferred = new SSL4ClientEndpoint(_reactor, "www.example.com", 443, Options).Connect(_factory);
        _reactor.SslClients[0].Fail(new ConnectionRefusedException("no"));
        _reactor.Advance(0.25);
        _reactor.SslClients.Select(c => c.Host).Should().Equal("192.0.2.1", "192.0.2.2", "192.0.2.3");
        _reactor.SslClients.Should().OnlyContain(c => c.TlsOptions == Options && c.Port == 443);
        _reactor.SslClients[2].Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(_reactor.SslClients[2].Protocol);
        _reactor.SslClients.Should().NotContain(c => c.IsConnecting);
    }

    [Test]
    public void Connect_NameWithoutIPv4_FailsWithDNSLookup()
    {
        _reactor.Resolver.Add("www.example.com", "2001:db8::1");
        FailureResultOf<DNSLookupException>(new SSL4ClientEndpoint(_reactor, "www.example.com", 443, Options).Connect(_factory));
    }

    [Test]
    public void Connect_OneAddressIsNotTrusted_TriesTheNextAndTellsOfThat()
    {
        _reactor.Resolver.Add("www.example.com", "192.0.2.1", "192.0.2.2");
        var deferred = new SSL4ClientEndpoint(_reactor, "www.example.com", 443, Options).Connect(_factory);
        _reactor.SslClients[0].Fail(new VerificationException("who?"));
        _reactor.SslClients[1].Fail(new ConnectionRefusedException("no"));
        FailureResultOf<VerificationException>(deferred).Message.Should().Be("who?");
    }

    [Test]
    public void Connect_Fails_FailsTheDeferred()
    {
        var deferred = new SSL4ClientEndpoint(_reactor, "192.0.2.1", 443, Options).Connect(_factory);
        _reactor.SslClients[0].Fail(new VerificationException("who?"));
        FailureResultOf<VerificationException>(deferred);
    }

    [Test]
    public void Cancel_WhileConnecting_IsConnectingCancelled()
    {
        var deferred = new SSL4ClientEndpoint(_reactor, "192.0.2.1", 443, Options).Connect(_factory);
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred).Address.Should().Be(new IPv4Address("192.0.2.1", 443));
        _reactor.SslClients[0].IsConnecting.Should().BeFalse();
    }

    [Test]
    public void Connect_NotAHost_FailsWithInvalidAddress() =>
        FailureResultOf<InvalidAddressException>(new SSL4ClientEndpoint(_reactor, "a b", 443, Options).Connect(_factory));

    [Test]
    public void Listen_Succeeds_FiresWithThePort()
    {
        var options = new TlsServerOptions(TestCertificates.Server);
        var deferred = new SSL4ServerEndpoint(_reactor, 443, options, 7, "127.0.0.1").Listen(_factory);
        var port = _reactor.SslServers.Should().ContainSingle().Subject;
        SuccessResultOf(deferred).Should().BeSameAs(port);
        (port.Port, port.Factory, port.TlsOptions, port.Backlog, port.InterfaceAddress)
            .Should().Be((443, _factory, options, 7, "127.0.0.1"));
    }

    [Test]
    public void Listen_PortTaken_FailsTheDeferred()
    {
        var endpoint = new SSL4ServerEndpoint(_reactor, 443, new TlsServerOptions(TestCertificates.Server));
        endpoint.Listen(_factory);
        FailureResultOf<CannotListenException>(endpoint.Listen(_factory)).Port.Should().Be(443);
    }

    [Test]
    public void ToString_SaysWhere()
    {
        new SSL4ClientEndpoint(_reactor, "192.0.2.1", 443, Options).ToString()
            .Should().Be("<SSL4ClientEndpoint for example.com at 192.0.2.1:443>");
        new SSL4ServerEndpoint(_reactor, 443, new TlsServerOptions(TestCertificates.Server)).ToString()
            .Should().Be("<SSL4ServerEndpoint 443>");
    }
}
