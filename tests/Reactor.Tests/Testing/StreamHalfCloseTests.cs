using TwistedSharp.Internet;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Testing;

/// <summary>One direction ends, the other goes on. The client here closes nothing by itself.</summary>
public sealed class StreamHalfCloseTests(Type kind) : StreamContract(kind)
{
    [SetUp]
    public void StayOpen() => Client.OnReadLost = null;

    [Test]
    public void LoseWriteConnection_BytesQueued_SendsThemAndPeerMayAnswer()
    {
        var server = BeHalfCloseable();
        server.OnReadLost = p =>
        {
            p.Transport.Write("answer"u8);
            p.Half.LoseWriteConnection();
        };
        Connect();
        Client.Transport.Write(new byte[Big]);
        Client.Half.LoseWriteConnection();
        Client.Transport.Write("still sent"u8);
        Client.Events.Should().Equal(["made"], "it is told later");
        UntilLost();
        Server.ReceivedBytes.Should().Be(Big + 10);
        Server.Events.Where(e => e != "data").Should().Equal("made", "read lost", "write lost", "lost");
        Client.Events.Where(e => e != "data").Should().Equal("made", "write lost", "read lost", "lost");
        Client.Text.Should().Be("answer");
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseWriteConnection_PeerKnowsNoHalfClose_BothLoseTheConnection()
    {
        Client.OnReadLost = p => p.Transport.LoseConnection();
        Connect();
        Client.Transport.Write("hello"u8);
        Client.Half.LoseWriteConnection();
        UntilLost();
        Server.Text.Should().Be("hello");
        Server.Events.Should().EndWith("lost").And.NotContain("read lost");
        Server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void WriteConnectionLost_Afterwards_WritesAreDropped()
    {
        var producer = new CountingProducer();
        BeHalfCloseable();
        Client.OnWriteLost = p =>
        {
            p.Transport.Connected.Should().BeTrue();
            p.Transport.Write("fooled you"u8);
            p.Transport.WriteSequence(["fooled"u8.ToArray(), "you"u8.ToArray()]);
            p.Transport.GetSpan(1000).Length.Should().BeGreaterThanOrEqualTo(1000);
            p.Transport.GetMemory(10).Length.Should().BeGreaterThanOrEqualTo(10);
            p.Transport.Advance(10);
            p.Transport.IsOutputPending.Should().BeFalse();
            p.Transport.RegisterProducer(producer, streaming: true);
            p.Half.LoseWriteConnection();
        };
        Connect();
        Client.Half.LoseWriteConnection();
        Until(() => Server.Events.Contains("read lost"));
        Settle();
        Server.ReceivedBytes.Should().Be(0);
        producer.Stops.Should().Be(1);
        Client.Events.Should().Equal("made", "write lost");
    }

    [Test]
    public void ReadConnectionLost_ProtocolGoesOn_MaySendAndPauseAndResume()
    {
        var server = BeHalfCloseable();
        server.OnReadLost = p =>
        {
            p.Transport.PauseProducing();
            p.Transport.ResumeProducing();
            p.Transport.Write(new byte[Big]);
        };
        Connect();
        Client.Half.LoseWriteConnection();
        Until(() => Client.ReceivedBytes == Big);
        Server.Events.Should().Equal("made", "read lost");
        Server.Transport.LoseConnection();
        UntilLost();
        Server.Events.Should().Equal("made", "read lost", "lost");
    }

    [Test]
    public void ReadConnectionLost_PeerThenCloses_StaysOpenUntilItWritesOrCloses()
    {
        BeHalfCloseable();
        Connect();
        Client.Half.LoseWriteConnection();
        Until(() => Server.Events.Contains("read lost"));
        Client.Transport.LoseConnection();
        Until(() => Client.Lost is not null);
        Settle();
        Server.Events.Should().Equal("made", "read lost");
        Server.Transport.LoseConnection();
        UntilLost();
    }

    [Test]
    public void Write_ToAPeerThatIsGone_LosesTheConnection()
    {
        BeHalfCloseable();
        Connect();
        Client.Transport.LoseConnection();
        Until(() => Client.Lost is not null && Server.Events.Contains("read lost"));
        Until(() =>
        {
            Server.Transport.Write("anyone?"u8);
            return Server.Lost is not null;
        });
        Server.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Notification_Throws_IsLoggedAndEndsTheConnectionWithIt(bool reading)
    {
        var boom = new InvalidOperationException("boom");
        var server = BeHalfCloseable();
        if (reading)
            server.OnReadLost = _ => throw boom;
        else
            Client.OnWriteLost = _ => throw boom;
        Client.OnReadLost = p => p.Transport.LoseConnection();
        server.OnReadLost ??= p => p.Transport.LoseConnection();
        Connect();
        Client.Half.LoseWriteConnection();
        UntilLost();
        (reading ? Server : Client).Lost!.Value.Should().BeSameAs(boom);
        TakeError().Should().BeSameAs(boom);
    }

    [Test]
    public void LoseConnection_InWriteConnectionLost_IsToldLater()
    {
        var server = BeHalfCloseable();
        server.OnReadLost = p => p.Half.LoseWriteConnection();
        server.OnWriteLost = p =>
        {
            p.Transport.LoseConnection();
            p.Transport.Disconnecting.Should().BeTrue();
            p.Events.Should().Equal("made", "read lost", "write lost");
        };
        Connect();
        Client.Half.LoseWriteConnection();
        UntilLost();
        Server.Events.Should().Equal("made", "read lost", "write lost", "lost");
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_AfterHalfClose_ClosesThoughThePeerSendsOn()
    {
        var server = BeHalfCloseable();
        server.OnReadLost = p => p.Transport.Write(new byte[Big]);
        Client.OnData = (p, _) => p.Transport.LoseConnection();
        Connect();
        Client.Half.LoseWriteConnection();
        UntilLost();
        Client.Events.Should().Equal("made", "write lost", "data", "lost");
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Server.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void LoseWriteConnection_ProducerRegistered_WaitsForIt()
    {
        BeHalfCloseable();
        Connect();
        Client.Transport.RegisterProducer(new CountingProducer(), streaming: true);
        Client.Half.LoseWriteConnection();
        Settle();
        Client.Events.Should().Equal("made");
        Client.Transport.Write("the last"u8);
        Client.Transport.UnregisterProducer();
        Until(() => Client.Events.Contains("write lost") && Server.Events.Contains("read lost"));
        Server.Text.Should().Be("the last");
    }

    [Test]
    public void LoseWriteConnection_ClosingOrLost_DoesNothing()
    {
        Client.OnLost = (p, _) => Client.Half.LoseWriteConnection();
        Connect();
        Client.Transport.LoseConnection();
        Client.Half.LoseWriteConnection();
        UntilLost();
        Client.Half.LoseWriteConnection();
        Client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void PeerCloses_WhilePaused_BytesAndEndAreHeldUntilResume()
    {
        var server = BeHalfCloseable();
        server.OnReadLost = p => p.Transport.LoseConnection();
        Connect();
        Server.Transport.PauseProducing();
        Client.Transport.Write("some"u8);
        Client.Half.LoseWriteConnection();
        Settle();
        Server.Events.Should().Equal("made");
        Server.Transport.ResumeProducing();
        Client.OnReadLost = p => p.Transport.LoseConnection();
        UntilLost();
        Server.Events.Should().Equal("made", "data", "read lost", "lost");
    }

    [Test]
    public void PeerSendsNoMore_AnswerWrittenAtOnce_StillGoesOut()
    {
        Client.OnReadLost = p => p.Transport.LoseConnection();
        Server.OnData = (p, _) => p.Transport.Write("answer"u8);
        Connect();
        Client.Transport.Write("question"u8);
        Client.Half.LoseWriteConnection();
        UntilLost();
        Client.Text.Should().Be("answer", "what was written is sent before the end is read");
    }

    private HalfCloseRecorder BeHalfCloseable()
    {
        var server = new HalfCloseRecorder();
        UseServer(server);
        return server;
    }
}
