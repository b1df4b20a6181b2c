using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class AdoptedSocketTests(Type kind) : TcpContract(kind)
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private UnixPaths _paths = null!; // Made in SetUp.

    [SetUp]
    public void MakePaths()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Handles are duplicated the Linux way.");
        _paths = new UnixPaths();
    }

    [TearDown]
    public void RemovePaths() => _paths?.Dispose();

    [Test]
    public void AdoptStreamPort_BoundSocket_AcceptsWhenTheCallersIsClosed()
    {
        var client = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() };
        var server = new RecordingProtocol();
        var factory = new RecordingFactory(() => server);
        StopAfter(server, () => true);
        Run(() =>
        {
            IListeningPort port;
            EndPoint bound;
            using (var socket = TcpSocket())
            {
                socket.Bind(Loopback);
                bound = socket.LocalEndPoint!; // Bound.
                port = Reactor.AdoptStreamPort(socket.SafeHandle, factory);
            }
            port.GetHost().Should().Be(new IPv4Address("127.0.0.1", ((IPEndPoint)bound).Port));
            port.ToString().Should().StartWith("<TcpPort 127.0.0.1:").And.Contain("Listening of RecordingFactory");
            Connect(port, new RecordingFactory(() => client));
        });
        client.Events.Should().Equal("made", "lost");
        factory.Events.Should().Equal("start", "build", "stop");
    }

    [Test]
    public void AdoptStreamPort_StoppedAndStarted_BindsTheSameAddressItself()
    {
        var client = new RecordingProtocol { OnMade = _ => Reactor.Stop() };
        Run(() =>
        {
            IListeningPort port;
            using (var socket = TcpSocket())
            {
                socket.Bind(Loopback);
                socket.Listen();
                port = Reactor.AdoptStreamPort(socket.SafeHandle, new RecordingFactory(() => new RecordingProtocol()));
            }
            var before = port.GetHost();
            port.StopListening().AddCallback(() =>
            {
                port.StartListening();
                port.GetHost().Should().Be(before);
                Connect(port, new RecordingFactory(() => client));
            });
        });
        client.Events.Should().StartWith("made");
    }

    [Test]
    public void AdoptStreamPort_UnixSocket_AcceptsAndRemovesTheFileAtItsEnd()
    {
        var path = _paths.Next();
        var client = new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() };
        var server = new RecordingProtocol();
        StopAfter(server, () => true);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        Run(() =>
        {
            var port = Reactor.AdoptStreamPort(socket.SafeHandle, new RecordingFactory(() => server));
            port.GetHost().Should().Be(new UNIXAddress(path));
            Reactor.ConnectUNIX(path, new RecordingFactory(() => client));
        });
        client.Events.Should().Equal("made", "lost");
        File.Exists(path).Should().BeFalse();
    }

    [Test]
    public void AdoptStreamPort_NotBoundOrOfAnotherKind_ThrowsAtOnce()
    {
        var factory = new RecordingFactory(() => null);
        using var unbound = TcpSocket();
        using var unnamed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        FluentActions.Invoking(() => Reactor.AdoptStreamPort(unbound.SafeHandle, factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.AdoptStreamPort(unnamed.SafeHandle, factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.AdoptStreamPort(datagrams.SafeHandle, factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.AdoptStreamPort(null!, factory)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.AdoptStreamPort(unbound.SafeHandle, null!)).Should().Throw<ArgumentNullException>();
        factory.Events.Should().BeEmpty();
        unbound.Bind(Loopback);
        unbound.IsBound.Should().BeTrue("the caller's socket is untouched");
    }

    [Test]
    public void AdoptStreamConnection_ConnectedSocket_IsServed()
    {
        using var listener = TcpSocket();
        listener.Bind(Loopback);
        listener.Listen();
        using var peer = TcpSocket();
        peer.Connect(listener.LocalEndPoint!); // Bound.
        var server = new RecordingProtocol { OnData = (p, _) => p.Transport.LoseConnection() };
        StopAfter(server, () => true);
        var factory = new RecordingFactory(() => server);
        Run(() =>
        {
            ITransport transport;
            using (var accepted = listener.Accept())
                transport = Reactor.AdoptStreamConnection(accepted.SafeHandle, factory)!; // The factory builds one.
            server.Events.Should().Equal("made");
            transport.Should().BeSameAs(server.Transport).And.BeAssignableTo<ITcpTransport>();
            transport.GetPeer().Should().Be(new IPv4Address("127.0.0.1", ((IPEndPoint)peer.LocalEndPoint!).Port)); // Connected.
            peer.Send("hello"u8);
        });
        server.Text.Should().Be("hello");
        peer.Receive(new byte[1]).Should().Be(0, "both of our descriptors are closed");
        factory.Events.Should().Equal("build");
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void AdoptStreamConnection_UnixSocket_IsServed()
    {
        var path = _paths.Next();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var peer = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        peer.Connect(new UnixDomainSocketEndPoint(path));
        var server = new RecordingProtocol { OnData = (p, _) => p.Transport.LoseConnection() };
        StopAfter(server, () => true);
        Run(() =>
        {
            using (var accepted = listener.Accept())
                Reactor.AdoptStreamConnection(accepted.SafeHandle, new RecordingFactory(() => server));
            server.Transport.GetHost().Should().Be(new UNIXAddress(path));
            server.Transport.GetPeer().Should().Be(new UNIXAddress(null));
            peer.Send("hello"u8);
        });
        server.Text.Should().Be("hello");
    }

    [Test]
    public void AdoptStreamConnection_FactoryRefusesOrThrows_OurDescriptorIsClosed()
    {
        using var listener = TcpSocket();
        listener.Bind(Loopback);
        listener.Listen();
        using var peer = TcpSocket();
        peer.Connect(listener.LocalEndPoint!); // Bound.
        using (var accepted = listener.Accept())
        {
            Reactor.AdoptStreamConnection(accepted.SafeHandle, new RecordingFactory(() => null)).Should().BeNull();
            FluentActions.Invoking(() => Reactor.AdoptStreamConnection(
                    accepted.SafeHandle, new RecordingFactory(() => throw new InvalidOperationException("boom"))))
                .Should().Throw<InvalidOperationException>();
        }
        peer.Receive(new byte[1]).Should().Be(0);
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void AdoptStreamConnection_NotConnected_ThrowsAtOnce()
    {
        var factory = new RecordingFactory(() => null);
        using var unconnected = TcpSocket();
        using var unnamed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        FluentActions.Invoking(() => Reactor.AdoptStreamConnection(unconnected.SafeHandle, factory)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Reactor.AdoptStreamConnection(unnamed.SafeHandle, factory)).Should().Throw<ArgumentException>();
        factory.Events.Should().BeEmpty();
    }

    private static Socket TcpSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
