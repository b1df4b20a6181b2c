using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

public sealed class TCPClientEndpointTests
{
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());
    private MemoryReactorClock _reactor = null!;

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _reactor.Resolver.Add("both.example", "2001:db8::1", "192.0.2.1");
        _reactor.Resolver.Add("four.example", "192.0.2.1");
    }

    [Test]
    public void TCP4_Literal_ConnectsDirectly()
    {
        var deferred = new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80, TimeSpan.FromSeconds(3), "10.0.0.9").Connect(_factory);
        var client = _reactor.TcpClients[0];
        (client.Host, client.Port, client.Timeout, client.BindAddress)
            .Should().Be(("192.0.2.1", 80, TimeSpan.FromSeconds(3), "10.0.0.9"));
        client.Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(client.Protocol);
    }

    [Test]
    public void TCP4_Default_TimesOutAfter30Seconds()
    {
        var deferred = new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80).Connect(_factory);
        _reactor.Advance(29.9);
        AssertNoResult(deferred);
        _reactor.Advance(0.1);
        FailureResultOf<ConnectTimeoutException>(deferred).Message.Should().Be("Connecting to 192.0.2.1:80 took longer than 30 s.");
    }

    [Test]
    public void TCP4_Name_TriesItsIPv4AddressesOnly()
    {
        new TCP4ClientEndpoint(_reactor, "both.example", 80).Connect(_factory);
        _reactor.Advance(1);
        _reactor.TcpClients.Select(c => c.Host).Should().Equal("192.0.2.1");
    }

    [Test]
    public void TCP6_Name_TriesItsIPv6AddressesOnly()
    {
        new TCP6ClientEndpoint(_reactor, "both.example", 80).Connect(_factory);
        _reactor.Advance(1);
        _reactor.TcpClients.Select(c => c.Host).Should().Equal("2001:db8::1");
    }

    [Test]
    public void TCP6_NameWithoutIPv6_FailsWithDNSLookup() =>
        FailureResultOf<DNSLookupException>(new TCP6ClientEndpoint(_reactor, "four.example", 80).Connect(_factory)).Message
            .Should().Be("four.example has no IPv6 address.");

    [Test]
    public void Constructor_LiteralOfTheOtherFamily_Throws()
    {
        FluentActions.Invoking(() => new TCP4ClientEndpoint(_reactor, "::1", 80)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TCP6ClientEndpoint(_reactor, "127.0.0.1", 80)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void ToString_SaysWhere()
    {
        new TCP4ClientEndpoint(_reactor, "192.0.2.1", 80).ToString().Should().Be("<TCP4ClientEndpoint 192.0.2.1:80>");
        new TCP6ClientEndpoint(_reactor, "::1", 80).ToString().Should().Be("<TCP6ClientEndpoint [::1]:80>");
    }
}
