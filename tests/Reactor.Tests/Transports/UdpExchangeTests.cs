using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>Datagrams between UDP ports.</summary>
public sealed class UdpExchangeTests(Type kind) : UdpContract(kind)
{
    [Test]
    public void Write_ToTheSender_Answers()
    {
        var server = new RecordingDatagrams { OnDatagram = (p, datagram, address) => p.Transport.Write(datagram, address) };
        var client = StopAfter(2);
        Run(() =>
        {
            var to = Open(server).GetHost();
            Open(client);
            client.Transport.Write("one"u8, to);
            client.Udp.Write("two"u8, Loopback, PortOf(server.Udp));
        });
        server.Texts.Should().Equal("one", "two");
        client.Texts.Should().Equal("one", "two");
        server.Senders[0].Should().BeSameAs(server.Senders[1], "the address of the same sender is kept");
    }

    [Test]
    public void Write_TwoSendersInTurn_EachIsToldApart()
    {
        var server = StopAfter(4);
        var ports = new List<IAddress>();
        Run(() =>
        {
            var to = Open(server).GetHost();
            var one = Open(new RecordingDatagrams());
            var two = Open(new RecordingDatagrams());
            ports.AddRange([one.GetHost(), two.GetHost()]);
            foreach (var port in new[] { one, two, one, two })
                port.Write("x"u8, to);
        });
        server.Senders.Should().Equal(ports[0], ports[1], ports[0], ports[1]);
    }

    [Test]
    public void Connect_ThenWrite_WithNoneNullOrTheSameAddress_AllArrive()
    {
        var server = StopAfter(4);
        var client = new RecordingDatagrams();
        IAddress? from = null;
        Run(() =>
        {
            var to = (IPv4Address)Open(server).GetHost();
            var port = Open(client, interfaceAddress: "");
            port.Connect(to.Host, to.Port);
            from = port.GetHost();
            port.ToString().Should().Contain($" to {to} Listening");
            port.Write("a"u8);
            port.Write("b"u8, null);
            port.Write("c"u8, new IPv4Address(to.Host, to.Port));
            port.Write("d"u8, to.Host, to.Port);
        });
        server.Texts.Should().Equal("a", "b", "c", "d");
        server.Senders.Should().OnlyContain(a => a.Equals(from));
        from.Should().BeOfType<IPv4Address>().Which.Host.Should().Be(Loopback, "connecting chose the local address");
    }

    [Test]
    public void Connect_Connected_ReceivesAndAnswers()
    {
        var server = new RecordingDatagrams { OnDatagram = (p, _, address) => p.Transport.Write("pong"u8, address) };
        var client = StopAfter(1);
        Run(() =>
        {
            var port = PortOf(Open(server));
            Open(client).Connect(Loopback, port);
            client.Transport.Write("ping"u8);
        });
        client.Texts.Should().Equal("pong");
    }

