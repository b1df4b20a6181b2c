using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>The peer resets the connection, in each state it can be in: the documented error, once, last.</summary>
public sealed class PeerResetTests(Type kind) : TcpContract(kind)
{
    private Socket _listener = null!; // Made in SetUp.

    private int PeerPort => ((IPEndPoint)_listener.LocalEndPoint!).Port; // Bound in SetUp.

    [SetUp]
    public void MakeListener()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(5);
    }

    [TearDown]
    public void CloseListener() => _listener.Dispose();

    [Test]
    public void Connecting_PeerAcceptsAndResets_TheAttemptFailsOnce()
    {
        var factory = new RecordingFactory(() => new RecordingProtocol()) { OnFailed = _ => Later(1, Reactor.Stop) };
        Run(() =>
        {
            Reactor.ConnectTCP("127.0.0.1", PeerPort, factory);
            // Called right behind the attempt's own call, and before anybody asks the poller.
            Reactor.CallLater(0, () => Reset(_listener.Accept()));
        });
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
        factory.Failed!.Value.Should().BeOfType<ConnectException>().Which.InnerException.Should().BeOfType<SocketException>()
            .Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void Connected_NothingReadYet_IsLost()
    {
        var client = new RecordingProtocol { OnMade = _ => Reset(_listener.Accept()) };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>().Which.InnerException.Should().BeOfType<SocketException>();
    }

    [Test]
    public void Writing_PeerReadsNothingAndResets_IsLost()
    {
        Socket? peer = null;
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                peer = _listener.Accept();
                p.Transport.Write(new byte[16 * 1024 * 1024]);
                Later(10, () =>
                {
                    p.Transport.IsOutputPending.Should().BeTrue("the kernel is full");
                    Reset(peer);
                });
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Writing_ReadingPausedAndPeerResets_IsLost()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.PauseProducing();
                Reset(peer);
                Later(3, () => p.Transport.Write("x"u8));
                Later(6, () => p.Transport.Write("x"u8));
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Closing_RestStillQueuedAndPeerResets_IsLostNotDone()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.Write(new byte[16 * 1024 * 1024]);
                p.Transport.LoseConnection();
                Later(10, () => Reset(peer));
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void WritingEnded_PeerResets_IsLost()
    {
        var client = new HalfCloseRecorder
        {
            OnMade = p => ((HalfCloseRecorder)p).Half.LoseWriteConnection(),
            OnWriteLost = _ => Reset(_listener.Accept()),
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "write lost", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void ReadingEnded_PeerResetsAndWeWrite_IsLost()
    {
        Socket? peer = null;
        var client = new HalfCloseRecorder
        {
            OnMade = _ =>
            {
                peer = _listener.Accept();
                peer.Shutdown(SocketShutdown.Send);
            },
            OnReadLost = p =>
            {
                Reset(peer!); // Accepted before.
                p.Transport.Write("x"u8);
                Later(5, () => p.Transport.Write("x"u8));
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "read lost", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Aborting_PeerResetsToo_IsToldOfTheAbort()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.AbortConnection();
                Reset(peer);
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void Accepting_ClientResetBeforeItsTurn_ThePortServesTheNext()
    {
        var server = new RecordingProtocol();
        var built = 0;
        var factory = new RecordingFactory(() =>
        {
            built++;
            return server = new RecordingProtocol();
        });
        var client = new RecordingProtocol { OnData = (_, _) => Later(1, Reactor.Stop) };
        Run(() =>
        {
            var port = Listen(factory);
            var early = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            early.Connect(IPAddress.Loopback, ((IPv4Address)port.GetHost()).Port);
            Reset(early);
            Connect(port, new RecordingFactory(() => client));
            void WhenServed()
            {
                if (server.HasTransport && server.Transport.Connected && client.HasTransport
                    && server.Transport.GetPeer().Equals(client.Transport.GetHost()))
                    server.Transport.Write("served"u8);
                else
                    Later(1, WhenServed);
            }
            WhenServed();
        });
        client.Text.Should().Be("served");
        built.Should().BeInRange(1, 2, "the early one has gone unseen, or was lost");
    }

    [Test]
    public void Writing_PeerResetsFiveHundredTimes_LeavesNoDescriptorBehind()
    {
        if (!Directory.Exists("/proc/self/fd"))
            Assert.Inconclusive("There is no /proc here to count descriptors in.");
        const int warmUp = 10;
        var rounds = 0;
        var (before, after) = (0, 0);
        var factory = new RecordingFactory(() => new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.Write(new byte[4 * 1024 * 1024]);
                Reset(peer);
            },
        });
        factory.OnLost = connector =>
        {
            factory.Lost!.Value.Should().BeOfType<ConnectionLostException>(); // Told just now.
            // The first rounds load what loads only once.
            if (++rounds == warmUp)
                before = Descriptors();
            after = Descriptors();
            if (rounds < warmUp + 500)
                connector.Connect();
            else
                Later(1, Reactor.Stop);
        };
        Run(() => Reactor.ConnectTCP("127.0.0.1", PeerPort, factory));
        after.Should().BeLessThanOrEqualTo(before);
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static void Reset(Socket peer) => peer.Close(timeout: 0);

    private void RunAgainstPeer(RecordingProtocol client)
    {
        StopAfter(client, () => true);
        var factory = new RecordingFactory(() => client);
        Run(() => Reactor.ConnectTCP("127.0.0.1", PeerPort, factory));
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        factory.Lost.Should().BeSameAs(client.Lost);
        Reactor.RegistrationCount.Should().Be(0);
    }
}
