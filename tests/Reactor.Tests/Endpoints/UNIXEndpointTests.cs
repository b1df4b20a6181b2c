using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UNIXEndpointTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    [Test]
    public void Connect_Succeeds_FiresWithTheProtocolItself()
    {
        var deferred = new UNIXClientEndpoint(_reactor, "/run/x").Connect(_factory);
        var client = _reactor.UnixClients.Should().ContainSingle().Subject;
        (client.Host, client.Timeout, client.CheckPID).Should().Be(("/run/x", TimeSpan.FromSeconds(30), false));
        AssertNoResult(deferred);
        client.Succeed();
        SuccessResultOf(deferred).Should().BeSameAs(client.Protocol);
    }

    [Test]
    public void Connect_OtherArguments_AreHandedOn()
    {
        new UNIXClientEndpoint(_reactor, "/run/x", TimeSpan.FromSeconds(3), checkPID: true).Connect(_factory);
        (_reactor.UnixClients[0].Timeout, _reactor.UnixClients[0].CheckPID).Should().Be((TimeSpan.FromSeconds(3), true));
    }

    [Test]
    public void Connect_Fails_FailsTheDeferred()
    {
        var deferred = new UNIXClientEndpoint(_reactor, "/run/x").Connect(_factory);
        _reactor.UnixClients[0].Fail(new ConnectException("no"));
        FailureResultOf<ConnectException>(deferred).Message.Should().Be("no");
    }

    [Test]
    public void Cancel_WhileConnecting_NamesThePath()
    {
        var deferred = new UNIXClientEndpoint(_reactor, "/run/x").Connect(_factory);
        deferred.Cancel();
        FailureResultOf<ConnectingCancelledException>(deferred).Address.Should().Be(new UNIXAddress("/run/x"));
        _reactor.UnixClients[0].IsConnecting.Should().BeFalse();
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Listen_Succeeds_FiresWithThePort()
    {
        var deferred = new UNIXServerEndpoint(_reactor, "/run/x").Listen(_factory);
        var port = _reactor.UnixServers.Should().ContainSingle().Subject;
        SuccessResultOf(deferred).Should().BeSameAs(port);
        (port.InterfaceAddress, port.Factory, port.Backlog, port.Mode, port.WantPID).Should().Be(("/run/x", _factory, 50, null, false));
    }

    [Test]
    public void Listen_OtherArguments_AreHandedOn()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new UNIXServerEndpoint(_reactor, "/run/x", 7, Mode, wantPID: true).Listen(_factory);
        var port = _reactor.UnixServers[0];
        (port.Backlog, port.Mode, port.WantPID).Should().Be((7, Mode, true));
    }

    [Test]
    public void Listen_PathTaken_FailsTheDeferred()
    {
        var endpoint = new UNIXServerEndpoint(_reactor, "/run/x");
        endpoint.Listen(_factory);
        FailureResultOf<CannotListenException>(endpoint.Listen(_factory)).InnerException.Should().BeOfType<SocketException>();
    }

    [Test]
    public void ToString_SaysWhere()
    {
        new UNIXClientEndpoint(_reactor, "/run/x").ToString().Should().Be("<UNIXClientEndpoint /run/x>");
        new UNIXServerEndpoint(_reactor, "\0x").ToString().Should().Be("<UNIXServerEndpoint @x>");
    }
}
