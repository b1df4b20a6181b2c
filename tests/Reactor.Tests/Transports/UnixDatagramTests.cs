using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Reactors;

namespace TwistedSharp.Tests.Transports;

/// <summary>UNIX datagram ports, in a folder of the test's own.</summary>
public sealed class UnixDatagramTests(Type kind) : ReactorContract(kind)
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no UNIX datagrams.");
        _folder = Directory.CreateTempSubdirectory("ts").FullName;
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Exchange_BoundClient_IsAnsweredAtItsPath()
    {
        var server = new RecordingDatagrams { OnDatagram = (p, _, address) => p.Transport.Write("hi back"u8, address) };
        var client = new RecordingConnectedDatagrams { OnDatagram = Reactor.Stop };
        Run(() =>
        {
            var port = Reactor.ListenUNIXDatagram(PathOf("server"), server);
            port.GetHost().Should().Be(new UNIXAddress(PathOf("server")));
            var connected = Reactor.ConnectUNIXDatagram(PathOf("server"), client, bindAddress: PathOf("client"));
            connected.GetHost().Should().Be(new UNIXAddress(PathOf("client")));
            connected.GetPeer().Should().Be(new UNIXAddress(PathOf("server")));
            connected.Should().BeSameAs(client.Transport);
            connected.ToString().Should().Be(
                $"<UnixConnectedDatagramPort {PathOf("client")} to {PathOf("server")} Listening of RecordingConnectedDatagrams>");
            connected.Write("hi"u8);
        });
        server.Texts.Should().Equal("hi");
        server.Senders.Should().Equal(new UNIXAddress(PathOf("client")));
        client.Events.Should().Equal("start", "hi back", "stop");
    }

    [Test]
    public void Write_ToAPath_ArrivesFromItsSender()
    {
        var server = new RecordingDatagrams { OnDatagram = (_, _, _) => Reactor.Stop() };
        Run(() =>
        {
            Reactor.ListenUNIXDatagram(PathOf("server"), server);
            Reactor.ListenUNIXDatagram(PathOf("other"), new RecordingDatagrams()).Write("hello"u8, PathOf("server"));
        });
        server.Senders.Should().Equal(new UNIXAddress(PathOf("other")));
    }

    [Test]
    public void Write_PortWithoutAPath_ArrivesFromNobody()
    {
        var server = new RecordingDatagrams { OnDatagram = (_, _, _) => Reactor.Stop() };
        Run(() =>
        {
            Reactor.ListenUNIXDatagram(PathOf("server"), server);
            var port = Reactor.ListenUNIXDatagram(null, new RecordingDatagrams());
            port.GetHost().Should().Be(new UNIXAddress(null));
            port.Write("hello"u8, PathOf("server"));
        });
        server.Senders.Should().Equal(new UNIXAddress(null));
    }

    [Test]
    public void Write_BadAddress_Throws()
    {
        var port = Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
        FluentActions.Invoking(() => port.Write("x"u8, address: null)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => port.Write("x"u8, new UNIXAddress(null))).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => port.Write("x"u8, new IPv4Address("127.0.0.1", 1))).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => port.Write("x"u8, PathOf("nobody"))).Should().Throw<SocketException>();
    }

    [Test]
    public void Write_TooLong_Throws()
    {
        var tooLong = new byte[1 << 20];
        var port = Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
        FluentActions.Invoking(() => port.Write(tooLong, PathOf("server"))).Should().Throw<MessageLengthException>();
        var connected = Reactor.ConnectUNIXDatagram(PathOf("server"), new RecordingConnectedDatagrams());
        FluentActions.Invoking(() => connected.Write(tooLong)).Should().Throw<MessageLengthException>();
    }

    [Test]
    public void Write_ReceiverHasNoRoom_LosesTheDatagram()
    {
        const int Sent = 10_000;
        var server = new RecordingDatagrams { OnDatagram = (_, datagram, _) => { if (datagram.Length == 1) Reactor.Stop(); } };
        Run(() =>
        {
            Reactor.ListenUNIXDatagram(PathOf("server"), server);
            var port = Reactor.ListenUNIXDatagram(null, new RecordingDatagrams());
            var connected = Reactor.ConnectUNIXDatagram(PathOf("server"), new RecordingConnectedDatagrams());
            for (var i = 0; i < Sent; i++)
            {
                port.Write("lost or not"u8, PathOf("server"));
                connected.Write("lost or not"u8);
            }
            // There is room again when the server has read.
            Reactor.CallLater(0, () => Reactor.CallLater(0, () => connected.Write("."u8)));
        });
        server.Datagrams.Count.Should().BeInRange(2, Sent);
    }

    [Test]
    public void ListenUNIXDatagram_PathTaken_ThrowsAndLeavesItThere()
    {
        Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
        var second = new RecordingDatagrams();
        FluentActions.Invoking(() => Reactor.ListenUNIXDatagram(PathOf("server"), second)).Should().Throw<CannotListenException>()
            .Which.InterfaceAddress.Should().Be(PathOf("server"));
        second.Events.Should().BeEmpty();
        File.Exists(PathOf("server")).Should().BeTrue();
    }

    [TestCase(null, "rw-rw-rw-")]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite, "rw-------")]
    public void ListenUNIXDatagram_Mode_IsThePathsMode(UnixFileMode? mode, string words)
    {
        if (OperatingSystem.IsWindows())
            return;
        Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams(), mode: mode);
        Words(File.GetUnixFileMode(PathOf("server"))).Should().Be(words);
    }

    [Test]
    public void ListenUNIXDatagram_AbstractName_NeedsNoFile()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Abstract names are Linux's.");
        var name = $"\0{PathOf("abstract")}";
        var server = new RecordingDatagrams { OnDatagram = (_, _, _) => Reactor.Stop() };
        Run(() =>
        {
            var port = Reactor.ListenUNIXDatagram(name, server);
            port.GetHost().Should().Be(new UNIXAddress(name));
            port.ToString().Should().Contain($"@{PathOf("abstract")}");
            port.Write("to myself"u8, name);
        });
        server.Senders.Should().Equal(new UNIXAddress(name));
        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Test]
    public void StopListening_RemovesThePathAndItCanBeHadAgain()
    {
        var protocol = new RecordingDatagrams();
        Run(() =>
        {
            var port = Reactor.ListenUNIXDatagram(PathOf("server"), protocol);
            port.ToString().Should().Be($"<UnixDatagramPort {PathOf("server")} Listening of RecordingDatagrams>");
            port.StopListening().AddCallback(() =>
            {
                port.ToString().Should().Be($"<UnixDatagramPort {PathOf("server")} Closed of RecordingDatagrams>");
                File.Exists(PathOf("server")).Should().BeFalse();
                port.StartListening();
                Reactor.Stop();
            });
        });
        protocol.Events.Should().Equal("start", "stop", "start", "stop");
    }

    [Test]
    public void ConnectUNIXDatagram_NobodyThere_TellsTheProtocolAtOnce()
    {
        var client = new RecordingConnectedDatagrams();
        var port = Reactor.ConnectUNIXDatagram(PathOf("nobody"), client, bindAddress: PathOf("client"));
        client.Events.Should().Equal("failed");
        client.Failed!.Value.Should().BeOfType<SocketException>();
        File.Exists(PathOf("client")).Should().BeFalse();
        port.StopListening().Called.Should().BeTrue();
        FluentActions.Invoking(() => port.Write("x"u8)).Should().Throw<InvalidOperationException>();
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void ConnectUNIXDatagram_OurPathTakenOrStartThrows_TellsTheProtocol()
    {
        Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
        var client = new RecordingConnectedDatagrams();
        Reactor.ConnectUNIXDatagram(PathOf("server"), client, bindAddress: PathOf("server"));
        client.Failed!.Value.Should().BeOfType<CannotListenException>();
        var boom = new FormatException("boom");
        var thrower = new RecordingConnectedDatagrams { OnStart = _ => throw boom };
        Reactor.ConnectUNIXDatagram(PathOf("server"), thrower);
        thrower.Failed!.Value.Should().BeSameAs(boom);
        thrower.Events.Should().Equal("start", "failed");
        Reactor.RegistrationCount.Should().Be(1);
    }

    [Test]
    public void ConnectUNIXDatagram_OpenPortStartedAgain_Throws()
    {
        Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
        var client = new RecordingConnectedDatagrams();
        var port = Reactor.ConnectUNIXDatagram(PathOf("server"), client);
        FluentActions.Invoking(port.StartListening).Should().Throw<InvalidOperationException>();
        client.Events.Should().Equal("start");
    }

    [Test]
    public void Write_ServerGone_IsRefusedEachTime()
    {
        var client = new RecordingConnectedDatagrams();
        Run(() =>
        {
            var server = Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
            var port = Reactor.ConnectUNIXDatagram(PathOf("server"), client);
            server.StopListening().AddCallback(() =>
            {
                port.Write("1"u8);
                port.Write("2"u8);
                client.Events.Should().Equal("start", "refused", "refused");
                Reactor.Stop();
            });
        });
    }

    [Test]
    public void DatagramReceived_OnAConnectedPortThrows_IsLoggedAndThePortLivesOn()
    {
        var boom = new FormatException("boom");
        var count = 0;
        var client = new RecordingConnectedDatagrams
        {
            OnDatagram = () =>
            {
                if (++count == 2)
                    Reactor.Stop();
                throw boom;
            },
        };
        Run(() =>
        {
            var server = Reactor.ListenUNIXDatagram(PathOf("server"), new RecordingDatagrams());
            Reactor.ConnectUNIXDatagram(PathOf("server"), client, bindAddress: PathOf("client"));
            server.Write("1"u8, PathOf("client"));
            server.Write("2"u8, PathOf("client"));
        });
        client.Events.Should().Equal("start", "1", "2", "stop");
        TakeErrors().Should().HaveCount(2);
    }

    [Test]
    public void Receiving_MoreThanATurnTakes_GoesOnInTheNext()
    {
        // The limit is 256 KiB: the third datagram goes beyond it, and the turn ends.
        const int Size = 100_000;
        var turns = new List<long>();
        var server = new RecordingDatagrams
        {
            OnDatagram = (p, datagram, _) =>
            {
                datagram.Length.Should().Be(Size, "a buffer of its own takes what the loop's does not");
                turns.Add(Reactor.Turns);
                if (p.Datagrams.Count == 5)
                    Reactor.Stop();
            },
        };
        Run(() =>
        {
            Reactor.ListenUNIXDatagram(PathOf("server"), server, maxPacketSize: Size);
            // One sender's buffer does not hold as much.
            for (var i = 0; i < 5; i++)
                Reactor.ListenUNIXDatagram(null, new RecordingDatagrams()).Write(new byte[Size], PathOf("server"));
        });
        turns.Should().HaveCount(5);
        turns[..3].Should().OnlyContain(t => t == turns[0]);
        turns[3..].Should().OnlyContain(t => t == turns[0] + 1);
    }

    [Test]
    public void BadArguments_ThrowAtOnce()
    {
        var protocol = new RecordingDatagrams();
        var client = new RecordingConnectedDatagrams();
        FluentActions.Invoking(() => Reactor.ListenUNIXDatagram("x", null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.ListenUNIXDatagram("x", protocol, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ConnectUNIXDatagram("", client)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.ConnectUNIXDatagram("x", null!)).Should().Throw<ArgumentNullException>();
    }

    private static string Words(UnixFileMode mode) =>
        string.Concat("rwxrwxrwx".Select((c, i) => ((int)mode & (256 >> i)) != 0 ? c : '-'));

    private string PathOf(string name) => Path.Combine(_folder, name);
}
