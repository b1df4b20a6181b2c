using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Testing;

public sealed class MemoryLinkTests
{
    private AccumulatingProtocol _client = null!;
    private AccumulatingProtocol _server = null!;
    private MemoryLink _link = null!;

    [SetUp]
    public void Connect()
    {
        _client = new AccumulatingProtocol();
        _server = new AccumulatingProtocol();
        _link = new MemoryLink(_client, _server);
    }

    [Test]
    public void Write_BeforePump_DeliversNothing()
    {
        _link.Client.Write("hello"u8);
        _server.Data.Should().BeEmpty();
        _link.ClientQueued.Should().Be(5);
        _link.Pump().Should().BeTrue();
        _server.Text.Should().Be("hello");
        _link.Pump().Should().BeFalse();
    }

    [Test]
    public void ChunkSize_One_DeliversByteByByte()
    {
        var pieces = 0;
        _server.OnData = _ => pieces++;
        _link.ChunkSize = 1;
        _link.Client.Write("abc"u8);
        _link.Flush();
        pieces.Should().Be(3);
        _server.Text.Should().Be("abc");
    }

    [Test]
    public void LoseConnection_WithQueuedBytes_FlushesThenBothEndCleanly()
    {
        _link.Client.Write("bye"u8);
        _link.Client.LoseConnection();
        _client.ClosedReason.Should().BeNull();
        _link.Flush();
        _server.Text.Should().Be("bye");
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_ClosingEnd_ReadsNoMore()
    {
        _link.Client.LoseConnection();
        _link.Server.Write("late"u8);
        _link.Flush();
        _client.Data.Should().BeEmpty();
        _server.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void AbortConnection_WithQueuedBytes_DropsThemAndPeerSeesALoss()
    {
        _link.Client.Write("gone"u8);
        _link.Client.AbortConnection();
        _client.ClosedReason.Should().BeNull("an abort is reported in a later turn");
        _link.Flush();
        _server.Data.Should().BeEmpty();
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
        _server.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void PauseProducing_ReceivingEnd_HoldsDataAndClose()
    {
        _link.Server.PauseProducing();
        _link.Client.Write("x"u8);
        _link.Client.LoseConnection();
        _link.Flush();
        _server.Data.Should().BeEmpty();
        _server.ClosedReason.Should().BeNull();
        _link.Server.ResumeProducing();
        _link.Flush();
        _server.Text.Should().Be("x");
        _server.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void PushProducer_Over64KiB_IsPausedThenResumedWhenEmpty()
    {
        var producer = Substitute.For<IPushProducer>();
        _link.Client.RegisterProducer(producer, streaming: true);
        _link.Client.Write(new byte[65536]);
        producer.DidNotReceive().PauseProducing();
        _link.Client.Write(new byte[1]);
        _link.Client.Write(new byte[1]);
        producer.Received(2).PauseProducing(); // Each write above the mark tells it.
        _link.Pump();
        producer.DidNotReceive().ResumeProducing();
        _link.Pump();
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void PullProducer_IsAskedNowAndAfterEveryDrainUntilItUnregisters()
    {
        var producer = Substitute.For<IProducer>();
        var left = 3;
        producer.When(p => p.ResumeProducing()).Do(_ =>
        {
            if (left-- > 0)
                _link.Client.Write("p"u8);
            else
                _link.Client.UnregisterProducer();
        });
        _link.Client.RegisterProducer(producer, streaming: false);
        _link.Client.LoseConnection();
        _link.Flush();
        _server.Text.Should().Be("ppp");
        _server.ClosedReason.Should().NotBeNull();
        producer.DidNotReceive().StopProducing();
    }

    [Test]
    public void PullProducer_PeerCloses_IsStopped()
    {
        var producer = Substitute.For<IProducer>();
        producer.When(p => p.ResumeProducing()).Do(_ => _link.Client.Write("p"u8));
        _link.Client.RegisterProducer(producer, streaming: false);
        _link.Server.LoseConnection();
        _link.Flush();
        producer.Received(1).StopProducing();
        _client.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void DataReceived_Throws_LosesTheConnectionWithThatException()
    {
        var thrown = new InvalidOperationException("a bug of the protocol");
        _server.OnData = _ => throw thrown;
        _link.Client.Write("x"u8);
        _link.Flush();
        _server.ClosedReason!.Value.Should().BeSameAs(thrown);
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>("the socket was closed, with nothing unread");
    }

    [Test]
    public void Cut_BothEnds_LoseTheConnection()
    {
        _link.Client.Write("x"u8);
        _link.Cut();
        _link.Flush();
        _server.Data.Should().BeEmpty();
        _client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        _server.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Pump_InsideACallback_Throws()
    {
        Exception? seen = null;
        _server.OnData = _ =>
        {
            try
            {
                _link.Pump();
            }
            catch (InvalidOperationException e)
            {
                seen = e;
            }
        };
        _link.Client.Write("x"u8);
        _link.Flush();
        seen.Should().NotBeNull();
    }
}
