using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Testing;

public sealed class MemoryReactorClockDatagramTests
{
    private static readonly IPv4Address There = new("192.168.1.1", 53);

    private MemoryReactorClock _reactor = null!;
    private RecordingDatagrams _protocol = null!;
    private RecordingConnectedDatagrams _client = null!;

    [SetUp]
    public void Make()
    {
        _reactor = new MemoryReactorClock();
        _protocol = new RecordingDatagrams();
        _client = new RecordingConnectedDatagrams();
    }

    [Test]
    public void ListenUDP_IsRecordedAndStarted()
    {
        var port = _reactor.ListenUDP(53, _protocol, "10.0.0.7", 512);
        var record = _reactor.UdpPorts.Should().ContainSingle().Subject;
        (record.Port, record.InterfaceAddress, record.MaxPacketSize, record.ListenMultiple).Should().Be((53, "10.0.0.7", 512, false));
        record.Protocol.Should().BeSameAs(_protocol);
        record.Transport.Should().BeSameAs(port).And.BeSameAs(_protocol.Transport);
        port.GetHost().Should().Be(new IPv4Address("10.0.0.7", 53));
        SuccessResultOf(port.StopListening());
        port.StartListening();
        _protocol.Events.Should().Equal("start", "stop", "start");
    }

    [Test]
    public void ListenUDP_TakenOrBad_Throws()
    {
        _reactor.ListenUDP(53, _protocol);
        FluentActions.Invoking(() => _reactor.ListenUDP(53, new RecordingDatagrams())).Should().Throw<CannotListenException>();
        FluentActions.Invoking(() => _reactor.ListenUDP(0, new RecordingDatagrams(), "localhost"))
            .Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => _reactor.ListenUDP(-1, _protocol)).Should().Throw<ArgumentOutOfRangeException>();
        ((IPv4Address)_reactor.ListenUDP(0, new RecordingDatagrams()).GetHost()).Port.Should().BePositive();
    }

    [Test]
    public void ListenMulticast_ListenMultiple_SharesThePort()
    {
        _reactor.ListenMulticast(5353, _protocol, listenMultiple: true);
        _reactor.ListenMulticast(5353, new RecordingDatagrams(), listenMultiple: true);
        _reactor.UdpPorts.Should().HaveCount(2).And.OnlyContain(p => p.ListenMultiple);
        FluentActions.Invoking(() => _reactor.ListenMulticast(5353, new RecordingDatagrams())).Should().Throw<CannotListenException>();
    }

    [Test]
    public void Receive_Open_ReachesTheProtocol()
    {
        _reactor.ListenUDP(53, _protocol);
        var port = _reactor.UdpPorts[0].Transport;
        port.Receive("hello"u8, There);
        port.Refuse();
        port.Connect("192.168.1.1", 53);
        port.Refuse();
        _protocol.Texts.Should().Equal("hello");
        _protocol.Senders.Should().Equal(There);
        _protocol.Events.Should().Equal("start", "datagram", "refused");
        _protocol.Transport.PauseProducing();
        port.IsPaused.Should().BeTrue();
        FluentActions.Invoking(() => port.Receive("x"u8, There)).Should().Throw<InvalidOperationException>();
        _protocol.Transport.ResumeProducing();
        port.Receive("x"u8, There);
        _protocol.Transport.StopProducing();
        FluentActions.Invoking(() => port.Receive("x"u8, There)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Stop_OpenPorts_StopTheirProtocols()
    {
        var onPath = new RecordingDatagrams();
        _reactor.ListenUDP(53, _protocol);
        _reactor.ListenUNIXDatagram("/run/x", onPath);
        _reactor.ConnectUNIXDatagram("/run/x", _client);
        _reactor.Run();
        _reactor.Stop();
        _protocol.Events.Should().Equal("start", "stop");
        onPath.Events.Should().Equal("start", "stop");
        _client.Events.Should().Equal("start", "stop");
    }

    [Test]
    public void AdoptDatagramPort_IsRecorded()
    {
        using var handle = new SafeSocketHandle();
        _reactor.AdoptDatagramPort(handle, _protocol, 100).GetHost().Should().Be(new IPv4Address("0.0.0.0", 1234));
        _reactor.UdpPorts.Should().ContainSingle().Which.MaxPacketSize.Should().Be(100);
    }

    [Test]
    public void ListenUNIXDatagram_IsRecordedAndStarted()
    {
        var port = _reactor.ListenUNIXDatagram("/run/x", _protocol, 100, UnixFileMode.UserRead);
        var record = _reactor.UnixDatagramPorts.Should().ContainSingle().Subject;
        (record.Path, record.MaxPacketSize, record.Mode).Should().Be(("/run/x", 100, UnixFileMode.UserRead));
        record.Transport.Should().BeSameAs(port);
        port.Write("hello"u8, "/run/y");
        record.Transport.Written.Should().ContainSingle().Which.Address.Should().Be(new UNIXAddress("/run/y"));
        record.Transport.Receive("x"u8, new UNIXAddress(null));
        FluentActions.Invoking(() => port.Write("x"u8, There)).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => _reactor.ListenUNIXDatagram("/run/x", new RecordingDatagrams()))
            .Should().Throw<CannotListenException>();
        port.ToString().Should().Be("<FakeUNIXDatagramTransport /run/x Listening, 1 written>");
        SuccessResultOf(port.StopListening());
        _protocol.Events.Should().Equal("start", "datagram", "stop");
    }

    [Test]
    public void ConnectUNIXDatagram_IsRecordedAndStarted()
    {
        var port = _reactor.ConnectUNIXDatagram("/run/x", _client, bindAddress: "/run/y");
        var record = _reactor.UnixDatagramClients.Should().ContainSingle().Subject;
        (record.Path, record.MaxPacketSize, record.Mode, record.BindAddress).Should().Be(("/run/x", 8192, null, "/run/y"));
        (port.GetHost(), port.GetPeer()).Should().Be((new UNIXAddress("/run/y"), new UNIXAddress("/run/x")));
        port.Write("hello"u8);
        record.Transport.Written.Should().ContainSingle().Which.Should().Equal("hello"u8.ToArray());
        record.Transport.Receive("back"u8);
        record.Transport.Refuse();
        SuccessResultOf(port.StopListening());
        _client.Events.Should().Equal("start", "back", "refused", "stop");
        FluentActions.Invoking(() => port.Write("x"u8)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void ConnectUNIXDatagram_StartThrows_TellsTheProtocol()
    {
        _client.OnStart = _ => throw new FormatException("boom");
        _reactor.ConnectUNIXDatagram("/run/x", _client);
        _client.Failed!.Value.Message.Should().Be("boom");
        _client.Events.Should().Equal("start", "failed");
    }
}
