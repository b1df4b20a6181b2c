using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TcpConnectorTests(Type kind) : TcpContract(kind)
{
    [Test]
    public void ConnectTCP_NobodyListens_IsRefused()
    {
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectTCP("127.0.0.1", FreePort(), factory));
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
        var error = factory.Failed!.Value.Should().BeOfType<ConnectionRefusedException>().Subject;
        error.Message.Should().Contain("127.0.0.1:");
        error.InnerException.Should().BeOfType<SocketException>();
    }

    [Test]
    public void ConnectTCP_BeforeRun_StartsWhenTheReactorRuns()
    {
        var factory = StopWhenFailed();
        var connector = Reactor.ConnectTCP("127.0.0.1", FreePort(), factory);
        connector.ToString().Should().Contain("Connecting");
        factory.Events.Should().Equal("start", "started connecting");
        Run();
        connector.ToString().Should().Contain("Disconnected");
    }

    [Test]
    public void ConnectTCP_BadArguments_ThrowAtOnce()
    {
        var factory = StopWhenFailed();
        FluentActions.Invoking(() => Reactor.ConnectTCP("", 80, factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ConnectTCP("a", 0, factory)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ConnectTCP("a", 65536, factory)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ConnectTCP("a", 80, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.ConnectTCP("a", 80, factory, bindAddress: "here")).Should().Throw<ArgumentException>();
        factory.Events.Should().BeEmpty();
    }

    [Test]
    public void ConnectTCP_IPv6Literal_Connects()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Inconclusive("There is no IPv6 here.");
        var client = new RecordingProtocol { OnMade = _ => Reactor.Stop() };
        var factory = new RecordingFactory(() => client);
        Run(() =>
        {
            var port = Reactor.ListenTCP(0, new RecordingFactory(() => new RecordingProtocol()), interfaceAddress: "::1");
            var address = port.GetHost().Should().BeOfType<IPv6Address>().Subject;
            Reactor.ConnectTCP("::1", address.Port, factory).GetDestination().Should().Be(address);
        });
        factory.BuiltFor.Should().BeOfType<IPv6Address>().Which.Host.Should().Be("::1");
    }

    [Test]
    public void ConnectTCP_Name_PrefersIPv4OfTheResolver()
    {
        var resolver = new FixedResolver(IPAddress.IPv6Loopback, IPAddress.Loopback);
        Reactor.NameResolver = resolver;
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = _ => Reactor.Stop() });
        Run(() =>
        {
            var port = Listen(new RecordingFactory(() => new RecordingProtocol()));
            var connector = Reactor.ConnectTCP("server.test", ((IPv4Address)port.GetHost()).Port, factory);
            connector.GetDestination().Should().BeOfType<HostnameAddress>().Which.Host.Should().Be("server.test");
        });
        resolver.Asked.Should().Equal("server.test");
        factory.BuiltFor.Should().BeOfType<IPv4Address>();
    }

    [Test]
    public void ConnectTCP_NameUnknown_FailsWithTheLookupsError()
    {
        Reactor.NameResolver = new FixedResolver();
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectTCP("nowhere.test", 80, factory));
        factory.Failed!.Value.Should().BeOfType<DNSLookupException>();
    }

    [Test]
    public void ConnectTCP_ResolverThrows_FailsTheAttempt()
    {
        Reactor.NameResolver = new ThrowingResolver();
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectTCP("nowhere.test", 80, factory));
        factory.Failed!.Value.Should().BeOfType<NotSupportedException>();
    }

    [Test]
    public void Timeout_ResolverNeverAnswers_CancelsTheLookup()
    {
        var resolver = new SilentResolver();
        Reactor.NameResolver = resolver;
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectTCP("silent.test", 80, factory, timeout: TimeSpan.FromMilliseconds(20)));
        factory.Failed!.Value.Should().BeOfType<ConnectTimeoutException>()
            .Which.Message.Should().Contain("silent.test:80").And.Contain("0.02 s");
        resolver.Cancelled.Should().Be(1);
    }

    [Test]
    public void Timeout_PeerNeverAnswers_EndsTheAttempt()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Other systems refuse instead of staying silent when the backlog is full.");
        // A listener whose backlog is full drops what comes: as silent as a black hole.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 4).Select(_ => StartConnecting(full.LocalEndPoint!)).ToList();
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectTCP("127.0.0.1", ((IPEndPoint)full.LocalEndPoint!).Port, factory, TimeSpan.FromMilliseconds(50)));
        waiting.ForEach(s => s.Dispose());
        factory.Failed!.Value.Should().BeOfType<ConnectTimeoutException>();
        Reactor.RegistrationCount.Should().Be(0);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void StopConnecting_AtOnce_FailsWithUserError(bool inStarted)
    {
        var factory = StopWhenFailed();
        if (inStarted)
            factory.OnStarted = c => c.StopConnecting();
        Run(() =>
        {
            var connector = Reactor.ConnectTCP("127.0.0.1", FreePort(), factory);
            if (!inStarted)
                connector.StopConnecting();
            FluentActions.Invoking(connector.StopConnecting).Should().Throw<NotConnectingException>();
            connector.Disconnect();
        });
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
        factory.Failed!.Value.Should().BeOfType<UserConnectException>();
        Reactor.GetDelayedCalls().Should().HaveCount(1, "only the test's own call is left");
    }

    [Test]
    public void Disconnect_WhileResolvingAndWhenConnected_EndsEither()
    {
        Reactor.NameResolver = new SilentResolver();
        var stopped = StopWhenFailed();
        stopped.OnFailed = _ => { };
        var factory = new RecordingFactory(() => new RecordingProtocol()) { OnLost = _ => Reactor.Stop() };
        Run(() =>
        {
            var slow = Reactor.ConnectTCP("silent.test", 80, stopped);
            Reactor.CallLater(0, () => Reactor.CallLater(0, slow.Disconnect));
            var connector = Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory);
            void WhenUp()
            {
                if (factory.BuiltFor is null)
                {
                    Reactor.CallLater(0, WhenUp);
                    return;
                }
                FluentActions.Invoking(connector.Connect).Should().Throw<InvalidOperationException>().WithMessage("*Connected*");
                connector.Disconnect();
            }
            WhenUp();
        });
        stopped.Failed!.Value.Should().BeOfType<UserConnectException>();
        factory.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void Connect_InClientConnectionFailed_TriesAgainWithTheFactoryStillStarted()
    {
        var attempts = 0;
        var factory = new RecordingFactory(() => null)
        {
            OnFailed = connector =>
            {
                if (++attempts < 3)
                    connector.Connect();
                else
                    Reactor.CallLater(0, Reactor.Stop);
            },
        };
        Run(() => Reactor.ConnectTCP("127.0.0.1", FreePort(), factory));
        factory.Events.Should().Equal(
            "start", "started connecting", "failed", "started connecting", "failed", "started connecting", "failed", "stop");
    }

    [Test]
    public void ConnectTCP_ItsConnector_IsTheOneTheFactoryGetsAndKnowsItsDestination()
    {
        IConnector? started = null;
        IConnector? failed = null;
        IConnector? returned = null;
        var factory = StopWhenFailed();
        factory.OnStarted = c =>
        {
            started = c;
            returned.Should().BeNull("StartedConnecting comes before ConnectTCP returns");
        };
        factory.OnFailed = c =>
        {
            failed = c;
            Later(1, Reactor.Stop);
        };
        var port = FreePort();
        Run(() => returned = Reactor.ConnectTCP("127.0.0.1", port, factory));
        started.Should().NotBeNull().And.BeSameAs(returned).And.BeSameAs(failed);
        returned!.GetDestination().Should().Be(new IPv4Address("127.0.0.1", port));
    }

    [Test]
    public void Connect_InClientConnectionLost_ConnectsAgainWithTheFactoryStillStarted()
    {
        var losses = 0;
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() })
        {
            OnLost = connector =>
            {
                if (++losses < 3)
                    connector.Connect();
                else
                    Later(1, Reactor.Stop);
            },
        };
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory));
        factory.Events.Should().Equal(
            "start",
            "started connecting", "build", "lost",
            "started connecting", "build", "lost",
            "started connecting", "build", "lost",
            "stop");
        factory.NumPorts.Should().Be(0);
    }

    [Test]
    public void ConnectTCP_FactoryThrowsInDoStart_ThrowsAndBeginsNothing()
    {
        var factory = new MoodyFactory();
        FluentActions.Invoking(() => Reactor.ConnectTCP("127.0.0.1", FreePort(), factory)).Should().Throw<InvalidOperationException>();
        Reactor.GetDelayedCalls().Should().BeEmpty("nothing was begun");
    }

    [Test]
    public void ClientConnectionLost_Throws_IsLoggedAndTheFactoryStopped()
    {
        var boom = new InvalidOperationException("boom");
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() })
        {
            OnLost = _ =>
            {
                Later(1, Reactor.Stop);
                throw boom;
            },
        };
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory));
        factory.Events.Should().EndWith(["lost", "stop"]);
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void ConnectionLost_ProtocolAndFactory_AreToldInThatOrder()
    {
        var order = new List<string>();
        var client = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection(), OnLost = (_, _) => order.Add("protocol") };
        var factory = new RecordingFactory(() => client)
        {
            OnLost = _ =>
            {
                order.Add("factory");
                Later(1, Reactor.Stop);
            },
        };
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory));
        order.Should().Equal("protocol", "factory");
    }

    [Test]
    public void Stop_InClientConnectionFailed_EndsTheReactor()
    {
        var factory = new RecordingFactory(() => null) { OnFailed = _ => Reactor.Stop() };
        Run(() => Reactor.ConnectTCP("127.0.0.1", FreePort(), factory));
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
    }

    [Test]
    public void BuildProtocol_GivesNull_ClosesQuietly()
    {
        var factory = new RecordingFactory(() => null) { OnLost = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory));
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        factory.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void BuildProtocol_Throws_IsLoggedAndFailsTheConnection()
    {
        var boom = new InvalidOperationException("boom");
        var factory = new RecordingFactory(() => throw boom) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };
        Run(() => Connect(Listen(new RecordingFactory(() => new RecordingProtocol())), factory));
        factory.Events.Should().Equal("start", "started connecting", "build", "failed", "stop");
        factory.Failed!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle();
    }

    [Test]
    public void BindAddress_OurOwn_IsTheHostOfTheConnection()
    {
        IAddress? host = null;
        var local = FreePort();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                host = p.Transport.GetHost();
                p.Transport.AbortConnection();
                Reactor.CallLater(0, Reactor.Stop);
            },
        };
        Run(() =>
        {
            var port = Listen(new RecordingFactory(() => new RecordingProtocol()));
            Reactor.ConnectTCP(
                "127.0.0.1", ((IPv4Address)port.GetHost()).Port, new RecordingFactory(() => client), bindAddress: $"127.0.0.1:{local}");
        });
        host.Should().Be(new IPv4Address("127.0.0.1", local));
    }

    [Test]
    public void BindAddress_NotOurs_FailsWithBindError()
    {
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectTCP("127.0.0.1", FreePort(), factory, bindAddress: "203.0.113.1"));
        factory.Failed!.Value.Should().BeOfType<ConnectBindException>().Which.InnerException.Should().BeOfType<SocketException>();
    }

    [Test]
    public void BindAddress_Taken_FailsWithBindError()
    {
        var factory = StopWhenFailed();
        Run(() =>
        {
            var taken = Listen(new RecordingFactory(() => null)).GetHost();
            Reactor.ConnectTCP("127.0.0.1", FreePort(), factory, bindAddress: $"{taken}");
        });
        factory.Failed!.Value.Should().BeOfType<ConnectBindException>().Which.InnerException.Should().BeOfType<SocketException>()
            .Which.SocketErrorCode.Should().Be(SocketError.AddressAlreadyInUse);
    }

    [Test]
    public void Shutdown_AttemptUnderWay_Fails()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Other systems refuse instead of staying silent when the backlog is full.");
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 4).Select(_ => StartConnecting(full.LocalEndPoint!)).ToList();
        var factory = new RecordingFactory(() => null);
        Run(() =>
        {
            Reactor.ConnectTCP("127.0.0.1", ((IPEndPoint)full.LocalEndPoint!).Port, factory);
            Reactor.CallLater(0, () => Reactor.CallLater(0, Reactor.Stop));
        });
        waiting.ForEach(s => s.Dispose());
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
    }

    private static Socket StartConnecting(EndPoint to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Connect(to);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // As it should be: it is on its way into the backlog.
        }
        return socket;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private RecordingFactory StopWhenFailed() => new(() => null) { OnFailed = _ => Reactor.CallLater(0, Reactor.Stop) };

    private sealed class FixedResolver(params IPAddress[] addresses) : IHostnameResolver
    {
        internal List<string> Asked { get; } = [];

        public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host)
        {
            Asked.Add(host);
            return Deferred.Succeed<IReadOnlyList<IPAddress>>(addresses);
        }
    }

    private sealed class SilentResolver : IHostnameResolver
    {
        internal int Cancelled { get; private set; }

        public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host) => new(_ => Cancelled++);
    }

    private sealed class MoodyFactory : ClientFactory
    {
        public override IProtocol? BuildProtocol(IAddress address) => null;

        protected override void StartFactory() => throw new InvalidOperationException("not today");
    }

    private sealed class ThrowingResolver : IHostnameResolver
    {
        public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host) => throw new NotSupportedException("no names here");
    }
}
