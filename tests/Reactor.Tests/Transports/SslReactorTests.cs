using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>ConnectSSL, ListenSSL and StartTLS over real sockets.</summary>
public sealed class SslReactorTests(Type kind) : TcpContract(kind)
{
    private const int BigBytes = 1 << 20;

    private static TlsOptions Trusting => TlsPair.Options("127.0.0.1");

    private static TlsServerOptions Serving => new(TestCertificates.Server);

    [Test]
    public void ConnectSSL_GoodServer_BothSpeakAndEndCleanly()
    {
        var server = new RecordingProtocol { OnData = static (p, data) => p.Transport.Write(data) };
        var client = new RecordingProtocol
        {
            OnMade = static p => p.Transport.Write(new byte[BigBytes]),
            OnData = static (p, _) =>
            {
                if (p.ReceivedBytes == BigBytes)
                    p.Transport.LoseConnection();
            },
        };
        var factory = RunSsl(server, client);
        client.ReceivedBytes.Should().Be(BigBytes);
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        factory.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        client.Transport.Should().BeAssignableTo<ITlsTransport>().Which.PeerCertificate!.Subject.Should().Be("CN=server");
    }

    [Test]
    public void ConnectSSL_ServerOfAnotherName_IsAFailedConnection()
    {
        var factory = new RecordingFactory(() => new RecordingProtocol()) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() => ConnectSSL(Reactor.ListenSSL(0, Silent(), Serving, interfaceAddress: "127.0.0.1"), factory, TlsPair.Options("other.example")));
        factory.Failed!.Value.Should().BeOfType<VerificationException>();
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void ConnectSSL_FailedAndConnectedAgain_KeepsTheFactoryStarted()
    {
        var tries = 0;
        var factory = new RecordingFactory(() => new RecordingProtocol());
        factory.OnFailed = connector =>
        {
            if (++tries == 1)
                connector.Connect();
            else
                Reactor.CallLater(0, Reactor.Stop);
        };
        Run(() => ConnectSSL(Reactor.ListenSSL(0, Silent(), Serving, interfaceAddress: "127.0.0.1"), factory, TlsPair.Options("other.example")));
        factory.Events.Should().Equal("start", "started connecting", "failed", "started connecting", "failed", "stop");
    }

