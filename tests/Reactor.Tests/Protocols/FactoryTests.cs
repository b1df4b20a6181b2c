using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

public sealed class FactoryTests
{
    private static readonly IPv4Address Peer = new("127.0.0.1", 80);

    [Test]
    public void DoStartAndStop_SeveralPorts_OnlyTheFirstStartsAndTheLastStops()
    {
        var factory = new CountingFactory();
        factory.DoStart();
        factory.DoStart();
        factory.NumPorts.Should().Be(2);
        factory.DoStop();
        factory.Events.Should().Equal("start");
        factory.DoStop();
        factory.DoStop();
        factory.Events.Should().Equal("start", "stop");
        factory.NumPorts.Should().Be(0);
        factory.DoStart();
        factory.Events.Should().Equal("start", "stop", "start");
    }

    [Test]
    public void DoStartAndStop_Noisy_TellTheLog()
    {
        using var log = new LogWatch();
        var factory = new CountingFactory("noisy one");
        factory.DoStart();
        factory.DoStop();
        log.Events.Select(e => e.Message).Where(m => m.Contains("noisy one"))
            .Should().Equal("Starting factory noisy one", "Stopping factory noisy one");
    }

    [Test]
    public void DoStartAndStop_NotNoisy_TellNobody()
    {
        using var log = new LogWatch();
        var factory = new CountingFactory("quiet one") { Noisy = false };
        factory.DoStart();
        factory.DoStop();
        log.Events.Should().NotContain(e => e.Message.Contains("quiet one"));
    }

    [Test]
    public void BuildProtocol_ProtocolSet_MakesOneAndPutsTheFactoryIntoIt()
    {
        var factory = new CountingFactory { Protocol = () => new AccumulatingProtocol() };
        var first = factory.BuildProtocol(Peer);
        first.Should().BeOfType<AccumulatingProtocol>().Which.Factory.Should().BeSameAs(factory);
        factory.BuildProtocol(Peer).Should().NotBeSameAs(first);
    }

    [Test]
    public void BuildProtocol_NothingSet_SaysSo() =>
        new CountingFactory().Invoking(f => f.BuildProtocol(Peer))
            .Should().Throw<InvalidOperationException>().WithMessage("CountingFactory*");

    [Test]
    public void BuildProtocol_FunctionGivesNull_Refuses() =>
        Factory.ForProtocol(() => null).BuildProtocol(Peer).Should().BeNull();

    [Test]
    public void ForProtocol_FactoryType_MakesOneOfIt()
    {
        var factory = Factory.ForProtocol<ServerFactory>(() => new AccumulatingProtocol());
        factory.Should().BeOfType<ServerFactory>();
        factory.BuildProtocol(Peer).Should().BeOfType<AccumulatingProtocol>();
    }

    [Test]
    public void LogPrefix_OfFactoryAndProtocol_IsTheTypesName()
    {
        new CountingFactory().LogPrefix.Should().Be("CountingFactory");
        new AccumulatingProtocol().LogPrefix.Should().Be("AccumulatingProtocol");
    }

    [Test]
    public void MakeConnection_Transport_IsKeptAndConnectionMadeIsCalled()
    {
        var protocol = new AccumulatingProtocol();
        var transport = new StringTransport();
        protocol.HasTransport.Should().BeFalse();
        protocol.Invoking(p => p.Transport).Should().Throw<InvalidOperationException>();
        protocol.MakeConnection(transport);
        protocol.Transport.Should().BeSameAs(transport);
        protocol.Made.Should().Be(1);
    }

    private sealed class CountingFactory(string name = "factory") : ClientFactory
    {
        internal List<string> Events { get; } = [];

        public override string ToString() => name;

        protected override void StartFactory() => Events.Add("start");

        protected override void StopFactory() => Events.Add("stop");
    }
}
