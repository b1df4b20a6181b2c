using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TCPServerEndpointTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    [Test]
    public void TCP4_Listen_FiresWithThePort()
    {
        var deferred = new TCP4ServerEndpoint(_reactor, 80).Listen(_factory);
        var port = _reactor.TcpServers.Should().ContainSingle().Subject;
        SuccessResultOf(deferred).Should().BeSameAs(port);
        (port.Port, port.Factory, port.Backlog, port.InterfaceAddress).Should().Be((80, _factory, 50, ""));
    }

    [Test]
    public void TCP6_Listen_IsOnAllAddressesOfIPv6()
    {
        var deferred = new TCP6ServerEndpoint(_reactor, 80).Listen(_factory);
        (_reactor.TcpServers[0].InterfaceAddress, _reactor.TcpServers[0].Backlog).Should().Be(("::", 50));
        SuccessResultOf(deferred).GetHost().Should().Be(new IPv6Address("::", 80));
    }

    [Test]
    public void Listen_OtherArguments_AreHandedOn()
    {
        new TCP4ServerEndpoint(_reactor, 80, 7, "127.0.0.1").Listen(_factory);
        new TCP6ServerEndpoint(_reactor, 80, 8, "::1").Listen(_factory);
        _reactor.TcpServers.Select(p => (p.Backlog, p.InterfaceAddress)).Should().Equal((7, "127.0.0.1"), (8, "::1"));
    }

    [Test]
    public void Listen_PortTaken_FailsTheDeferred()
    {
        var endpoint = new TCP4ServerEndpoint(_reactor, 80);
        endpoint.Listen(_factory);
        var error = FailureResultOf<CannotListenException>(endpoint.Listen(_factory));
        (error.Port, error.InterfaceAddress).Should().Be((80, ""));
        error.InnerException.Should().BeOfType<SocketException>();
    }

    [TestCase(-1)]
    [TestCase(65536)]
    public void Constructor_NotAPort_Throws(int port)
    {
        FluentActions.Invoking(() => new TCP4ServerEndpoint(_reactor, port)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new TCP6ServerEndpoint(_reactor, port)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void ToString_SaysWhere()
    {
        new TCP4ServerEndpoint(_reactor, 80).ToString().Should().Be("<TCP4ServerEndpoint 80>");
        new TCP4ServerEndpoint(_reactor, 80, interfaceAddress: "10.0.0.1").ToString().Should().Be("<TCP4ServerEndpoint 80 on 10.0.0.1>");
        new TCP6ServerEndpoint(_reactor, 80).ToString().Should().Be("<TCP6ServerEndpoint 80 on ::>");
    }
}