    [Test]
    public void ConnectSSL_NobodyListens_IsRefused()
    {
        var factory = new RecordingFactory(() => new RecordingProtocol()) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() =>
        {
            using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Reactor.ConnectSSL("127.0.0.1", ((IPEndPoint)free.LocalEndPoint!).Port, factory, Trusting);
        });
        factory.Failed!.Value.Should().BeOfType<ConnectionRefusedException>();
    }

    [Test]
    public void ConnectSSL_SilentServer_TimesOutInTheHandshake()
    {
        var factory = new RecordingFactory(() => new RecordingProtocol()) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() => ConnectSSL(Listen(Silent()), factory, Trusting, TimeSpan.FromMilliseconds(50)));
        factory.Failed!.Value.Should().BeOfType<ConnectTimeoutException>().Which.Message.Should().Contain("TLS handshake");
    }

    [Test]
    public void StopConnecting_InTheHandshake_IsAFailedConnection()
    {
        var factory = new RecordingFactory(() => new RecordingProtocol()) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };
        IConnector? connector = null;
        var accepted = new RecordingProtocol { OnData = (_, _) => connector!.StopConnecting() }; // The ClientHello has come.
        Run(() => connector = ConnectSSL(Listen(new RecordingFactory(() => accepted)), factory, Trusting));
        factory.Failed!.Value.Should().BeOfType<UserConnectException>();
        connector!.ToString().Should().Be("<TlsConnector for 127.0.0.1 Disconnected>");
        connector.Invoking(c => c.StopConnecting()).Should().Throw<NotConnectingException>();
    }

    [Test]
    public void Disconnect_OfAConnectedConnector_ClosesCleanly()
    {
        IConnector? connector = null;
        var client = new RecordingProtocol { OnMade = _ => Reactor.CallLater(0, () => connector!.Disconnect()) };
        var server = new RecordingProtocol();
        RunSsl(server, client, c => connector = c);
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void BuildProtocol_ReturnsNull_ClosesQuietly()
    {
        var factory = new RecordingFactory(() => null) { OnLost = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() => ConnectSSL(Reactor.ListenSSL(0, Silent(), Serving, interfaceAddress: "127.0.0.1"), factory, Trusting));
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
    }

    [Test]
    public void BuildProtocol_Throws_IsAFailedConnection()
    {
        var factory = new RecordingFactory(() => throw new FormatException("no")) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() => ConnectSSL(Reactor.ListenSSL(0, Silent(), Serving, interfaceAddress: "127.0.0.1"), factory, Trusting));
        factory.Failed!.Value.Should().BeOfType<FormatException>();
        TakeErrors().Should().ContainSingle();
    }

    [Test]
    public void ConnectionMade_Throws_LosesTheConnectionWithIt()
    {
        // The server may have no protocol yet: the client's last flight of the handshake is dropped with the connection.
        var client = new RecordingProtocol { OnMade = _ => throw new FormatException("no") };
        StopAfter(client, () => true);
        var factory = new RecordingFactory(() => client);
        Run(() => ConnectSSL(Reactor.ListenSSL(0, Silent(), Serving, interfaceAddress: "127.0.0.1"), factory, Trusting));
        client.Lost!.Value.Should().BeOfType<FormatException>();
        factory.Lost!.Value.Should().BeOfType<FormatException>();
        factory.Failed.Should().BeNull();
        TakeErrors().Should().ContainSingle();
    }

    [Test]
    public void BadArguments_ThrowAtOnce()
    {
        var factory = new RecordingFactory(() => null);
        Reactor.Invoking(r => r.ConnectSSL("", 1, factory, Trusting)).Should().Throw<ArgumentException>();
        Reactor.Invoking(r => r.ConnectSSL("a", 0, factory, Trusting)).Should().Throw<ArgumentOutOfRangeException>();
        Reactor.Invoking(r => r.ConnectSSL("a", 1, null!, Trusting)).Should().Throw<ArgumentNullException>();
        Reactor.Invoking(r => r.ConnectSSL("a", 1, factory, null!)).Should().Throw<ArgumentNullException>();
        Reactor.Invoking(r => r.ListenSSL(-1, factory, Serving)).Should().Throw<ArgumentOutOfRangeException>();
        Reactor.Invoking(r => r.ListenSSL(0, factory, null!)).Should().Throw<ArgumentNullException>();
        factory.Events.Should().BeEmpty();
    }

    [Test]
    public void StartTLS_MidStream_KeepsTheTransport()
    {
        var server = new RecordingProtocol();
        server.OnData = static (p, _) =>
        {
            if (p.Text == "STARTTLS")
            {
                p.Transport.Write("GO"u8);
                ((ITlsCapable)p.Transport).StartTLS(Serving);
            }
            else if (p.Text.EndsWith("ping", StringComparison.Ordinal))
            {
                p.Transport.Write("pong"u8);
            }
        };
        var client = new RecordingProtocol { OnMade = static p => p.Transport.Write("STARTTLS"u8) };
        client.OnData = static (p, _) =>
        {
            if (p.Text == "GO")
            {
                var transport = (ITlsCapable)p.Transport;
                transport.StartTLS(Trusting);
                transport.Write("ping"u8);
                ((IHalfCloseableTransport)transport).Invoking(t => t.LoseWriteConnection())
                    .Should().Throw<InvalidOperationException>().WithMessage("TLS has no half close*");
                transport.ToString().Should().Contain("under <TlsTransport to 127.0.0.1 Handshaking>");
            }
            else if (p.Text == "GOpong")
            {
                p.Transport.LoseConnection();
            }
        };
        RunPair(server, client);
        server.Text.Should().Be("STARTTLSping");
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        ClientFactory.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        ((ITlsCapable)client.Transport).Tls!.ProtocolVersion.Should().Be("TLSv1.3");
    }

    [Test]
    public void StartTLS_AfterHalfClose_IsRefused()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = static p =>
            {
                ((IHalfCloseableTransport)p.Transport).LoseWriteConnection();
                ((ITlsCapable)p.Transport).Invoking(t => t.StartTLS(Trusting)).Should().Throw<InvalidOperationException>();
            },
        };
        RunPair(server, client);
        client.Lost.Should().NotBeNull();
    }

    [Test]
    public void StartTLS_PeerResetsInTheHandshake_IsLost()
    {
        var server = new RecordingProtocol { OnData = static (p, _) => p.Transport.AbortConnection() };
        var client = new RecordingProtocol { OnMade = static p => ((ITlsCapable)p.Transport).StartTLS(Trusting) };
        RunPair(server, client);
        client.Lost!.Value.Should().BeAssignableTo<ConnectionLostException>();
    }

    [Test]
    public void StartTLS_ReactorStopsInTheHandshake_IsLost()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                ((ITlsCapable)p.Transport).StartTLS(Trusting);
                Reactor.CallLater(0, Reactor.Stop);
            },
        };
        Run(() => Connect(Listen(Silent()), new RecordingFactory(() => client)));
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void Reset_OfAnOpenConnection_IsLostAtTheOtherEnd()
    {
        var server = new RecordingProtocol { OnData = static (p, _) => p.Transport.AbortConnection() };
        var client = new RecordingProtocol { OnMade = static p => p.Transport.Write("x"u8) };
        RunSsl(server, client);
        server.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        client.Lost!.Value.Should().BeAssignableTo<ConnectionLostException>();
    }

    [Test]
    public void Producer_OfALargeUpload_IsHeldAndResumed()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol();
        UploadProducer? producer = null;
        client.OnMade = p =>
        {
            producer = new UploadProducer(p.Transport, 200);
            p.Transport.RegisterProducer(producer, streaming: true);
            producer.ResumeProducing();
            p.Transport.LoseConnection();
        };
        RunSsl(server, client);
        server.ReceivedBytes.Should().Be(200 * UploadProducer.PieceBytes);
        producer!.Pauses.Should().BePositive();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    private RecordingFactory RunSsl(RecordingProtocol server, RecordingProtocol client, Action<IConnector>? connected = null)
    {
        var open = 2;
        StopAfter(server, () => --open == 0);
        StopAfter(client, () => --open == 0);
        var factory = new RecordingFactory(() => client);
        Run(() =>
        {
            var port = Reactor.ListenSSL(0, new RecordingFactory(() => server), Serving, interfaceAddress: "127.0.0.1");
            connected?.Invoke(ConnectSSL(port, factory, Trusting));
            if (connected is null)
                ConnectSSL(port, factory, Trusting);
        });
        server.Threads.Concat(client.Threads).Concat(factory.Threads)
            .Should().OnlyContain(id => id == Environment.CurrentManagedThreadId, "every callback runs on the reactor's thread");
        Reactor.RegistrationCount.Should().Be(0);
        return factory;
    }

    private IConnector ConnectSSL(IListeningPort port, IClientFactory factory, TlsOptions options, TimeSpan? timeout = null) =>
        Reactor.ConnectSSL("127.0.0.1", ((IPv4Address)port.GetHost()).Port, factory, options, timeout);

    private static RecordingFactory Silent() => new(() => new RecordingProtocol());

    private sealed class UploadProducer(ITransport transport, int pieces) : IPushProducer
    {
        internal const int PieceBytes = 20_000;

        private int _left = pieces;
        private bool _held;

        internal int Pauses { get; private set; }

        public void ResumeProducing()
        {
            _held = false;
            while (!_held && _left > 0)
            {
                _left--;
                transport.Write(new byte[PieceBytes]);
            }
            if (_left == 0)
                transport.UnregisterProducer();
        }

        public void PauseProducing()
        {
            Pauses++;
            _held = true;
        }

        public void StopProducing() => _left = 0;
    }
}
