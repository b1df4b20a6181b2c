using System.Diagnostics;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class UnixStreamTests(Type kind) : TcpContract(kind)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private UnixPaths _paths = null!; // Made in SetUp.

    [SetUp]
    public void MakePaths() => _paths = new UnixPaths();

    [TearDown]
    public void RemovePaths() => _paths.Dispose();

    internal override IListeningPort Listen(IFactory factory) => Reactor.ListenUNIX(_paths.Next(), factory);

    internal override IConnector Connect(IListeningPort port, IClientFactory factory) => Reactor.ConnectUNIX(PathOf(port), factory);

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
        File.Exists(PathOf(Port)).Should().BeFalse("the port removed its socket when the reactor ended");
    }

    [Test]
    public void ListenUNIX_NoSuchDirectory_SaysSo()
    {
        var path = _paths.Next() + "/none";
        Reactor.Invoking(r => r.ListenUNIX(path, new RecordingFactory(() => null)))
            .Should().Throw<CannotListenException>().WithMessage($"Cannot listen on {path}: There is no such directory.");
    }

    [Test]
    public void ConnectUNIX_NoSuchPath_SaysSo()
    {
        var factory = new RecordingFactory(() => null);
        Run(() =>
        {
            Reactor.ConnectUNIX(_paths.Next(), factory);
            Later(3, Reactor.Stop);
        });
        factory.Failed!.Value.Should().BeOfType<ConnectException>().Which.Message.Should().EndWith("there is no such path."); // It failed.
    }

    [Test]
    public void ListenUNIX_PathTooLong_IsCannotListen()
    {
        var path = _paths.Next() + new string('x', 108);
        var factory = new RecordingFactory(() => null);
        Reactor.Invoking(r => r.ListenUNIX(path, factory)).Should().Throw<CannotListenException>().WithMessage("*length*");
        Reactor.Invoking(r => r.ListenUNIXDatagram(path, new RecordingDatagrams())).Should().Throw<CannotListenException>();
        factory.Events.Should().BeEmpty();
    }

    [Test]
    public void Write_SixteenMebibytesBothWays_ArriveWhole()
    {
        var sent = new byte[16 * 1024 * 1024];
        new Random(3).NextBytes(sent);
        var server = new RecordingProtocol { OnData = (p, data) => p.Transport.Write(data) };
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write(sent),
            OnData = (p, _) =>
            {
                if (p.ReceivedBytes == sent.Length)
                    p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        client.Received.AsSpan().SequenceEqual(sent).Should().BeTrue();
    }

    [Test]
    public void Addresses_BothEnds_AreThePathAndNothing()
    {
        IAddress? clientHost = null, clientPeer = null, serverHost = null, serverPeer = null;
        var server = new RecordingProtocol { OnMade = p => (serverHost, serverPeer) = (p.Transport.GetHost(), p.Transport.GetPeer()) };
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                (clientHost, clientPeer) = (p.Transport.GetHost(), p.Transport.GetPeer());
                p.Transport.Should().NotBeAssignableTo<ITcpTransport>("those options are TCP's");
                p.Transport.LoseConnection();
            },
        };
        IConnector? connector = null;
        RunPair(server, client, c => connector = c);
        clientPeer.Should().Be(Port.GetHost()).And.Be(serverHost).And.Be(ClientFactory.BuiltFor).And.Be(connector!.GetDestination());
        clientHost.Should().Be(new UNIXAddress(null)).And.Be(serverPeer).And.Be(ServerFactory.BuiltFor);
        connector.ToString().Should().Be($"<UnixConnector to {PathOf(Port)} Disconnected>");
    }

    [Test]
    public void Peer_BoundItsOwnPath_IsTheAddress()
    {
        var path = _paths.Next();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Bind(new UnixDomainSocketEndPoint(path));
        IAddress? peer = null;
        var server = new RecordingProtocol
        {
            OnMade = p =>
            {
                peer = p.Transport.GetPeer();
                Reactor.Stop();
            },
        };
        var factory = new RecordingFactory(() => server);
        Run(() => client.Connect(new UnixDomainSocketEndPoint(PathOf(Listen(factory)))));
        peer.Should().Be(new UNIXAddress(path)).And.Be(factory.BuiltFor);
    }

    [Test]
    public void AbstractName_Linux_ListensAndConnectsWithoutAFile()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Abstract names are Linux's.");
        var name = $"\0twistedsharp-{Guid.NewGuid()}";
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.GetPeer().Should().Be(new UNIXAddress(name));
                p.Transport.LoseConnection();
            },
        };
        StopAfter(server, () => true);
        Run(() =>
        {
            var port = Reactor.ListenUNIX(name, new RecordingFactory(() => server));
            port.GetHost().Should().Be(new UNIXAddress(name));
            port.ToString().Should().Contain("@twistedsharp-");
            Reactor.ConnectUNIX(name, new RecordingFactory(() => client));
        });
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void ListenUNIX_Mode_IsTheSocketsOwn()
    {
        var (everybody, owner) = (_paths.Next(), _paths.Next());
        Reactor.ListenUNIX(everybody, new RecordingFactory(() => null));
        Reactor.ListenUNIX(owner, new RecordingFactory(() => null), mode: OwnerOnly);
        ModeOf(everybody).Should().Be(
            OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        ModeOf(owner).Should().Be(OwnerOnly);
    }

    [Test]
    public void ListenUNIX_PathTaken_Throws()
    {
        var path = PathOf(Listen(new RecordingFactory(() => null)));
        var second = new RecordingFactory(() => null);
        var error = FluentActions.Invoking(() => Reactor.ListenUNIX(path, second)).Should().Throw<CannotListenException>().Which;
        error.InterfaceAddress.Should().Be(path);
        error.InnerException.Should().BeOfType<SocketException>();
        second.Events.Should().BeEmpty();
        File.Exists(path).Should().BeTrue("it is the first one's");
    }

    [Test]
    public void ListenUNIX_NoSuchFolder_Throws() =>
        FluentActions.Invoking(() => Reactor.ListenUNIX(Path.Combine(_paths.Next(), "none"), new RecordingFactory(() => null)))
            .Should().Throw<CannotListenException>();

    [Test]
    public void BadArguments_ThrowAtOnce()
    {
        var factory = new RecordingFactory(() => null);
        FluentActions.Invoking(() => Reactor.ListenUNIX("", factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ListenUNIX("x", null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.ListenUNIX("\0x", factory, wantPID: true)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ConnectUNIX("", factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ConnectUNIX("x", null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.ConnectUNIX("x", factory, TimeSpan.FromSeconds(-1))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ConnectUNIX(new string('x', 200), factory)).Should().Throw<ArgumentException>();
        factory.Events.Should().BeEmpty();
    }

    [Test]
    public void StopListening_Stopped_TheSocketIsGoneAndItListensAgain()
    {
        var order = new List<string>();
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = _ => Reactor.Stop() });
        Run(() =>
        {
            var port = Listen(factory);
            port.ToString().Should().Be($"<UnixPort {PathOf(port)} Listening of RecordingFactory>");
            port.StopListening().AddCallback(() =>
            {
                order.Add(File.Exists(PathOf(port)) ? "still there" : "gone");
                port.ToString().Should().Contain("Closed");
                port.StartListening();
                Connect(port, new RecordingFactory(() => new RecordingProtocol()));
            });
        });
        order.Should().Equal("gone");
        factory.Events.Should().Equal("start", "stop", "start", "build", "stop");
    }

    [Test]
    public void WantPID_WhileListening_HoldsTheLock()
    {
        var path = _paths.Next();
        var second = new RecordingFactory(() => null);
        var steps = new List<string>();
        Run(() =>
        {
            var port = Reactor.ListenUNIX(path, new RecordingFactory(() => null), wantPID: true);
            steps.Add(new FileInfo(path + ".lock").LinkTarget ?? "none");
            FluentActions.Invoking(() => Reactor.ListenUNIX(path, second, wantPID: true)).Should().Throw<CannotListenException>()
                .WithMessage("*lock*");
            port.StopListening().AddCallback(() =>
            {
                steps.Add(new FileInfo(path + ".lock").LinkTarget ?? "none");
                Reactor.Stop();
            });
        });
        steps.Should().Equal($"{Environment.ProcessId}", "none");
        second.Events.Should().BeEmpty();
    }

    [Test]
    public void WantPID_SocketLeftByAProcessThatIsGone_IsReplaced()
    {
        var path = LeaveBehind();
        FluentActions.Invoking(() => Reactor.ListenUNIX(path, new RecordingFactory(() => null))).Should().Throw<CannotListenException>();
        var client = new RecordingProtocol { OnMade = _ => Reactor.Stop() };
        Run(() =>
        {
            Reactor.ListenUNIX(path, new RecordingFactory(() => new RecordingProtocol()), wantPID: true);
            Reactor.ConnectUNIX(path, new RecordingFactory(() => client), checkPID: true);
        });
        client.Events.Should().StartWith("made");
    }

    [Test]
    public void WantPID_SomethingElseOfThatName_StaysAndTheLockIsGivenBack()
    {
        var path = LeaveBehind();
        File.Delete(path);
        File.WriteAllText(path, "not a socket");
        FluentActions.Invoking(() => Reactor.ListenUNIX(path, new RecordingFactory(() => null), wantPID: true))
            .Should().Throw<CannotListenException>();
        File.ReadAllText(path).Should().Be("not a socket");
        new FileInfo(path + ".lock").LinkTarget.Should().BeNull();
    }

    [Test]
    public void WantPID_LockCannotBeMade_Throws()
    {
        var path = _paths.Next();
        File.WriteAllText(path + ".lock", "no link");
        FluentActions.Invoking(() => Reactor.ListenUNIX(path, new RecordingFactory(() => null), wantPID: true))
            .Should().Throw<CannotListenException>().Which.InnerException.Should().BeOfType<IOException>();
        File.Exists(path).Should().BeFalse();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void CheckPID_NobodyHoldsTheLock_FailsWithBadFile(bool leftBehind)
    {
        var path = leftBehind ? LeaveBehind() : PathOf(Listen(new RecordingFactory(() => null)));
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectUNIX(path, factory, checkPID: true));
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
        factory.Failed!.Value.Should().BeOfType<BadFileException>().Which.Message.Should().Contain(path + ".lock");
        new FileInfo(path + ".lock").LinkTarget.Should().BeNull("looking takes nothing");
    }

    [Test]
    public void CheckPID_LockCannotBeRead_FailsWithBadFile()
    {
        var path = _paths.Next();
        File.WriteAllText(path + ".lock", "no link");
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectUNIX(path, factory, checkPID: true));
        factory.Failed!.Value.Should().BeOfType<BadFileException>().Which.InnerException.Should().BeOfType<IOException>();
    }

    [Test]
    public void ConnectUNIX_NothingThere_FailsWithAConnectError()
    {
        var factory = StopWhenFailed();
        var path = _paths.Next();
        Run(() => Reactor.ConnectUNIX(path, factory));
        factory.Failed!.Value.Should().BeOfType<ConnectException>().Which.Message.Should().Contain(path);
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
    }

    [Test]
    public void ConnectUNIX_NobodyListens_IsRefused()
    {
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectUNIX(LeaveBehind(), factory));
        factory.Failed!.Value.Should().BeOfType<ConnectionRefusedException>().Which.InnerException.Should().BeOfType<SocketException>();
    }

    [Test]
    public void Timeout_BacklogStaysFull_EndsTheAttempt()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Other systems refuse when the backlog is full.");
        using var full = FullListener(out var path, out var waiting);
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectUNIX(path, factory, TimeSpan.FromMilliseconds(50)));
        waiting.ForEach(s => s.Dispose());
        factory.Failed!.Value.Should().BeOfType<ConnectTimeoutException>();
        Reactor.RegistrationCount.Should().Be(0);
        Reactor.GetDelayedCalls().Should().HaveCount(1, "only the test's own call is left");
    }

    [Test]
    public void Connect_BacklogFullAndThenNot_Connects()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Other systems refuse when the backlog is full.");
        using var full = FullListener(out var path, out var waiting);
        var accepted = new List<Socket>();
        var client = new RecordingProtocol { OnMade = _ => Reactor.Stop() };
        var factory = new RecordingFactory(() => client);
        Run(() =>
        {
            Reactor.ConnectUNIX(path, factory);
            Later(5, () => accepted.Add(full.Accept()));
        });
        accepted.Concat(waiting).ToList().ForEach(s => s.Dispose());
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void StopConnecting_AtOnce_FailsWithUserError()
    {
        var factory = StopWhenFailed();
        Run(() => Reactor.ConnectUNIX(_paths.Next(), factory).StopConnecting());
        factory.Failed!.Value.Should().BeOfType<UserConnectException>();
    }

    [Test]
    public void AbortConnection_BytesQueued_DropsThem()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.Write("never"u8);
                p.Transport.AbortConnection();
            },
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        server.ReceivedBytes.Should().Be(0);
        server.Lost!.Value.Should().BeAssignableTo<ConnectionClosedException>();
    }

    private static string PathOf(IListeningPort port) => ((UNIXAddress)port.GetHost()).Name!; // A port has a path.

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path) & (UnixFileMode)0b111_111_111;

    /// <summary>A socket nobody listens on, with the lock of a process that has ended.</summary>
    private string LeaveBehind()
    {
        var path = _paths.Next();
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path + ".made"));
            // Under another name: closing removes the one it was bound to.
            File.Move(path + ".made", path);
        }
        using var ended = Process.Start(new ProcessStartInfo("true") { UseShellExecute = false })!; // A new process.
        ended.WaitForExit();
        File.CreateSymbolicLink(path + ".lock", $"{ended.Id}");
        return path;
    }

    private Socket FullListener(out string path, out List<Socket> waiting)
    {
        path = _paths.Next();
        var endPoint = new UnixDomainSocketEndPoint(path);
        var full = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        full.Bind(endPoint);
        full.Listen(0);
        waiting = [];
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            waiting.Add(socket);
            try
            {
                socket.Connect(endPoint);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return full;
            }
        }
    }

    private RecordingFactory StopWhenFailed() => new(() => null) { OnFailed = _ => Later(1, Reactor.Stop) };
}
