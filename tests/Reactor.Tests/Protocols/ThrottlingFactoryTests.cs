using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThrottlingFactoryTests
{
    private static readonly IPv4Address Peer = new("127.0.0.1", 35);

    private readonly Clock _clock = new();

    [Test]
    public void BuildProtocol_OverTheMaximum_IsRefusedUntilOneIsLost()
    {
        var factory = Make(maxConnectionCount: 2);
        var (_, first) = Connect(factory);
        Connect(factory);
        factory.BuildProtocol(Peer).Should().BeNull();
        factory.ConnectionCount.Should().Be(2);
        factory.Protocols.Should().HaveCount(2);
        first.Disconnect();
        factory.ConnectionCount.Should().Be(1);
        factory.BuildProtocol(Peer).Should().NotBeNull();
    }

    [Test]
    public void WriteSequence_CountsAllPieces()
    {
        var factory = Make();
        var (protocol, transport) = Connect(factory);
        protocol.WriteSequence(Enumerable.Repeat<ReadOnlyMemory<byte>>("bytes"u8.ToArray(), 4));
        transport.ValueString().Should().Be("bytesbytesbytesbytes");
        factory.WrittenThisSecond.Should().Be(20);
    }

    [Test]
    public void WriteLimit_Passed_PausesTheProducerForTheRest()
    {
        var factory = Make(writeLimit: 10);
        var (protocol, _) = Connect(factory);
        var producer = Substitute.For<IPushProducer>();
        protocol.RegisterProducer(producer, streaming: true);
        protocol.Write(new byte[25]);
        producer.DidNotReceive().PauseProducing();
        _clock.Advance(1);
        factory.WrittenThisSecond.Should().Be(0);
        producer.Received(1).PauseProducing();
        _clock.Advance(1.49);
        producer.DidNotReceive().ResumeProducing();
        _clock.Advance(0.02);
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void WriteLimit_TransportAndLimitHold_ProducerWaitsForBoth()
    {
        var factory = Make(writeLimit: 10);
        var (protocol, transport) = Connect(factory);
        var producer = Substitute.For<IPushProducer>();
        protocol.RegisterProducer(producer, streaming: true);
        var registered = (IPushProducer)transport.Producer!; // Just registered.
        registered.PauseProducing();
        protocol.Write(new byte[25]);
        _clock.Advance(1);
        registered.ResumeProducing();
        producer.DidNotReceive().ResumeProducing();
        registered.PauseProducing();
        _clock.Advance(1.6);
        producer.DidNotReceive().ResumeProducing();
        registered.ResumeProducing();
        producer.Received(1).ResumeProducing();
        registered.StopProducing();
        producer.Received(1).StopProducing();
    }

    [Test]
    public void WriteLimit_ALittleTooMuchMore_DoesNotShortenTheHold()
    {
        var factory = Make(writeLimit: 10);
        var (protocol, _) = Connect(factory);
        var producer = Substitute.For<IPushProducer>();
        protocol.RegisterProducer(producer, streaming: true);
        protocol.Write(new byte[60]);
        _clock.Advance(1);
        protocol.Write(new byte[11]);
        _clock.Advance(1);
        _clock.Advance(3.9);
        producer.DidNotReceive().ResumeProducing();
        _clock.Advance(0.2);
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void WriteLimit_MuchTooMuchMore_LengthensTheHold()
    {
        var factory = Make(writeLimit: 10);
        var (protocol, _) = Connect(factory);
        var producer = Substitute.For<IPushProducer>();
        protocol.RegisterProducer(producer, streaming: true);
        protocol.Write(new byte[25]);
        _clock.Advance(1);
        protocol.Write(new byte[50]);
        _clock.Advance(1);
        _clock.Advance(3.9);
        producer.DidNotReceive().ResumeProducing();
        _clock.Advance(0.2);
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void WriteLimit_ProducersThatThrow_DoNotStopTheOthersNorTheCounting()
    {
        using var log = new LogWatch();
        var factory = Make(writeLimit: 10);
        var (first, _) = Connect(factory);
        var (second, _) = Connect(factory);
        var (third, _) = Connect(factory);
        var broken = Substitute.For<IPushProducer>();
        broken.When(p => p.PauseProducing()).Throw(new FormatException("a bug in pausing"));
        broken.When(p => p.ResumeProducing()).Throw(new FormatException("a bug in resuming"));
        var producer = Substitute.For<IPushProducer>();
        first.RegisterProducer(broken, streaming: true);
        second.RegisterProducer(producer, streaming: true);
        third.RegisterProducer(broken, streaming: true);
        for (var i = 1; i <= 2; i++)
        {
            second.Write(new byte[15]);
            _clock.Advance(1);
            producer.Received(i).PauseProducing();
            _clock.Advance(0.6);
            producer.Received(i).ResumeProducing();
            _clock.Advance(0.4);
        }
        log.Events.Count(e => e.Failure?.Value.Message is "a bug in pausing" or "a bug in resuming").Should().Be(8);
    }

    [Test]
    public void WriteLimit_PullProducer_IsLeftAlone()
    {
        var factory = Make(writeLimit: 10);
        var (protocol, _) = Connect(factory);
        var producer = Substitute.For<IProducer>();
        protocol.RegisterProducer(producer, streaming: false);
        protocol.Write(new byte[25]);
        _clock.Advance(1);
        _clock.Advance(2);
        producer.ReceivedCalls().Should().BeEmpty();
    }

    [Test]
    public void WriteLimit_ProducerOfANewConnection_WaitsToo()
    {
        var factory = Make(writeLimit: 10);
        var (protocol, _) = Connect(factory);
        protocol.Write(new byte[25]);
        _clock.Advance(1);
        var (second, _) = Connect(factory);
        var producer = Substitute.For<IPushProducer>();
        second.RegisterProducer(producer, streaming: true);
        producer.Received(1).PauseProducing();
        _clock.Advance(1.6);
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void ReadLimit_Passed_PausesReadingAgainAndAgain()
    {
        var factory = Make(readLimit: 10);
        var (protocol, transport) = Connect(factory);
        for (var round = 0; round < 3; round++)
        {
            protocol.DataReceived(new byte[20]);
            factory.ReadThisSecond.Should().Be(20);
            _clock.Advance(1.05);
            factory.ReadThisSecond.Should().Be(0);
            transport.ProducerState.Should().Be(ProducerState.Paused);
            _clock.Advance(1.05);
            transport.ProducerState.Should().Be(ProducerState.Producing);
        }
    }

    [Test]
    public void ReadLimit_NotPassed_PausesNothing()
    {
        var factory = Make(readLimit: 10);
        var (protocol, transport) = Connect(factory);
        for (var second = 0; second < 5; second++)
        {
            protocol.DataReceived(new byte[10]);
            _clock.Advance(1);
            transport.ProducerState.Should().Be(ProducerState.Producing);
        }
    }

    [Test]
    public void ReadLimit_NewConnection_WaitsToo()
    {
        var factory = Make(readLimit: 10);
        var (protocol, _) = Connect(factory);
        protocol.DataReceived(new byte[20]);
        _clock.Advance(1);
        var (_, transport) = Connect(factory);
        transport.ProducerState.Should().Be(ProducerState.Paused);
        _clock.Advance(1.1);
        transport.ProducerState.Should().Be(ProducerState.Producing);
    }

    [Test]
    public void ReadLimit_ProtocolPausedItself_StaysPaused()
    {
        var factory = Make(readLimit: 10);
        var (protocol, transport) = Connect(factory);
        protocol.PauseProducing();
        protocol.DataReceived(new byte[20]);
        _clock.Advance(1);
        _clock.Advance(2);
        transport.ProducerState.Should().Be(ProducerState.Paused);
        protocol.ResumeProducing();
        transport.ProducerState.Should().Be(ProducerState.Producing);
    }

    [Test]
    public void ReadLimit_ProtocolResumesWhileHeld_WaitsForTheLimit()
    {
        var factory = Make(readLimit: 10);
        var (protocol, transport) = Connect(factory);
        protocol.DataReceived(new byte[20]);
        _clock.Advance(1);
        protocol.ResumeProducing();
        transport.ProducerState.Should().Be(ProducerState.Paused);
        _clock.Advance(1.1);
        transport.ProducerState.Should().Be(ProducerState.Producing);
    }

    [Test]
    public void UnregisterProtocol_LastOne_LeavesNoTimedCalls()
    {
        var factory = Make(readLimit: 10, writeLimit: 10);
        var (protocol, transport) = Connect(factory);
        protocol.DataReceived(new byte[30]);
        protocol.Write(new byte[30]);
        _clock.Advance(1);
        _clock.GetDelayedCalls().Should().HaveCount(4);
        transport.Disconnect();
        _clock.GetDelayedCalls().Should().BeEmpty();
        Connect(factory).Transport.ProducerState.Should().Be(ProducerState.Producing);
    }

    [Test]
    public void Limits_ThatMakeNoSense_AreRefused()
    {
        this.Invoking(t => t.Make(maxConnectionCount: 0)).Should().Throw<ArgumentException>();
        this.Invoking(t => t.Make(readLimit: 0)).Should().Throw<ArgumentException>();
        this.Invoking(t => t.Make(writeLimit: -1)).Should().Throw<ArgumentException>();
        Make().ReadLimit.Should().BeNull();
        Make(writeLimit: 3).WriteLimit.Should().Be(3);
    }

    private static (ThrottlingProtocol Protocol, StringTransport Transport) Connect(ThrottlingFactory factory)
    {
        var protocol = factory.BuildProtocol(Peer).Should().BeOfType<ThrottlingProtocol>().Subject;
        var transport = new StringTransport { Protocol = protocol };
        protocol.MakeConnection(transport);
        return (protocol, transport);
    }

    private ThrottlingFactory Make(int maxConnectionCount = int.MaxValue, long? readLimit = null, long? writeLimit = null) =>
        new(Factory.ForProtocol(() => new AccumulatingProtocol()), _clock, maxConnectionCount, readLimit, writeLimit);
}
