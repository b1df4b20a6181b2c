using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

/// <summary>Who waits for whom at the end, and for how long.</summary>
public sealed class TlsClosingTests
{
    private TlsPair _pair = null!; // Made in SetUp.

    private ITransport ServerTls => _pair.Server.Transport;

    [SetUp]
    public void Connect() => _pair = new TlsPair().Connected();

    [Test]
    public void LoseConnection_PeerAnswers_NobodyWaits()
    {
        _pair.ClientTls.LoseConnection();
        _pair.ClientTls.Connected.Should().BeTrue("closing included");
        _pair.ClientTls.ToString().Should().Be("<TlsTransport to example.com Closing, TLSv1.3>");
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_SilentPeer_IsWaitedForSomeSecondsOnly()
    {
        var (client, link, clock) = ConnectToSilence();
        client.Transport.LoseConnection();
        link.Flush();
        link.ClientQueued.Should().Be(0, "our close_notify is taken");
        clock.Advance(4.9);
        link.Flush();
        client.ClosedReason.Should().BeNull();
        clock.Advance(0.1);
        link.Flush();
        client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_PeerStillSends_TakesItAndDeliversNothing()
    {
        ServerTls.Write("too late"u8);
        _pair.ClientTls.LoseConnection();
        _pair.Settle();
        _pair.Client.Received.Should().Be(0);
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_WhilePaused_FindsThePeersCloseBehindTheData()
    {
        _pair.ClientTls.PauseProducing();
        ServerTls.Write(new byte[100_000]);
        _pair.Settle();
        _pair.ClientTls.LoseConnection();
        _pair.Settle();
        _pair.Client.Received.Should().Be(0);
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_PeerReadsSlowly_WaitsAsLongAsBytesAreQueued()
    {
        _pair.Link.Server.PauseProducing();
        _pair.ClientTls.Write("slow"u8);
        _pair.ClientTls.LoseConnection();
        for (var i = 0; i < 10; i++)
        {
            _pair.Clock.Advance(5);
            _pair.Link.Flush();
        }
        _pair.Client.ClosedReason.Should().BeNull();
        _pair.Link.Server.ResumeProducing();
        _pair.Settle();
        _pair.Server.Text.Should().Be("slow");
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_PeerSendsGarbage_EndsCleanlyAllTheSame()
    {
        var (client, link, _) = ConnectToSilence();
        client.Transport.LoseConnection();
        link.Server.Write([23, 3, 3, 0, 20, .. new byte[20]]);
        link.Flush();
        client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void AbortConnection_WhileWaitingForThePeer_IsImmediate()
    {
        var (client, link, clock) = ConnectToSilence();
        client.Transport.LoseConnection();
        link.Flush();
        client.Transport.AbortConnection();
        client.Transport.Connected.Should().BeFalse();
        link.Flush();
        client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
        clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Reset_WhileWaitingForThePeer_IsItsReason()
    {
        _pair.ClientTls.LoseConnection();
        var reason = new ConnectionLostException("reset");
        _pair.Link.Cut(reason);
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeSameAs(reason);
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void PeerEndsWithoutCloseNotify_WhileAProducerIsWaitedFor_IsATruncation()
    {
        var producer = Substitute.For<IPushProducer>();
        _pair.ClientTls.RegisterProducer(producer, streaming: true);
        _pair.ClientTls.LoseConnection();
        _pair.Link.Server.LoseConnection();
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        producer.Received(1).StopProducing();
    }

    [Test]
    public void PeerCloses_WhileAProducerIsWaitedFor_StopsItAndEnds()
    {
        var producer = Substitute.For<IPushProducer>();
        _pair.ClientTls.RegisterProducer(producer, streaming: true);
        _pair.ClientTls.LoseConnection();
        ServerTls.LoseConnection();
        _pair.Settle();
        producer.Received(1).StopProducing();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void BothClose_AtOnce_BothEndCleanly()
    {
        _pair.ClientTls.LoseConnection();
        ServerTls.LoseConnection();
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connected_AfterAbort_IsFalseAtOnce()
    {
        _pair.ClientTls.AbortConnection();
        _pair.ClientTls.Connected.Should().BeFalse();
        _pair.ClientTls.LoseConnection();
        _pair.ClientTls.AbortConnection();
        _pair.ClientTls.Write("dropped"u8);
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void Transport_OfTls_OffersNoHalfClose() => _pair.ClientTls.Should().NotBeAssignableTo<IHalfCloseableTransport>();

    [Test]
    public void LoseConnection_AgainAndAfterTheEnd_DoesNothing()
    {
        _pair.ClientTls.LoseConnection();
        _pair.ClientTls.LoseConnection();
        _pair.Settle();
        _pair.ClientTls.LoseConnection();
        _pair.ClientTls.AbortConnection();
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void RegisterProducer_AfterTheEnd_StopsIt(bool streaming)
    {
        _pair.ClientTls.LoseConnection();
        _pair.Settle();
        var producer = Substitute.For<IPushProducer>();
        _pair.ClientTls.RegisterProducer(producer, streaming);
        producer.Received(1).StopProducing();
        producer.DidNotReceive().ResumeProducing();
    }

    [Test]
    public void UnregisterProducer_WithoutOne_DoesNothing()
    {
        _pair.ClientTls.UnregisterProducer();
        _pair.ClientTls.RegisterProducer(Substitute.For<IPushProducer>(), streaming: true);
        _pair.ClientTls.UnregisterProducer();
        _pair.ClientTls.UnregisterProducer();
        _pair.ClientTls.LoseConnection();
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void WriteSequence_OutsideCallbacks_SharesARecord()
    {
        _pair.ClientTls.WriteSequence(["ab"u8.ToArray(), "cd"u8.ToArray()]);
        _pair.Link.ClientQueued.Should().Be(4 + 22);
        _pair.Settle();
        _pair.Server.Text.Should().Be("abcd");
    }

    /// <summary>A client whose peer completes the handshake and then answers nothing, not even a close.</summary>
    private static (AccumulatingProtocol Client, MemoryLink Link, Clock Clock) ConnectToSilence()
    {
        var pair = new TlsPair().Connected();
        pair.SilenceServer();
        return (pair.Client, pair.Link, pair.Clock);
    }
}
