using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class ConnectionLimitTests
{
    [TestCase("total")]
    [TestCase("peer")]
    [TestCase("throttling")]
    public void ConnectionLost_ToldTwice_CountsOnce(string kind)
    {
        var told = new List<Failure>();
        var inner = Factory.ForProtocol(() => new Mourner(told));
        var clock = new Clock();
        var total = new LimitTotalConnectionsFactory { Protocol = inner.Protocol };
        var peer = new LimitConnectionsByPeer(inner);
        var throttling = new ThrottlingFactory(inner, clock, readLimit: 1);
        IFactory factory = kind switch { "total" => total, "peer" => peer, _ => throttling };
        var address = new IPv4Address("127.0.0.1", 35);
        var first = factory.BuildProtocol(address)!; // There is no limit in the way.
        var second = factory.BuildProtocol(address)!; // Nor here.
        first.MakeConnection(new StringTransport());
        second.MakeConnection(new StringTransport());
        var reason = new Failure(new ConnectionDoneException("done"));
        first.ConnectionLost(reason);
        first.ConnectionLost(reason);
        told.Should().ContainSingle();
        (total.ConnectionCount + peer.PeerConnections.GetValueOrDefault("127.0.0.1") + throttling.ConnectionCount).Should().Be(1);
        second.ConnectionLost(reason);
        (total.ConnectionCount + peer.PeerConnections.Count + throttling.ConnectionCount).Should().Be(0);
        told.Should().HaveCount(2);
    }

    private static readonly Failure Done = new(new ConnectionDoneException("done"));

    [Test]
    public void LimitTotal_NoLimit_CountsOnly()
    {
        var factory = new LimitTotalConnectionsFactory { Protocol = () => new AccumulatingProtocol() };
        var first = Connect(factory, "10.0.0.1");
        var second = Connect(factory, "10.0.0.1");
        factory.ConnectionCount.Should().Be(2);
        first!.ConnectionLost(Done); // Built above.
        second!.ConnectionLost(Done); // Built above.
        factory.ConnectionCount.Should().Be(0);
    }

    [Test]
    public void LimitTotal_OverTheLimit_RefusesOrTakesTheOverflowProtocol()
    {
        var factory = new LimitTotalConnectionsFactory { Protocol = () => new AccumulatingProtocol(), ConnectionLimit = 1 };
        var usual = Connect(factory, "10.0.0.1");
        Connect(factory, "10.0.0.2").Should().BeNull();
        factory.ConnectionCount.Should().Be(1);
        var sorry = new AccumulatingProtocol();
        factory.OverflowProtocol = () => sorry;
        var overflow = Connect(factory, "10.0.0.2");
        sorry.Made.Should().Be(1);
        sorry.Factory.Should().BeSameAs(factory);
        factory.ConnectionCount.Should().Be(2, "overflow connections count");
        usual!.ConnectionLost(Done); // Built above.
        overflow!.ConnectionLost(Done); // Built above.
        factory.ConnectionCount.Should().Be(0);
        sorry.ClosedReason.Should().BeSameAs(Done);
    }

    [Test]
    public void LimitTotal_NegativeLimit_IsRefused() =>
        FluentActions.Invoking(() => new LimitTotalConnectionsFactory { ConnectionLimit = -1 }).Should().Throw<ArgumentException>();

    [Test]
    public void LimitByPeer_EachPeer_HasItsOwnFive()
    {
        var factory = new LimitConnectionsByPeer(Factory.ForProtocol(() => new AccumulatingProtocol()));
        var first = Connect(factory, "10.0.0.1", 1);
        for (var port = 2; port <= 5; port++)
            Connect(factory, "10.0.0.1", port).Should().NotBeNull();
        Connect(factory, "10.0.0.1", 6).Should().BeNull();
        Connect(factory, "10.0.0.2", 6).Should().NotBeNull();
        factory.PeerConnections.Should().BeEquivalentTo(new Dictionary<string, int> { ["10.0.0.1"] = 5, ["10.0.0.2"] = 1 });
        first!.ConnectionLost(Done); // Built above.
        Connect(factory, "10.0.0.1", 7).Should().NotBeNull();
        Connect(factory, "10.0.0.1", 8).Should().BeNull();
    }

    [Test]
    public void LimitByPeer_LastOneLost_ForgetsThePeer()
    {
        var factory = new LimitConnectionsByPeer(Factory.ForProtocol(() => new AccumulatingProtocol()));
        Connect(factory, "10.0.0.1")!.ConnectionLost(Done); // Never refused below five.
        factory.PeerConnections.Should().BeEmpty();
        factory.Protocols.Should().BeEmpty();
    }

    [Test]
    public void LimitByPeer_MappedAddress_IsTheSamePeer()
    {
        var factory = new LimitConnectionsByPeer(Factory.ForProtocol(() => new AccumulatingProtocol())) { MaxConnectionsPerPeer = 1 };
        factory.BuildProtocol(new IPv6Address("::ffff:10.0.0.1", 1)).Should().NotBeNull();
        factory.BuildProtocol(new IPv4Address("10.0.0.1", 2)).Should().BeNull();
        factory.BuildProtocol(new IPv6Address("2001:db8::1", 1)).Should().NotBeNull();
        factory.BuildProtocol(new UNIXAddress("/a")).Should().NotBeNull();
        factory.BuildProtocol(new UNIXAddress(null)).Should().BeNull();
        factory.BuildProtocol(new HostnameAddress("example.org", 1)).Should().NotBeNull();
        factory.Invoking(f => f.MaxConnectionsPerPeer = 0).Should().Throw<ArgumentException>();
    }

    [Test]
    public void LimitByPeer_FactoryRefuses_CountsNothing()
    {
        var factory = new LimitConnectionsByPeer(Factory.ForProtocol(() => null));
        Connect(factory, "10.0.0.1").Should().BeNull();
        factory.PeerConnections.Should().BeEmpty();
    }

    private static IProtocol? Connect(IFactory factory, string host, int port = 1)
    {
        var protocol = factory.BuildProtocol(new IPv4Address(host, port));
        protocol?.MakeConnection(new StringTransport());
        return protocol;
    }

    private sealed class Mourner(List<Failure> told) : Protocol
    {
        public override void ConnectionLost(Failure reason) => told.Add(reason);
    }
}
