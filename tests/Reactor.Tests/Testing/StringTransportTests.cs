using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Testing;

public sealed class StringTransportTests
{
    [Test]
    public void StringTransport_Fresh_HasTwistedsAddresses()
    {
        var transport = new StringTransport();
        transport.GetHost().Should().Be(new IPv4Address("10.0.0.1", 12345));
        transport.GetPeer().Should().Be(new IPv4Address("192.168.1.1", 54321));
        transport.Connected.Should().BeTrue();
        transport.ToString().Should().Be("<StringTransport Connected, 0 bytes written>");
    }

    [Test]
    public void Write_SpansAndBuffers_AreKeptInOrder()
    {
        var transport = new StringTransport();
        transport.Write("ab"u8);
        "cd"u8.CopyTo(transport.GetSpan(2));
        transport.Advance(2);
        transport.Write([0xFF]);
        transport.ValueString().Should().Be("abcd\u00FF");
        transport.Clear();
        transport.Value().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_WithoutProtocol_OnlyMarks()
    {
        var transport = new StringTransport();
        transport.LoseConnection();
        transport.Disconnecting.Should().BeTrue();
        transport.Disconnected.Should().BeFalse();
    }

    [Test]
    public void LoseConnection_WithProtocol_ReportsAtOnceAndOnce()
    {
        var protocol = new AccumulatingProtocol();
        var transport = new StringTransport { Protocol = protocol };
        transport.LoseConnection();
        transport.LoseConnection();
        transport.Disconnected.Should().BeTrue();
        protocol.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        transport.Write("late"u8);
        transport.Value().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_WithProducer_WaitsForIt()
    {
        var protocol = new AccumulatingProtocol();
        var transport = new StringTransport { Protocol = protocol };
        transport.RegisterProducer(Substitute.For<IPushProducer>(), streaming: true);
        transport.LoseConnection();
        protocol.ClosedReason.Should().BeNull();
        transport.UnregisterProducer();
        protocol.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void AbortConnection_WithProducer_StopsItAndReportsAborted()
    {
        var protocol = new AccumulatingProtocol();
        var producer = Substitute.For<IPushProducer>();
        var transport = new StringTransport { Protocol = protocol };
        transport.RegisterProducer(producer, streaming: true);
        transport.AbortConnection();
        transport.Aborted.Should().BeTrue();
        producer.Received(1).StopProducing();
        protocol.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void RegisterProducer_Twice_Throws()
    {
        var transport = new StringTransport();
        transport.RegisterProducer(Substitute.For<IProducer>(), streaming: false);
        transport.Invoking(t => t.RegisterProducer(Substitute.For<IProducer>(), streaming: false))
            .Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void UnregisterProducer_WithoutOne_Throws() =>
        new StringTransport().Invoking(t => t.UnregisterProducer()).Should().Throw<InvalidOperationException>();

    [Test]
    public void RegisterProducer_Disconnected_StopsTheProducer()
    {
        var transport = new StringTransport();
        transport.Disconnect();
        var producer = Substitute.For<IProducer>();
        transport.RegisterProducer(producer, streaming: true);
        producer.Received(1).StopProducing();
        transport.Producer.Should().BeNull();
    }

    [Test]
    public void ProducerState_FollowsTheProtocol()
    {
        var transport = new StringTransport();
        transport.PauseProducing();
        transport.ProducerState.Should().Be(ProducerState.Paused);
        transport.ResumeProducing();
        transport.ProducerState.Should().Be(ProducerState.Producing);
        transport.StopProducing();
        transport.ProducerState.Should().Be(ProducerState.Stopped);
        transport.Disconnecting.Should().BeTrue();
    }
}