    [Test]
    public void Connect_Bad_Throws()
    {
        var port = Open(new RecordingDatagrams());
        FluentActions.Invoking(() => port.Connect("localhost", 80))
            .Should().Throw<InvalidAddressException>().Which.Address.Should().Be("localhost");
        FluentActions.Invoking(() => port.Connect("example.invalid", 1)).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => port.Connect("::1", 1)).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => port.Connect(Loopback, 65536)).Should().Throw<ArgumentOutOfRangeException>();
        port.Connect(Loopback, 80);
        FluentActions.Invoking(() => port.Connect(Loopback, 80))
            .Should().Throw<InvalidOperationException>().WithMessage("*connected already*");
    }

    [Test]
    public void Write_ConnectedToAnotherAddress_Throws()
    {
        var port = Open(new RecordingDatagrams());
        port.Connect(Loopback, 80);
        FluentActions.Invoking(() => port.Write("x"u8, new IPv4Address(Loopback, 81))).Should().Throw<ArgumentException>();
    }

    [Test]
    public void Write_BadAddress_Throws()
    {
        var port = Open(new RecordingDatagrams());
        FluentActions.Invoking(() => port.Write("x"u8)).Should().Throw<InvalidOperationException>().WithMessage("*needs an address*");
        FluentActions.Invoking(() => port.Write("x"u8, "example.invalid", 1)).Should().Throw<InvalidAddressException>()
            .Which.Address.Should().Be("example.invalid");
        FluentActions.Invoking(() => port.Write("x"u8, new HostnameAddress("example.invalid", 1)))
            .Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => port.Write("x"u8, "::1", 1))
            .Should().Throw<InvalidAddressException>().Which.Address.Should().Be("::1");
        FluentActions.Invoking(() => port.Write("x"u8, new UNIXAddress("/tmp/x"))).Should().Throw<InvalidAddressException>();
    }

    [TestCase("127.0.0.1")]
    [TestCase("<broadcast>")]
    public void Write_IPv4OnAnIPv6Port_Throws(string host)
    {
        NeedIPv6();
        var port = Open(new RecordingDatagrams(), "::1");
        FluentActions.Invoking(() => port.Write("x"u8, host, 1)).Should().Throw<InvalidAddressException>().Which.Address.Should().Be(host);
    }

    [Test]
    public void Write_OnAClosedPort_Throws()
    {
        IUDPTransport? port = null;
        Run(() =>
        {
            port = Open(new RecordingDatagrams());
            port.StopListening().AddCallback(Reactor.Stop);
        });
        FluentActions.Invoking(() => port!.Write("x"u8, Loopback, 1))
            .Should().Throw<InvalidOperationException>().WithMessage("*Closed*not open*");
    }

    [Test]
    public void Write_Broadcast_IsAnAddressThatNeedsLeave()
    {
        var port = Open(new RecordingDatagrams());
        port.GetBroadcastAllowed().Should().BeFalse();
        FluentActions.Invoking(() => port.Write("x"u8, "<broadcast>", 1234)).Should().Throw<SocketException>()
            .Which.SocketErrorCode.Should().Be(SocketError.AccessDenied);
        port.SetBroadcastAllowed(true);
        port.GetBroadcastAllowed().Should().BeTrue();
        port.SetBroadcastAllowed(false);
        port.GetBroadcastAllowed().Should().BeFalse();
    }

    [Test]
    public void Write_TooLong_Throws()
    {
        var port = Open(new RecordingDatagrams());
        var tooLong = new byte[70_000];
        FluentActions.Invoking(() => port.Write(tooLong, Loopback, 9)).Should().Throw<MessageLengthException>().WithMessage("*70000*");
        port.Connect(Loopback, 9);
        FluentActions.Invoking(() => port.Write(tooLong)).Should().Throw<MessageLengthException>().WithMessage("*70000*");
    }

    [Test]
    public void Write_TheSystemRefuses_ThrowsWhatItSays()
    {
        var port = Open(new RecordingDatagrams());
        // No datagram can go to port 0.
        FluentActions.Invoking(() => port.Write("x"u8, Loopback, 0)).Should().Throw<SocketException>()
            .Which.SocketErrorCode.Should().Be(SocketError.InvalidArgument);
    }

    [Test]
    public void WriteSequence_Parts_AreOneDatagram()
    {
        var server = StopAfter(1);
        Run(() => Open(server).WriteSequence(
            ["some"u8.ToArray(), "bytes"u8.ToArray(), "to"u8.ToArray(), "write"u8.ToArray()], server.Udp.GetHost()));
        server.Texts.Should().Equal("somebytestowrite");
    }

    [Test]
    public void ConnectionRefused_NobodyListens_IsToldOnTheConnectedPortOnly()
    {
        var connected = new RecordingDatagrams { OnRefused = _ => Reactor.Stop() };
        var other = new RecordingDatagrams();
        Run(() =>
        {
            var closed = FreePort();
            Open(connected).Connect(Loopback, closed);
            Open(other);
            // The first only: a later write would hear of it before the reading does.
            connected.Transport.Write("x"u8);
            for (var i = 0; i < 10; i++)
                other.Udp.Write("x"u8, Loopback, closed);
        });
        connected.Events.Should().Equal("start", "refused", "stop");
        other.Events.Should().Equal("start", "stop");
    }

    [Test]
    public void ConnectionRefused_HeardByAWrite_IsToldInsideIt()
    {
        var protocol = new RecordingDatagrams();
        var port = Open(protocol);
        port.Connect(Loopback, FreePort());
        // On loopback the refusal of one datagram is there before the next is written.
        port.Write("1"u8);
        port.Write("2"u8);
        protocol.Events.Should().Equal("start", "refused");
    }

    [Test]
    public void ConnectionRefused_Throws_IsLoggedAndThePortLivesOn()
    {
        var boom = new FormatException("boom");
        var protocol = new RecordingDatagrams { OnRefused = _ => throw boom };
        var port = Open(protocol);
        port.Connect(Loopback, FreePort());
        port.Write("1"u8);
        port.Write("2"u8);
        port.Write("3"u8);
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void DatagramReceived_Throws_IsLoggedAndThePortLivesOn()
    {
        var boom = new FormatException("boom");
        var protocol = new RecordingDatagrams
        {
            OnDatagram = (p, _, _) =>
            {
                if (p.Datagrams.Count == 3)
                    Reactor.Stop();
                else
                    throw boom;
            },
        };
        Run(() =>
        {
            var port = Open(protocol);
            foreach (var text in new[] { "1", "2", "3" })
                port.Write(System.Text.Encoding.ASCII.GetBytes(text), port.GetHost());
        });
        protocol.Texts.Should().Equal("1", "2", "3");
        TakeErrors().Select(e => e.Failure!.Value).Should().Equal(boom, boom);
    }

    [Test]
    public void DatagramReceived_Empty_IsADatagram()
    {
        var protocol = StopAfter(2);
        Run(() =>
        {
            var port = Open(protocol);
            port.Write([], port.GetHost());
            port.Write("after"u8, port.GetHost());
        });
        protocol.Texts.Should().Equal("", "after");
    }

    [Test]
    public void DatagramReceived_LongerThanMaxPacketSize_IsCutOff()
    {
        var protocol = StopAfter(2);
        Run(() =>
        {
            var port = Open(protocol, maxPacketSize: 4);
            port.Write("longer"u8, port.GetHost());
            port.Write("fits"u8, port.GetHost());
        });
        protocol.Texts.Should().Equal("long", "fits");
    }

    [Test]
    public void DatagramReceived_TheLongestThereIs_ComesWhole()
    {
        var protocol = StopAfter(1);
        var datagram = new byte[65_507];
        Random.Shared.NextBytes(datagram);
        Run(() =>
        {
            var port = Open(protocol, maxPacketSize: 100_000);
            port.Write(datagram, port.GetHost());
        });
        protocol.Datagrams.Should().ContainSingle().Which.Should().Equal(datagram);
    }

    [Test]
    public void PauseProducing_UntilResumed_HoldsDatagramsBack()
    {
        var server = StopAfter(2);
        var order = new List<string>();
        Run(() =>
        {
            var port = Open(server);
            port.PauseProducing();
            port.ToString().Should().Contain("reading paused");
            port.Write("1"u8, port.GetHost());
            // Another port's datagram comes, so the loop has looked.
            var other = new RecordingDatagrams
            {
                OnDatagram = (_, _, _) =>
                {
                    order.AddRange(server.Texts);
                    order.Add("other");
                    port.ResumeProducing();
                    port.Write("2"u8, port.GetHost());
                },
            };
            var second = Open(other);
            second.Write("x"u8, second.GetHost());
        });
        order.AddRange(server.Texts);
        order.Should().Equal("other", "1", "2");
    }

    [Test]
    public void PauseProducing_InDatagramReceived_HoldsTheNextBack()
    {
        var turns = new List<long>();
        var protocol = new RecordingDatagrams
        {
            OnDatagram = (p, _, _) =>
            {
                turns.Add(Reactor.Turns);
                p.Transport.PauseProducing();
                if (p.Datagrams.Count == 2)
                    Reactor.Stop();
                else
                    Reactor.CallLater(0, p.Transport.ResumeProducing);
            },
        };
        Run(() =>
        {
            var port = Open(protocol);
            port.Write("1"u8, port.GetHost());
            port.Write("2"u8, port.GetHost());
        });
        turns.Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Test]
    public void StopProducing_Open_ClosesThePort()
    {
        var protocol = new RecordingDatagrams { OnStop = Reactor.Stop };
        Run(() => Open(protocol).StopProducing());
        protocol.Events.Should().Equal("start", "stop");
    }

    [Test]
    public void IPv6_Exchange_TellsIPv6Addresses()
    {
        NeedIPv6();
        var server = new RecordingDatagrams { OnDatagram = (p, _, address) => p.Transport.Write("eggs"u8, address) };
        var client = StopAfter(1);
        IAddress? from = null;
        Run(() =>
        {
            var port = PortOf(Open(server, "::1"));
            from = Open(client, "::1").GetHost();
            client.Udp.Write("spam"u8, "::1", port);
        });
        server.Senders.Should().ContainSingle().Which.Should().Be(from);
        client.Texts.Should().Equal("eggs");
    }

    [Test]
    public void IPv6_Connected_Arrives()
    {
        NeedIPv6();
        var server = StopAfter(1);
        IAddress? from = null;
        Run(() =>
        {
            var port = PortOf(Open(server, "::1"));
            var client = Open(new RecordingDatagrams(), "::1");
            client.Connect("::1", port);
            from = client.GetHost();
            client.Write("spam"u8);
        });
        server.Texts.Should().Equal("spam");
        server.Senders.Should().ContainSingle().Which.Should().Be(from);
    }

    [Test]
    public void IPv6_Wildcard_TakesIPv4Too()
    {
        NeedIPv6();
        var server = new RecordingDatagrams { OnDatagram = (p, _, address) => p.Transport.Write("back"u8, address) };
        var client = StopAfter(1);
        Run(() =>
        {
            var port = PortOf(Open(server, "::"));
            Open(client).Write("there"u8, Loopback, port);
        });
        server.Senders.Should().ContainSingle().Which.Should().BeOfType<IPv6Address>().Which.Host.Should().Be("::ffff:127.0.0.1");
        client.Texts.Should().Equal("back");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
