using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TcpConnectionTests(Type kind) : TcpContract(kind)
{
    private const int Big = 16 * 1024 * 1024;

    [Test]
    public void Echo_MessageSent_ComesBackAndBothEndsCloseCleanly()
    {
        var server = new RecordingProtocol { OnData = (p, data) => p.Transport.Write(data) };
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write("hello"u8),
            OnData = (p, _) => p.Transport.LoseConnection(),
        };
        RunPair(server, client);
        client.Text.Should().Be("hello");
        server.Events.Should().Equal("made", "data", "lost");
        client.Events.Should().Equal("made", "data", "lost");
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        ServerFactory.Events.Should().Equal("start", "build", "stop");
        ClientFactory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
    }

    [Test]
    public void Addresses_BothEnds_MatchEachOther()
    {
        IAddress? clientHost = null, clientPeer = null, serverHost = null, serverPeer = null;
        var server = new RecordingProtocol { OnMade = p => (serverHost, serverPeer) = (p.Transport.GetHost(), p.Transport.GetPeer()) };
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                (clientHost, clientPeer) = (p.Transport.GetHost(), p.Transport.GetPeer());
                p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        clientPeer.Should().Be(Port.GetHost()).And.Be(serverHost).And.Be(ClientFactory.BuiltFor);
        serverPeer.Should().Be(clientHost).And.Be(ServerFactory.BuiltFor);
    }

    [Test]
    public void Options_SetAndRead_OffByDefault()
    {
        var seen = new List<bool>();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var tcp = (ITcpTransport)p.Transport;
                seen.Add(tcp.TcpNoDelay);
                seen.Add(tcp.TcpKeepAlive);
                tcp.TcpNoDelay = tcp.TcpKeepAlive = true;
                seen.Add(tcp.TcpNoDelay);
                seen.Add(tcp.TcpKeepAlive);
                p.Transport.LoseConnection();
            },
        };
        RunPair(new RecordingProtocol(), client);
        seen.Should().Equal(false, false, true, true);
    }

    [Test]
    public void Write_SeveralInOneCallback_AreSentLaterInOrder()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write("a"u8);
                p.Transport.Write([]);
                "b"u8.CopyTo(p.Transport.GetSpan(1));
                p.Transport.Advance(1);
                "c"u8.CopyTo(p.Transport.GetMemory(1).Span);
                p.Transport.Advance(1);
                p.Transport.ToString().Should().EndWith("Open, 3 bytes queued>");
                p.Transport.LoseConnection();
                p.Transport.Disconnecting.Should().BeTrue();
                p.Transport.Write("d"u8);
                p.Events.Should().Equal(["made"], "LoseConnection tells of the end in its own time");
            },
        };
        RunPair(server, client);
        server.Text.Should().Be("abcd");
    }

    [Test]
    public void Advance_BeyondTheSpan_Throws()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var room = p.Transport.GetSpan(10).Length;
                FluentActions.Invoking(() => p.Transport.Advance(room + 1)).Should().Throw<InvalidOperationException>();
                FluentActions.Invoking(() => p.Transport.Advance(-1)).Should().Throw<ArgumentOutOfRangeException>();
                p.Transport.LoseConnection();
            },
        };
        RunPair(new RecordingProtocol(), client);
    }

    [Test]
    public void Write_AfterTheEnd_IsDropped()
    {
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.LoseConnection(),
            OnLost = (p, _) =>
            {
                p.Transport.Connected.Should().BeFalse();
                p.Transport.Disconnecting.Should().BeFalse();
                p.Transport.Write("late"u8);
                p.Transport.GetSpan(1000).Length.Should().BeGreaterThanOrEqualTo(1000);
                p.Transport.GetMemory(10).Length.Should().BeGreaterThanOrEqualTo(10);
                p.Transport.Advance(10);
                p.Transport.LoseConnection();
                p.Transport.AbortConnection();
                p.Transport.ResumeProducing();
                p.Transport.StopProducing();
            },
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        server.Text.Should().BeEmpty();
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void Write_SixteenMebibytesBothWays_ArriveWhole()
    {
        var sent = new byte[Big];
        new Random(1).NextBytes(sent);
        var server = new RecordingProtocol { OnData = (p, data) => p.Transport.Write(data) };
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write(sent),
            OnData = (p, _) =>
            {
                if (p.ReceivedBytes == Big)
                    p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        client.Received.AsSpan().SequenceEqual(sent).Should().BeTrue();
        server.Received.AsSpan().SequenceEqual(sent).Should().BeTrue();
    }

    [Test]
    public void LoseConnection_WithSixteenMebibytesQueued_SendsThemFirst()
    {
        var sent = new byte[Big];
        new Random(2).NextBytes(sent);
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write(sent);
                p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        server.Received.AsSpan().SequenceEqual(sent).Should().BeTrue();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_BytesStillComing_NothingIsRead()
    {
        var client = new RecordingProtocol { OnMade = p => p.Transport.Write("ignored"u8) };
        var server = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() };
        RunPair(server, client);
        server.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void AbortConnection_BytesQueued_DropsThemAndResetsThePeer()
    {
        var turns = new List<string>();
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write(new byte[100_000]);
                p.Transport.AbortConnection();
                p.Transport.Connected.Should().BeFalse();
                p.Transport.AbortConnection();
                p.Transport.LoseConnection();
                p.Transport.Write("late"u8);
                turns.Add("aborted");
            },
            OnLost = (_, _) => turns.Add("lost"),
        };
        RunPair(server, client);
        turns.Should().Equal("aborted", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        server.ReceivedBytes.Should().Be(0);
        server.Lost!.Value.Should().BeOfType<ConnectionLostException>();
        ClientFactory.Lost.Should().BeSameAs(client.Lost);
    }

    [Test]
    public void AbortConnection_InDataReceived_NothingMoreIsDelivered()
    {
        var client = new RecordingProtocol { OnMade = p => p.Transport.Write(new byte[1_000_000]) };
        var server = new RecordingProtocol { OnData = (p, _) => p.Transport.AbortConnection() };
        RunPair(server, client);
        server.Events.Should().Equal("made", "data", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void PeerCloses_OurWritesQueued_EndsAtOnce()
    {
        var server = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() };
        var client = new RecordingProtocol { OnMade = p => p.Transport.Write(new byte[Big]) };
        RunPair(server, client);
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeAssignableTo<ConnectionClosedException>();
    }

    [Test]
    public void Send_PeerAnsweredAndReset_AnswerIsDeliveredBeforeTheLoss()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                using var peer = listener.Accept();
                peer.Send("too large"u8);
                peer.Close(timeout: 0);
                p.Transport.Write("more"u8);
            },
            OnLost = (_, _) => Reactor.Stop(),
        };
        Run(() => Reactor.ConnectTCP("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port, new RecordingFactory(() => client)));
        client.Events.Should().Equal("made", "data", "lost");
        client.Text.Should().Be("too large");
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void BuildProtocol_MakesTheShutdownDue_TheConnectionIsMadeAndEndsInTheNextTurn()
    {
        var pending = new Deferred();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => pending);
        var client = new RecordingProtocol();
        var factory = new RecordingFactory(() =>
        {
            pending.Callback();
            return client;
        });
        Run(() =>
        {
            Connect(Listen(new RecordingFactory(() => null)), factory);
            Reactor.Stop();
        });
        client.Events.Should().Equal("made", "lost");
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void DataReceived_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        var client = new RecordingProtocol { OnMade = p => p.Transport.Write("x"u8) };
        var server = new RecordingProtocol { OnData = (_, _) => throw boom };
        RunPair(server, client);
        server.Lost!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void ConnectionMade_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        var client = new RecordingProtocol { OnMade = _ => throw boom };
        RunPair(new RecordingProtocol(), client);
        client.Events.Should().Equal("made", "lost");
        ClientFactory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        ClientFactory.Lost!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle();
    }

    [Test]
    public void ConnectionLost_Throws_FactoryStillHears()
    {
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.LoseConnection(),
            OnLost = (p, _) =>
            {
                Reactor.CallLater(0, Reactor.Stop);
                throw new InvalidOperationException("boom");
            },
        };
        var factory = new RecordingFactory(() => client);
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory));
        factory.Events.Should().EndWith(["lost", "stop"]);
        TakeErrors().Should().ContainSingle();
    }

    [Test]
    public void ConnectionLost_TransportKept_LetsItsProtocolGo()
    {
        // In methods of their own, so that no local of this one holds the protocol.
        [MethodImpl(MethodImplOptions.NoInlining)]
        (ITransport Transport, WeakReference Protocol) ConnectAndLose()
        {
            ITransport? transport = null;
            WeakReference? protocol = null;
            var factory = new RecordingFactory(() =>
            {
                var made = new RecordingProtocol
                {
                    OnMade = p =>
                    {
                        transport = p.Transport;
                        p.Transport.LoseConnection();
                    },
                };
                protocol = new WeakReference(made);
                return made;
            })
            {
                OnLost = _ => Later(1, Reactor.Stop),
            };
            Run(() => Connect(Listen(new RecordingFactory(() => null)), factory));
            return (transport!, protocol!); // Both made when it connected.
        }
        var (kept, gone) = ConnectAndLose();
        GC.Collect();
        gone.IsAlive.Should().BeFalse();
        kept.Connected.Should().BeFalse();
    }

    [Test]
    public void PauseProducing_BytesCome_AreHeldUntilResume()
    {
        var paused = new List<string>();
        RecordingProtocol? held = null;
        var server = new RecordingProtocol
        {
            OnMade = p =>
            {
                held = p;
                p.Transport.PauseProducing();
            },
            OnData = (p, _) =>
            {
                paused.Add("data");
                if (p.ReceivedBytes == 300_000)
                    p.Transport.LoseConnection();
            },
        };
        var client = new RecordingProtocol { OnMade = p => p.Transport.Write(new byte[300_000]) };
        // Several turns with the bytes there: each CallLater(0) is one.
        void Later(int turns) => Reactor.CallLater(0, () =>
        {
            if (held is null || turns > 0)
            {
                Later(held is null ? turns : turns - 1);
                return;
            }
            held.Transport.ToString().Should().Contain("reading paused");
            paused.Add("resume");
            held.Transport.ResumeProducing();
        });
        RunPair(server, client, _ => Later(20));
        paused[0].Should().Be("resume");
        server.ReceivedBytes.Should().Be(300_000);
    }

    [Test]
    public void PauseProducing_InDataReceivedAndResumedAtOnce_LosesNothing()
    {
        var server = new RecordingProtocol
        {
            OnData = (p, _) =>
            {
                p.Transport.PauseProducing();
                if (p.ReceivedBytes == 1_000_000)
                    p.Transport.LoseConnection();
                else
                    Reactor.CallLater(0, p.Transport.ResumeProducing);
            },
        };
        RunPair(server, new RecordingProtocol { OnMade = p => p.Transport.Write(new byte[1_000_000]) });
        server.ReceivedBytes.Should().Be(1_000_000);
    }

    [Test]
    public void ResumeProducing_WhileClosing_ReadsNothing()
    {
        var server = new RecordingProtocol
        {
            OnData = (p, _) =>
            {
                p.Transport.Write(new byte[Big]);
                p.Transport.StopProducing();
                p.Transport.ResumeProducing();
                p.Transport.Disconnecting.Should().BeTrue();
            },
        };
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write("x"u8),
            OnData = (p, _) => p.Transport.Write("y"u8),
        };
        RunPair(server, client);
        server.Events.Should().Equal("made", "data", "lost");
    }

    [Test]
    public void ReadyEvents_TwoConnectionsCloseEachOther_StaleOneFindsNothing()
    {
        // Both become readable in one wait, and whichever is told first drops the other, whose event then is stale.
        var servers = new List<RecordingProtocol>();
        var clients = new List<RecordingProtocol>();
        var told = 0;
        RecordingProtocol MakeServer()
        {
            var server = new RecordingProtocol
            {
                OnData = (p, _) =>
                {
                    told++;
                    servers.Single(other => other != p).Transport.AbortConnection();
                    Reactor.CallLater(0, () => Reactor.CallLater(0, Reactor.Stop));
                },
            };
            servers.Add(server);
            return server;
        }
        RecordingProtocol MakeClient()
        {
            var client = new RecordingProtocol();
            clients.Add(client);
            return client;
        }
        void WhenAllAreUp()
        {
            if (servers.Count < 2 || servers.Any(s => s.Events.Count == 0) || clients.Any(c => c.Events.Count == 0))
                Reactor.CallLater(0, WhenAllAreUp);
            else
                clients.ForEach(c => c.Transport.Write("x"u8));
        }
        Run(() =>
        {
            var port = Listen(new RecordingFactory(MakeServer));
            Connect(port, new RecordingFactory(MakeClient));
            Connect(port, new RecordingFactory(MakeClient));
            WhenAllAreUp();
        });
        told.Should().Be(1);
    }

    [Test]
    public void Shutdown_ConnectionsOpen_AllAreToldOfTheLoss()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol { OnMade = _ => Reactor.Stop() };
        var serverFactory = new RecordingFactory(() => server);
        var clientFactory = new RecordingFactory(() => client);
        Run(() => Connect(Listen(serverFactory), clientFactory));
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
        clientFactory.Events.Should().EndWith(["lost", "stop"]);
        serverFactory.Events.Should().EndWith("stop");
        server.Events.Should().Match(events => !events.Any() || events.Last() == "lost");
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void Shutdown_ConnectionAbortedInTheSameTurn_IsToldOfTheAbort()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                // Run before the abort's own call, and the last turn there is.
                Reactor.CallLater(0, Reactor.Stop);
                p.Transport.AbortConnection();
            },
        };
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), new RecordingFactory(() => client)));
        client.Events.Should().Equal("made", "lost");
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void ConnectAndClose_TwoThousandTimes_LeavesNoDescriptorBehind()
    {
        if (!Directory.Exists("/proc/self/fd"))
            Assert.Inconclusive("There is no /proc here to count descriptors in.");
        var rounds = 0;
        var before = 0;
        IListeningPort? port = null;
        RecordingFactory? factory = null;
        factory = new RecordingFactory(() => new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() })
        {
            OnLost = connector =>
            {
                // The first rounds load what loads only once.
                if (++rounds == 10)
                    before = Descriptors();
                if (rounds < 2010)
                    connector.Connect();
                else
                    port!.StopListening().AddCallback(Reactor.Stop);
            },
        };
        var after = 0;
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () =>
        {
            after = Descriptors();
            return null;
        });
        Run(() =>
        {
            port = Listen(new RecordingFactory(() => new RecordingProtocol()));
            Connect(port, factory);
        });
        rounds.Should().Be(2010);
        factory.Events.Count(e => e == "start").Should().Be(1);
        // Its port and spare are gone, and the last server end may have gone or not when counting began.
        after.Should().BeLessThanOrEqualTo(before);
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
