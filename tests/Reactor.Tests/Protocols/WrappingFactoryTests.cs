using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class WrappingFactoryTests
{
    private static readonly IPv4Address Peer = new("127.0.0.1", 35);

    [Test]
    public void BuildProtocol_WrapsAndLeavesTheProtocolItsOwnFactory()
    {
        var inner = Factory.ForProtocol(() => new AccumulatingProtocol());
        var outer = new WrappingFactory(inner);
        var wrapper = outer.BuildProtocol(Peer).Should().BeOfType<ProtocolWrapper>().Subject;
        wrapper.Factory.Should().BeSameAs(outer);
        wrapper.WrappedProtocol.Should().BeOfType<AccumulatingProtocol>().Which.Factory.Should().BeSameAs(inner);
    }

    [Test]
    public void BuildProtocol_FactoryRefuses_Refuses() =>
        new WrappingFactory(Factory.ForProtocol(() => null)).BuildProtocol(Peer).Should().BeNull();

    [Test]
    public void DoStartAndStop_EachOne_ReachesTheFactory()
    {
        var inner = Substitute.For<IFactory>();
        var outer = new WrappingFactory(inner) { Noisy = false };
        outer.DoStart();
        outer.DoStart();
        outer.DoStop();
        inner.Received(2).DoStart();
        inner.Received(1).DoStop();
        outer.NumPorts.Should().Be(1);
    }

    [Test]
    public void ConnectionEvents_ReachAClientFactory()
    {
        var inner = Substitute.For<IClientFactory>();
        var protocol = new AccumulatingProtocol();
        inner.BuildProtocol(Peer).Returns(protocol);
        IClientFactory outer = new WrappingFactory(inner);
        var connector = Substitute.For<IConnector>();
        var reason = new Failure(new ConnectionLostException("lost"));
        outer.StartedConnecting(connector);
        inner.Received(1).StartedConnecting(connector);
        outer.ClientConnectionMade(connector, outer.BuildProtocol(Peer)!); // It never refuses.
        inner.Received(1).ClientConnectionMade(connector, protocol);
        outer.ClientConnectionFailed(connector, reason);
        inner.Received(1).ClientConnectionFailed(connector, reason);
        outer.ClientConnectionLost(connector, reason);
        inner.Received(1).ClientConnectionLost(connector, reason);
    }

    [Test]
    public void ConnectProgress_ReachesAListeningFactory()
    {
        var inner = Substitute.For<IFactory, IConnectListener>();
        IConnectListener outer = new WrappingFactory(new WrappingFactory(inner));
        outer.Resolving();
        outer.Connecting();
        outer.Handshaking();
        var heard = (IConnectListener)inner;
        Received.InOrder(() =>
        {
            heard.Resolving();
            heard.Connecting();
            heard.Handshaking();
        });
        outer = new WrappingFactory(new Bare());
        outer.Invoking(o => o.Resolving()).Should().NotThrow();
    }

    [Test]
    public void ConnectionEvents_OtherFactory_AreDropped()
    {
        var outer = new WrappingFactory(Substitute.For<IFactory>());
        var connector = Substitute.For<IConnector>();
        outer.StartedConnecting(connector);
        outer.ClientConnectionFailed(connector, new Failure(new ConnectionLostException("lost")));
        outer.ClientConnectionLost(connector, new Failure(new ConnectionLostException("lost")));
        connector.ReceivedCalls().Should().BeEmpty();
    }

    [Test]
    public void LogPrefix_NamesBoth()
    {
        new WrappingFactory(Factory.ForProtocol<ServerFactory>(() => null)).LogPrefix.Should().Be("ServerFactory (WrappingFactory)");
        new WrappingFactory(new Bare()).LogPrefix.Should().Be("Bare (WrappingFactory)");
    }

    private sealed class Bare : IFactory
    {
        public IProtocol? BuildProtocol(IAddress address) => null;

        public void DoStart() { }

        public void DoStop() { }
    }
}
