using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Testing;

public sealed class StreamEndingTests(Type kind) : StreamContract(kind)
{
    [Test]
    public void LoseConnection_BytesQueued_SendsThemAndBothEndCleanly()
    {
        Connect();
        Client.Transport.Write(new byte[Big]);
        Client.Transport.LoseConnection();
        Client.Transport.LoseConnection();
        Client.Transport.Disconnecting.Should().BeTrue();
        Client.Transport.Connected.Should().BeTrue();
        Client.Events.Should().Equal(["made"], "it is told later");
        UntilLost();
        Server.ReceivedBytes.Should().Be(Big);
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Client.Transport.Disconnecting.Should().BeFalse();
        Client.Transport.Connected.Should().BeFalse();
    }

    [Test]
    public void LoseConnection_NothingQueued_IsToldLaterAndOnce()
    {
        Client.OnMade = p =>
        {
            p.Transport.LoseConnection();
            p.Events.Should().Equal("made");
        };
        Begin();
        UntilLost();
        Settle();
        Client.Events.Should().Equal("made", "lost");
        Server.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void Write_BeforeTheCloseIsDone_IsSent()
    {
        Connect();
        Client.Transport.Write("asked"u8);
        Client.Transport.LoseConnection();
        Client.Transport.Write(" and behind it"u8);
        UntilLost();
        Server.Text.Should().Be("asked and behind it");
    }

    [Test]
    public void Write_AfterTheEnd_IsDropped()
    {
        Client.OnLost = (p, _) => WriteEachWay(p.Transport);
        Connect();
        Client.Transport.LoseConnection();
        UntilLost();
        WriteEachWay(Client.Transport);
        Settle();
        Server.ReceivedBytes.Should().Be(0);
        Client.Events.Should().Equal("made", "lost");

        static void WriteEachWay(ITransport transport)
        {
            transport.Write("late"u8);
            transport.WriteSequence(["late"u8.ToArray()]);
            transport.GetSpan(1000).Length.Should().BeGreaterThanOrEqualTo(1000);
            transport.GetMemory(10).Length.Should().BeGreaterThanOrEqualTo(10);
            transport.Advance(10);
            transport.IsOutputPending.Should().BeFalse();
            transport.IsInputPending.Should().BeFalse();
            transport.LoseConnection();
            transport.AbortConnection();
            transport.PauseProducing();
            transport.ResumeProducing();
        }
    }

    [Test]
    public void LoseConnection_ReadsNoMore()
    {
        var producer = new CountingProducer();
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: true);
        Client.Transport.LoseConnection();
        Server.Transport.Write("for nobody"u8);
        Settle();
        Client.ReceivedBytes.Should().Be(0);
        Client.Transport.Connected.Should().BeTrue("the producer is not done");
        Client.Transport.UnregisterProducer();
        UntilLost();
        Client.Events.Should().Equal("made", "lost");
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        producer.Stops.Should().Be(0);
    }

    [Test]
    public void StopProducing_IsLoseConnection()
    {
        Connect();
        Client.Transport.StopProducing();
        Client.Transport.Disconnecting.Should().BeTrue();
        UntilLost();
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_InsideDataReceived_DeliversNoMore()
    {
        Server.OnData = (p, _) => p.Transport.LoseConnection();
        Connect();
        Client.Transport.Write(new byte[Big]);
        UntilLost();
        Server.Events.Should().Equal("made", "data", "lost");
        Server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Client.Lost!.Value.Should().BeAssignableTo<ConnectionClosedException>();
    }

    [Test]
    public void LoseConnection_PeerPaused_HearsOfItWhenItResumes()
    {
        Connect();
        Server.Transport.PauseProducing();
        Client.Transport.Write("last"u8);
        Client.Transport.LoseConnection();
        Settle();
        Server.Events.Should().Equal("made");
        Server.Transport.ResumeProducing();
        UntilLost();
        Server.Events.Should().Equal("made", "data", "lost");
        Server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_BothAtOnce_BothEndCleanly()
    {
        Connect();
        Client.Transport.LoseConnection();
        Server.Transport.LoseConnection();
        UntilLost();
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        Server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AbortConnection_BytesQueued_DropsThemAndThePeerSeesAReset(bool thenLose)
    {
        Connect();
        Client.Transport.Write(new byte[Big]);
        Client.Transport.AbortConnection();
        Client.Transport.Connected.Should().BeFalse();
        Client.Transport.IsOutputPending.Should().BeFalse();
        if (thenLose)
            Client.Transport.LoseConnection();
        else
            Client.Transport.AbortConnection();
        Client.Events.Should().Equal(["made"], "it is told later");
        UntilLost();
        Settle();
        Client.Events.Should().Equal("made", "lost");
        Client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        Server.Lost!.Value.Should().BeAssignableTo<ConnectionClosedException>();
        Server.ReceivedBytes.Should().BeLessThan(Big);
    }

    [Test]
    public void AbortConnection_WhileClosing_IsAnAbort()
    {
        Connect();
        Client.Transport.Write(new byte[Big]);
        Client.Transport.LoseConnection();
        Client.Transport.AbortConnection();
        UntilLost();
        Client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void AbortConnection_InsideDataReceived_DeliversNoMore()
    {
        Server.OnData = (p, _) => p.Transport.AbortConnection();
        Connect();
        Client.Transport.Write(new byte[Big]);
        UntilLost();
        Server.Events.Should().Equal("made", "data", "lost");
        Server.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        Client.Lost!.Value.Should().BeAssignableTo<ConnectionClosedException>();
    }

    [Test]
    public void AbortConnection_InsideConnectionMade_IsToldLater()
    {
        Client.OnMade = p =>
        {
            p.Transport.AbortConnection();
            p.Events.Should().Equal("made");
        };
        Begin();
        Until(() => Client.Lost is not null);
        Client.Events.Should().Equal("made", "lost");
        Client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
    }
}
