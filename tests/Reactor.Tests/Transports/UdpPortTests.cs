using System.Net.Sockets;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>How a UDP port opens and closes.</summary>
public sealed class UdpPortTests(Type kind) : UdpContract(kind)
{
    [Test]
    public void ListenUDP_PortZero_IsOpenAndStartedAtOnce()
    {
        var protocol = new RecordingDatagrams();
        var port = Open(protocol);
        port.GetHost().Should().BeOfType<IPv4Address>().Which.Host.Should().Be(Loopback);
        PortOf(port).Should().BePositive();
        protocol.Events.Should().Equal("start");
        protocol.Transport.Should().BeSameAs(port);
        port.ToString().Should().Be($"<UdpPort 127.0.0.1:{PortOf(port)} Listening of RecordingDatagrams>");
    }

    [Test]
    public void ListenUDP_GivenPort_IsThatOne()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var free = ((System.Net.IPEndPoint)other.LocalEndPoint!).Port;
        other.Dispose();
        Reactor.ListenUDP(free, new RecordingDatagrams(), Loopback).GetHost().Should().Be(new IPv4Address(Loopback, free));
    }

    [Test]
    public void ListenUDP_IPv6_TellsAnIPv6Address()
    {
        NeedIPv6();
        Open(new RecordingDatagrams(), "::1").GetHost().Should().BeOfType<IPv6Address>().Which.Host.Should().Be("::1");
    }

    [Test]
    public void ListenUDP_PortTaken_Throws()
    {
        var port = PortOf(Open(new RecordingDatagrams()));
        var second = new RecordingDatagrams();
        var error = FluentActions.Invoking(() => Reactor.ListenUDP(port, second, Loopback)).Should().Throw<CannotListenException>().Which;
        (error.InterfaceAddress, error.Port).Should().Be((Loopback, port));
        error.InnerException.Should().BeOfType<SocketException>();
        second.Events.Should().BeEmpty();
    }

    [TestCase("example.com")]
    [TestCase("localhost")]
    [TestCase("1")]
    [TestCase("[::1]")]
    public void ListenUDP_InterfaceNoLiteral_Throws(string interfaceAddress) =>
        FluentActions.Invoking(() => Reactor.ListenUDP(0, new RecordingDatagrams(), interfaceAddress))
            .Should().Throw<InvalidAddressException>().Which.Address.Should().Be(interfaceAddress);

    [Test]
    public void ListenUDP_BadArguments_ThrowAtOnce()
    {
        var protocol = new RecordingDatagrams();
        FluentActions.Invoking(() => Reactor.ListenUDP(-1, protocol)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ListenUDP(65536, protocol)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ListenUDP(0, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Reactor.ListenUDP(0, protocol, maxPacketSize: 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.ListenUDP(0, protocol, "203.0.113.1")).Should().Throw<CannotListenException>();
    }

    [Test]
    public void StopListening_Open_StopsTheProtocolInALaterTurnAndFreesThePort()
    {
        var protocol = new RecordingDatagrams();
        var order = new List<string>();
        Run(() =>
        {
            var port = Open(protocol);
            var number = PortOf(port);
            protocol.OnStop = () => order.Add("stop");
            port.StopListening().AddCallback(() => order.Add("first"));
            port.StopListening().AddCallback(() =>
            {
                order.Add("second");
                port.ToString().Should().Be($"<UdpPort 127.0.0.1:{number} Closed of RecordingDatagrams>");
                protocol.HasTransport.Should().BeFalse();
                port.StopListening().Called.Should().BeTrue("it is closed already");
                Reactor.ListenUDP(number, new RecordingDatagrams(), Loopback);
                Reactor.Stop();
            });
            order.Should().BeEmpty("it closes in a later turn");
            protocol.Events.Should().Equal("start");
        });
        order.Should().Equal("stop", "first", "second");
    }

    [Test]
    public void ListenUDP_SameProtocolAfterTheStop_StartsItAgain()
    {
        var protocol = new RecordingDatagrams();
        Run(() => Open(protocol).StopListening().AddCallback(() => Open(protocol).StopListening()).AddCallback(Reactor.Stop));
        protocol.Events.Should().Equal("start", "stop", "start", "stop");
    }

    [Test]
    public void ListenUDP_ProtocolOnAnotherPort_ThrowsAndClosesTheNewOne()
    {
        var protocol = new RecordingDatagrams();
        var port = Open(protocol);
        FluentActions.Invoking(() => Open(protocol)).Should().Throw<InvalidOperationException>().WithMessage("*already*");
        protocol.Transport.Should().BeSameAs(port);
        Reactor.RegistrationCount.Should().Be(1);
    }

    [Test]
    public void StartListening_AfterTheStop_ReceivesAgain()
    {
        var protocol = StopAfter(1);
        Run(() =>
        {
            var port = Open(protocol);
            FluentActions.Invoking(port.StartListening).Should().Throw<InvalidOperationException>();
            port.Connect(Loopback, 1);
            port.StopListening().AddCallback(() =>
            {
                port.StartListening();
                port.Write("again"u8, port.GetHost());
            });
        });
        protocol.Texts.Should().Equal("again");
    }

    [Test]
    public void StopListening_InStartProtocol_StopsItLater()
    {
        var starting = false;
        var stoppedInside = false;
        var protocol = new RecordingDatagrams
        {
            OnStart = p =>
            {
                starting = true;
                p.Transport.StopListening();
                starting = false;
            },
            OnStop = () =>
            {
                stoppedInside = starting;
                Reactor.Stop();
            },
        };
        Run(() => Open(protocol));
        protocol.Events.Should().Equal("start", "stop");
        stoppedInside.Should().BeFalse();
    }

    [Test]
    public void StartProtocol_Throws_ThrowsToTheListenerAndClosesThePort()
    {
        var boom = new FormatException("boom");
        Deferred? stopped = null;
        var protocol = new RecordingDatagrams
        {
            OnStart = p =>
            {
                stopped = p.Transport.StopListening();
                throw boom;
            },
        };
        FluentActions.Invoking(() => Open(protocol)).Should().Throw<FormatException>().Which.Should().BeSameAs(boom);
        stopped!.Called.Should().BeTrue("nothing hangs");
        protocol.HasTransport.Should().BeFalse();
        protocol.Events.Should().Equal("start");
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void StopProtocol_Throws_FailsTheDeferred()
    {
        var boom = new FormatException("boom");
        Failure? failure = null;
        Run(() => Open(new RecordingDatagrams { OnStop = () => throw boom }).StopListening().AddErrback(f =>
        {
            failure = f;
            Reactor.Stop();
        }));
        failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void ReactorStop_InDatagramReceived_StopsTheProtocolOnce()
    {
        var protocol = StopAfter(1);
        Run(() =>
        {
            var port = Open(protocol);
            for (var i = 0; i < 5; i++)
                port.Write("x"u8, port.GetHost());
        });
        protocol.Events.Should().StartWith("start").And.EndWith("stop");
        protocol.Events.Count(e => e == "stop").Should().Be(1);
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void ReactorStop_StopProtocolThrows_IsLogged()
    {
        var boom = new FormatException("boom");
        Run(() =>
        {
            Open(new RecordingDatagrams { OnStop = () => throw boom });
            Reactor.Stop();
        });
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void StopListening_InDatagramReceived_DeliversNoMore()
    {
        var protocol = new RecordingDatagrams { OnDatagram = (p, _, _) => p.Transport.StopListening().AddCallback(Reactor.Stop) };
        Run(() =>
        {
            var port = Open(protocol);
            for (var i = 0; i < 5; i++)
                port.Write("x"u8, port.GetHost());
        });
        protocol.Events.Should().Equal("start", "datagram", "stop");
    }

    [Test]
    public void Log_StartAndEnd_AreToldWithThePort()
    {
        var messages = new List<string>();
        void Note(LogEvent logEvent) => messages.Add(logEvent.Message);
        Log.AddObserver(Note);
        try
        {
            var number = 0;
            Run(() =>
            {
                var port = Open(new RecordingDatagrams());
                number = PortOf(port);
                port.StopListening().AddCallback(Reactor.Stop);
            });
            messages.Should().ContainInOrder(
                $"RecordingDatagrams starting on 127.0.0.1:{number}", $"(RecordingDatagrams on 127.0.0.1:{number} closed)");
        }
        finally
        {
            Log.RemoveObserver(Note);
        }
    }

    [Test]
    public void LogPrefix_OfItsOwn_IsWhatThePortIsCalled()
    {
        var messages = new List<string>();
        void Note(LogEvent logEvent) => messages.Add(logEvent.Message);
        Log.AddObserver(Note);
        try
        {
            var port = Reactor.ListenUDP(0, new Named(), Loopback);
            port.ToString().Should().EndWith(" of Custom Datagrams>");
            messages.Should().Contain(m => m.StartsWith("Custom Datagrams starting on "));
        }
        finally
        {
            Log.RemoveObserver(Note);
        }
    }

    [Test]
    public void ListenUDP_ReactorEnded_ThrowsAndLeavesNothing()
    {
        Run(Reactor.Stop);
        var protocol = new RecordingDatagrams();
        FluentActions.Invoking(() => Open(protocol)).Should().Throw<InvalidOperationException>();
        protocol.Events.Should().BeEmpty();
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void Receiving_UnknownError_IsLoggedAndClosesThePort()
    {
        Run(() =>
        {
            var port = new BrokenPort(Reactor);
            port.Ended += Reactor.Stop;
            port.StartListening();
            port.Provoke();
        });
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeOfType<SocketException>();
        Reactor.RegistrationCount.Should().Be(0);
    }

    private sealed class Named : DatagramProtocol
    {
        public override string LogPrefix => "Custom Datagrams";
    }
}
