using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed partial class TcpPortTests(Type kind) : TcpContract(kind)
{
    private const int DescriptorLimit = 7; // RLIMIT_NOFILE on Linux.

    [Test]
    public void ListenTCP_PortZero_TellsTheRealOneAtOnce()
    {
        var factory = new RecordingFactory(() => null);
        var port = Listen(factory);
        port.GetHost().Should().BeOfType<IPv4Address>().Which.Port.Should().BePositive();
        port.ToString().Should().Contain("127.0.0.1:").And.Contain("Listening").And.Contain(nameof(RecordingFactory));
        factory.Events.Should().Equal("start");
    }

    [Test]
    public void ListenTCP_PortTaken_Throws()
    {
        var port = ((IPv4Address)Listen(new RecordingFactory(() => null)).GetHost()).Port;
        var second = new RecordingFactory(() => null);
        var error = FluentActions.Invoking(() => Reactor.ListenTCP(port, second, interfaceAddress: "127.0.0.1"))
            .Should().Throw<CannotListenException>().Which;
        error.Port.Should().Be(port);
        error.InterfaceAddress.Should().Be("127.0.0.1");
        error.InnerException.Should().BeOfType<SocketException>();
        second.Events.Should().BeEmpty();
    }

    [Test]
    public void ListenTCP_BadArguments_ThrowAtOnce()
    {
        var factory = new RecordingFactory(() => null);
        FluentActions.Invoking(() => Reactor.ListenTCP(-1, factory)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ListenTCP(0, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.ListenTCP(0, factory, interfaceAddress: "localhost")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ListenTCP(0, factory, interfaceAddress: "203.0.113.1"))
            .Should().Throw<CannotListenException>();
    }

    [Test]
    public void ListenTCP_IPv6Wildcard_TakesIPv4Too()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Inconclusive("There is no IPv6 here.");
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = _ => Reactor.Stop() });
        Run(() =>
        {
            var port = Reactor.ListenTCP(0, factory, interfaceAddress: "::");
            Reactor.ConnectTCP("127.0.0.1", ((IPv6Address)port.GetHost()).Port, new RecordingFactory(() => new RecordingProtocol()));
        });
        factory.BuiltFor.Should().BeOfType<IPv6Address>().Which.Host.Should().Be("::ffff:127.0.0.1");
    }

    [Test]
    public void StopListening_ConnectionAccepted_ItLivesOnAndThePortIsFree()
    {
        var order = new List<string>();
        var client = new RecordingProtocol();
        var server = new RecordingProtocol
        {
            OnMade = p =>
            {
                var stopped = Port.StopListening();
                stopped.Called.Should().BeFalse("it fires in a later turn");
                Port.StopListening().AddCallback(() => order.Add("stopped again"));
                stopped.AddCallback(() =>
                {
                    order.Add("stopped");
                    Port.ToString().Should().Contain("Closed");
                    Port.StopListening().Called.Should().BeTrue();
                    Port.StartListening();
                    FluentActions.Invoking(Port.StartListening).Should().Throw<InvalidOperationException>();
                    p.Transport.Write("alive"u8);
                    return Port.StopListening();
                }).AddCallback(() => p.Transport.LoseConnection());
            },
        };
        RunPair(server, client);
        order.Should().Equal("stopped", "stopped again");
        client.Text.Should().Be("alive");
        ServerFactory.Events.Should().Equal("start", "build", "stop", "start", "stop");
    }

    [Test]
    public void StopListening_FactoryThrowsInStop_FailsTheDeferred()
    {
        Failure? failure = null;
        Run(() => Listen(new StubbornFactory()).StopListening().AddErrback(f =>
        {
            failure = f;
            Reactor.Stop();
        }));
        failure!.Value.Message.Should().Be("never");
    }

    [Test]
    public void StartListening_AfterAStopThatThrew_ListensAgain()
    {
        var served = false;
        Run(() =>
        {
            var port = Listen(new StubbornFactory { Built = () => served = true });
            port.StopListening().AddErrback(_ =>
            {
                port.ToString().Should().Contain("Closed");
                port.StartListening();
                Connect(port, new RecordingFactory(() => new RecordingProtocol { OnLost = (_, _) => Later(1, Reactor.Stop) }));
            });
        });
        served.Should().BeTrue();
        TakeErrors().Should().ContainSingle("it throws again when the reactor ends").Which.Failure!.Value.Message.Should().Be("never");
    }

    [Test]
    public void StartListening_FactoryThrowsInDoStart_ThrowsAndThePortIsFree()
    {
        var number = FreePort();
        FluentActions.Invoking(() => Reactor.ListenTCP(number, new MoodyFactory(), interfaceAddress: "127.0.0.1"))
            .Should().Throw<InvalidOperationException>();
        Reactor.RegistrationCount.Should().Be(0);
        Reactor.ListenTCP(number, new RecordingFactory(() => null), interfaceAddress: "127.0.0.1");
    }

    [Test]
    public void Factory_OnTwoPorts_StartsWithTheFirstAndStopsWithTheLast()
    {
        var factory = new RecordingFactory(() => null);
        var events = new List<int>();
        Run(() =>
        {
            var (first, second) = (Listen(factory), Listen(factory));
            factory.NumPorts.Should().Be(2);
            first.StopListening().AddCallback(() =>
            {
                events.Add(factory.Events.Count);
                return second.StopListening();
            }).AddCallback(Reactor.Stop);
        });
        events.Should().Equal(1);
        factory.Events.Should().Equal("start", "stop");
    }

    [Test]
    public void StartAndStop_EachTime_IsLogged()
    {
        var messages = new List<string>();
        void Note(LogEvent e) => messages.Add(e.Message);
        Log.AddObserver(Note);
        var address = "";
        try
        {
            Run(() =>
            {
                var port = Listen(new RecordingFactory(() => null));
                address = $"{port.GetHost()}";
                port.StopListening().AddCallback(Reactor.Stop);
            });
        }
        finally
        {
            Log.RemoveObserver(Note);
        }
        messages.Where(m => m.Contains(address)).Should().Equal($"RecordingFactory starting on {address}", $"(TcpPort {address} Closed)");
    }

    [Test]
    public void BuildProtocol_NullOrThrowing_ClosesThatConnectionOnly()
    {
        var built = 0;
        var boom = new InvalidOperationException("boom");
        var server = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() };
        var factory = new RecordingFactory(() => ++built switch
        {
            1 => null,
            2 => throw boom,
            _ => server,
        });
        var clients = 0;
        var clientFactory = new RecordingFactory(() => new RecordingProtocol())
        {
            OnLost = c =>
            {
                if (++clients < 3)
                    c.Connect();
                else
                    Reactor.Stop();
            },
        };
        Run(() => Connect(Listen(factory), clientFactory));
        server.Events.Should().Equal("made", "lost");
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void StopListening_InBuildProtocol_AcceptsNoMore()
    {
        IListeningPort? port = null;
        var factory = new RecordingFactory(() =>
        {
            port!.StopListening();
            Reactor.CallLater(0, () => Reactor.CallLater(0, Reactor.Stop));
            return new RecordingProtocol();
        });
        Run(() =>
        {
            port = Listen(factory);
            var clients = new RecordingFactory(() => new RecordingProtocol());
            for (var i = 0; i < 5; i++)
                Connect(port, clients);
        });
        factory.Events.Should().Equal("start", "build", "stop");
    }

    [Test]
    public void Accept_FiveHundredAtOnce_AllAreServed()
    {
        var servers = 0;
        var factory = new RecordingFactory(() => new RecordingProtocol
        {
            OnMade = p =>
            {
                if (++servers == 500)
                    Reactor.Stop();
            },
        });
        Run(() =>
        {
            var port = Reactor.ListenTCP(0, factory, backlog: 500, interfaceAddress: "127.0.0.1");
            var clients = new RecordingFactory(() => new RecordingProtocol());
            for (var i = 0; i < 500; i++)
                Connect(port, clients);
        });
        servers.Should().Be(500);
    }

    [Test]
    public void Accept_OutOfDescriptors_RefusesAndServesTheNext()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("The limit is set the Linux way.");
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var later = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = _ => Reactor.Stop() });
        var hoard = new List<SafeHandle>();
        Limit(out var original);
        EndPoint? address = null;
        void Release(LogEvent logEvent)
        {
            if (hoard.Count == 0 || !logEvent.Message.Contains("refused a connection"))
                return;
            hoard.ForEach(h => h.Dispose());
            hoard.Clear();
            SetLimit(original);
            // In the next turn, so that this one ends with an empty backlog.
            Reactor.CallLater(0, () => later.Connect(address!));
        }
        Log.AddObserver(Release);
        try
        {
            Run(() =>
            {
                client.Connect(IPAddress.Loopback, ((IPv4Address)Listen(factory).GetHost()).Port);
                address = client.RemoteEndPoint;
                SetLimit(original with { Soft = (ulong)Directory.GetFiles("/proc/self/fd").Max(f => int.Parse(Path.GetFileName(f))) + 8 });
                Hoard(hoard);
            });
        }
        finally
        {
            SetLimit(original);
            hoard.ForEach(h => h.Dispose());
            Log.RemoveObserver(Release);
        }
        factory.Events.Count(e => e == "build").Should().Be(1, "only the second client was served");
        FluentActions.Invoking(() => client.Receive(new byte[1])).Should().Throw<SocketException>()
            .Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
    }

    [Test]
    public void Accept_OutOfDescriptorsAndOfTheSpareOne_RestsAndGoesOn()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("The limit is set the Linux way.");
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = _ => Reactor.Stop() });
        var hoard = new List<SafeHandle>();
        Limit(out var original);
        var rests = 0;
        void Rest(LogEvent logEvent)
        {
            if (!logEvent.Message.Contains("stops accepting"))
                return;
            hoard.ForEach(h => h.Dispose());
            hoard.Clear();
            SetLimit(original);
            rests++;
        }
        Log.AddObserver(Rest);
        try
        {
            Run(() =>
            {
                SetLimit(original with { Soft = (ulong)Directory.GetFiles("/proc/self/fd").Max(f => int.Parse(Path.GetFileName(f))) + 8 });
                Hoard(hoard);
                // Room for the port alone, none for its spare.
                hoard[^1].Dispose();
                hoard.RemoveAt(hoard.Count - 1);
                client.Connect(IPAddress.Loopback, ((IPv4Address)Listen(factory).GetHost()).Port);
            });
        }
        finally
        {
            SetLimit(original);
            hoard.ForEach(h => h.Dispose());
            Log.RemoveObserver(Rest);
        }
        factory.Events.Should().Equal("start", "build", "stop");
        rests.Should().Be(1, "it does not try again and again");
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeOfType<SocketException>()
            .Which.SocketErrorCode.Should().Be(SocketError.TooManyOpenSockets);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port; // Bound.
    }

    private static void Hoard(List<SafeHandle> hoard)
    {
        try
        {
            while (true)
                hoard.Add(File.OpenHandle("/dev/null"));
        }
        catch (IOException)
        {
            // That is the point.
        }
    }

    private static void Limit(out ResourceLimit limit) => getrlimit(DescriptorLimit, out limit).Should().Be(0);

    private static void SetLimit(ResourceLimit limit) => setrlimit(DescriptorLimit, in limit).Should().Be(0);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    private record struct ResourceLimit(ulong Soft, ulong Hard);

    private sealed class MoodyFactory : Factory
    {
        public override IProtocol? BuildProtocol(IAddress address) => null;

        protected override void StartFactory() => throw new InvalidOperationException("not today");
    }

    private sealed class StubbornFactory : Factory
    {
        internal Action? Built { get; init; }

        public override IProtocol? BuildProtocol(IAddress address)
        {
            Built?.Invoke();
            return null;
        }

        protected override void StopFactory() => throw new InvalidOperationException("never");
    }
}
