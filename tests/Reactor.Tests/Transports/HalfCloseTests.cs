using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>Half close over TCP; <see cref="UnixHalfCloseTests"/> runs the same over UNIX sockets.</summary>
public class HalfCloseTests(Type kind) : TcpContract(kind)
{
    private const int Big = 4 * 1024 * 1024;

    [Test]
    public void LoseWriteConnection_BytesQueued_SendsThemAndTheAnswerStillComes()
    {
        var server = new HalfCloseRecorder
        {
            OnReadLost = p =>
            {
                p.Transport.Write("answer"u8);
                p.Half.LoseWriteConnection();
            },
        };
        var client = new HalfCloseRecorder
        {
            OnMade = p =>
            {
                p.Transport.Write(new byte[Big]);
                ((HalfCloseRecorder)p).Half.LoseWriteConnection();
                p.Transport.ToString().Should().Contain("Open, writing ending");
                p.Transport.Write("still sent"u8);
                p.Events.Should().Equal(["made"], "the writing end closes in its own time");
            },
        };
        RunPair(server, client);
        server.ReceivedBytes.Should().Be(Big + 10);
        server.Events.Where(e => e != "data").Should().Equal("made", "read lost", "write lost", "lost");
        client.Events.Should().Equal("made", "write lost", "data", "read lost", "lost");
        client.Text.Should().Be("answer");
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseWriteConnection_PeerKnowsNoHalfClose_BothLoseTheConnection()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write("hello"u8);
                ((IHalfCloseableTransport)p.Transport).LoseWriteConnection();
            },
        };
        RunPair(server, client);
        server.Text.Should().Be("hello");
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void WriteConnectionLost_Afterwards_WritesAreDropped()
    {
        var stops = 0;
        var client = new HalfCloseRecorder
        {
            OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection(),
            OnWriteLost = p =>
            {
                p.Transport.Connected.Should().BeTrue();
                p.Transport.ToString().Should().Contain("Open, writing ended");
                p.Transport.Write("fooled you"u8);
                p.Transport.WriteSequence(["fooled"u8.ToArray(), "you"u8.ToArray()]);
                p.Transport.GetSpan(1000).Length.Should().BeGreaterThanOrEqualTo(1000);
                p.Transport.GetMemory(10).Length.Should().BeGreaterThanOrEqualTo(10);
                p.Transport.Advance(10);
                p.Transport.IsOutputPending.Should().BeFalse();
                p.Transport.RegisterProducer(new StopCounter(() => stops++), streaming: true);
                p.Half.LoseWriteConnection();
            },
        };
        var server = new HalfCloseRecorder { OnReadLost = p => p.Transport.LoseConnection() };
        RunPair(server, client);
        server.Text.Should().BeEmpty();
        stops.Should().Be(1);
        client.Events.Should().Equal("made", "write lost", "read lost", "lost");
    }

    [Test]
    public void ReadConnectionLost_ProtocolGoesOn_OnlyTheReadingHasEnded()
    {
        var server = new HalfCloseRecorder
        {
            OnReadLost = p =>
            {
                p.Transport.Connected.Should().BeTrue();
                p.Transport.ToString().Should().Contain("Open, reading ended");
                p.Transport.PauseProducing();
                p.Transport.ResumeProducing();
                p.Transport.Write(new byte[Big]);
                Later(3, p.Transport.LoseConnection);
            },
        };
        var client = new HalfCloseRecorder { OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection() };
        RunPair(server, client);
        server.Events.Should().Equal("made", "read lost", "lost");
        client.ReceivedBytes.Should().Be(Big);
    }

    [Test]
    public void ReadConnectionLost_NothingMoreWritten_StaysOpenUntilLoseConnection()
    {
        var events = new List<string>();
        var server = new HalfCloseRecorder
        {
            OnReadLost = _ => events.Add("server read lost"),
            OnLost = (_, _) => events.Add("server lost"),
        };
        var client = new HalfCloseRecorder
        {
            OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection(),
            OnLost = (_, _) =>
            {
                events.Add("client lost");
                // No more than this end is gone: an end that still writes only hears of it when it does.
                Later(5, server.Transport.LoseConnection);
            },
        };
        void WhenRead()
        {
            if (events.Count == 0)
                Later(1, WhenRead);
            else
                client.Transport.LoseConnection();
        }
        RunPair(server, client, _ => WhenRead());
        events.Should().Equal("server read lost", "client lost", "server lost");
        client.Events.Should().Equal("made", "write lost", "lost");
    }

    [Test]
    public void WriteConnectionLost_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        var client = new HalfCloseRecorder
        {
            OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection(),
            OnWriteLost = _ => throw boom,
        };
        RunPair(new RecordingProtocol(), client);
        client.Events.Should().Equal("made", "write lost", "lost");
        client.Lost!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void ReadConnectionLost_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        var server = new HalfCloseRecorder { OnReadLost = _ => throw boom };
        var client = new HalfCloseRecorder { OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection() };
        RunPair(server, client);
        server.Events.Should().Equal("made", "read lost", "lost");
        server.Lost!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void LoseConnection_InWriteConnectionLost_ClosesAtOnce()
    {
        // Twisted's #3037: one end half-closes, the other then half-closes and closes.
        var server = new HalfCloseRecorder
        {
            OnReadLost = p => p.Half.LoseWriteConnection(),
            OnWriteLost = p =>
            {
                p.Transport.LoseConnection();
                p.Transport.Disconnecting.Should().BeTrue();
                p.Events.Should().Equal(["made", "read lost", "write lost"], "the loss is told later");
            },
        };
        var client = new HalfCloseRecorder { OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection() };
        RunPair(server, client);
        server.Events.Should().Equal("made", "read lost", "write lost", "lost");
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_AfterHalfClose_ClosesThoughThePeerSendsOn()
    {
        var server = new HalfCloseRecorder { OnReadLost = p => p.Transport.Write(new byte[Big]) };
        var client = new HalfCloseRecorder
        {
            OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection(),
            OnData = (p, _) => p.Transport.LoseConnection(),
        };
        RunPair(server, client);
        client.Events.Should().Equal("made", "write lost", "data", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        server.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void LoseWriteConnection_ProducerRegistered_WaitsForIt()
    {
        var client = new HalfCloseRecorder
        {
            OnMade = p =>
            {
                p.Transport.RegisterProducer(new StopCounter(() => { }), streaming: true);
                ((HalfCloseRecorder)p).Half.LoseWriteConnection();
                Later(5, () =>
                {
                    p.Events.Should().Equal("made");
                    p.Transport.Write("the last"u8);
                    p.Transport.UnregisterProducer();
                });
            },
        };
        var server = new HalfCloseRecorder { OnReadLost = p => p.Transport.LoseConnection() };
        RunPair(server, client);
        server.Text.Should().Be("the last");
        client.Events.Should().Equal("made", "write lost", "read lost", "lost");
    }

    [Test]
    public void LoseWriteConnection_ClosingOrLost_DoesNothing()
    {
        var client = new HalfCloseRecorder
        {
            OnMade = p =>
            {
                p.Transport.LoseConnection();
                ((HalfCloseRecorder)p).Half.LoseWriteConnection();
            },
            OnLost = (p, _) => ((HalfCloseRecorder)p).Half.LoseWriteConnection(),
        };
        RunPair(new RecordingProtocol(), client);
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void LoseWriteConnection_PeerHasClosedAlready_PassesSilently()
    {
        var server = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() };
        var client = new HalfCloseRecorder
        {
            OnReadLost = p =>
            {
                p.Transport.Write("X"u8);
                p.Half.LoseWriteConnection();
            },
        };
        RunPair(server, client);
        client.Lost!.Value.Should().BeAssignableTo<ConnectionClosedException>();
        client.Events.Should().HaveCountGreaterThan(2).And.StartWith(["made", "read lost"]).And.EndWith("lost");
    }

    [Test]
    public void PeerCloses_WhilePaused_BytesAndEndAreHeldUntilResume()
    {
        var server = new HalfCloseRecorder { OnReadLost = p => p.Transport.LoseConnection() };
        server.OnMade = p =>
        {
            p.Transport.PauseProducing();
            Later(10, () =>
            {
                p.Events.Should().Equal("made");
                p.Transport.ResumeProducing();
            });
        };
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write("some"u8);
                p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        server.Events.Should().Equal("made", "data", "read lost", "lost");
        server.Text.Should().Be("some");
    }

    private sealed class StopCounter(Action stopped) : IPushProducer
    {
        public void PauseProducing() { }

        public void ResumeProducing() { }

        public void StopProducing() => stopped();
    }
}
