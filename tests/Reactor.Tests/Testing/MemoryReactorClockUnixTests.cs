using System.Net.Sockets;
using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Testing;

public sealed class MemoryReactorClockUnixTests
{
    private MemoryReactorClock _reactor = null!; // Made in SetUp.
    private IClientFactory _factory = null!; // Made in SetUp.
    private AccumulatingProtocol _protocol = null!; // Made in SetUp.

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _protocol = new AccumulatingProtocol();
        _factory = Substitute.For<IClientFactory>();
        _factory.BuildProtocol(Arg.Any<IAddress>()).Returns(_protocol);
    }

    [Test]
    public void ConnectUNIX_Records_AndGoesAsTheTestSays()
    {
        var connector = _reactor.ConnectUNIX("/run/s", _factory, TimeSpan.FromSeconds(5), checkPID: true);
        var client = _reactor.UnixClients.Should().ContainSingle().Subject;
        client.Should().BeSameAs(connector);
        (client.Host, client.Timeout, client.CheckPID).Should().Be(("/run/s", TimeSpan.FromSeconds(5), true));
        connector.GetDestination().Should().Be(new UNIXAddress("/run/s"));
        client.Succeed().GetPeer().Should().Be(new UNIXAddress("/run/s"));
        _factory.Received(1).ClientConnectionMade(connector, _protocol);
        _reactor.TcpClients.Should().BeEmpty();
    }

    [Test]
    public void ConnectUNIX_NoAnswer_TimesOut()
    {
        var connector = _reactor.ConnectUNIX("/run/s", _factory);
        _reactor.Advance(30);
        _factory.Received(1).ClientConnectionFailed(connector, Arg.Is<Failure>(f => f.Value is ConnectTimeoutException));
    }

    [Test]
    public void ListenUNIX_Records_AndAcceptsWhatTheTestSends()
    {
        var port = _reactor.ListenUNIX("/run/s", _factory, 7, UnixFileMode.UserWrite, wantPID: true);
        var server = _reactor.UnixServers.Should().ContainSingle().Subject;
        server.Should().BeSameAs(port);
        (server.InterfaceAddress, server.Backlog, server.Mode, server.WantPID).Should().Be(("/run/s", 7, UnixFileMode.UserWrite, true));
        port.GetHost().Should().Be(new UNIXAddress("/run/s"));
        server.Accept()!.Value.Protocol.Should().BeSameAs(_protocol);
        FluentActions.Invoking(() => _reactor.ListenUNIX("/run/s", _factory)).Should().Throw<CannotListenException>();
        port.StopListening();
        _reactor.ListenUNIX("/run/s", _factory);
    }

    [Test]
    public void Stop_ConnectionsToUnixSockets_EndAsTheOthers()
    {
        _reactor.Run();
        _reactor.ConnectUNIX("/run/s", _factory);
        _reactor.UnixClients[0].Succeed();
        _reactor.Stop();
        _protocol.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Adopt_Sockets_AreRecordedAndServed()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var port = _reactor.AdoptStreamPort(socket.SafeHandle, _factory);
        _reactor.AdoptedPorts.Should().Equal((MemoryPort)port);
        port.GetHost().Should().Be(new IPv4Address("0.0.0.0", 1234));
        var transport = _reactor.AdoptStreamConnection(socket.SafeHandle, _factory);
        _reactor.AdoptedStreamConnections.Should().Equal((StringTransport)transport!); // The factory builds one.
        _protocol.Transport.Should().BeSameAs(transport);
        _factory.BuildProtocol(Arg.Any<IAddress>()).Returns((IProtocol?)null);
        _reactor.AdoptStreamConnection(socket.SafeHandle, _factory).Should().BeNull();
    }

    [Test]
    public void ConnectTCP_BadTimeoutOrOwnEnd_ThrowsAsARealReactor()
    {
        FluentActions.Invoking(() => _reactor.ConnectTCP("a", 80, _factory, TimeSpan.FromSeconds(-1)))
            .Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => _reactor.ConnectTCP("a", 80, _factory, bindAddress: "here")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => _reactor.ConnectUNIX("a", _factory, TimeSpan.FromSeconds(-1)))
            .Should().Throw<ArgumentOutOfRangeException>();
        _reactor.TcpClients.Should().BeEmpty();
        _reactor.UnixClients.Should().BeEmpty();
    }
}
