using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>UDP ports on sockets that were bound elsewhere.</summary>
public sealed class AdoptDatagramPortTests(Type kind) : UdpContract(kind)
{
    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void AdoptDatagramPort_BoundSocket_SendsAndReceivesThereAfterItsOwnerClosesIt(string address)
    {
        NeedLinux();
        var local = IPAddress.Parse(address);
        if (local.AddressFamily == AddressFamily.InterNetworkV6)
            NeedIPv6();
        var protocol = StopAfter(1);
        var bound = 0;
        Run(() =>
        {
            using (var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp))
            {
                socket.Bind(new IPEndPoint(local, 0));
                bound = ((IPEndPoint)socket.LocalEndPoint!).Port;
                Reactor.AdoptDatagramPort(socket.SafeHandle, protocol);
            }
            PortOf(protocol.Udp).Should().Be(bound);
            protocol.Udp.Write("here"u8, protocol.Udp.GetHost());
        });
        protocol.Texts.Should().Equal("here");
        protocol.Events.Should().Equal("start", "datagram", "stop");
    }

    [Test]
    public void AdoptDatagramPort_StoppedAndStartedAgain_BindsTheSamePort()
    {
        NeedLinux();
        var protocol = new RecordingDatagrams();
        Run(() =>
        {
            IUDPTransport port;
            using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                port = Reactor.AdoptDatagramPort(socket.SafeHandle, protocol);
            }
            var before = port.GetHost();
            port.StopListening().AddCallback(() =>
            {
                port.StartListening();
                port.GetHost().Should().Be(before);
                Reactor.Stop();
            });
        });
    }

    [Test]
    public void AdoptDatagramPort_OtherSockets_Throw()
    {
        NeedLinux();
        var protocol = new RecordingDatagrams();
        using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        FluentActions.Invoking(() => Reactor.AdoptDatagramPort(stream.SafeHandle, protocol)).Should().Throw<ArgumentException>()
            .WithMessage("*Stream*");
        using var unix = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        FluentActions.Invoking(() => Reactor.AdoptDatagramPort(unix.SafeHandle, protocol))
            .Should().Throw<UnsupportedAddressFamilyException>();
        protocol.Events.Should().BeEmpty();
        Reactor.RegistrationCount.Should().Be(0);
    }

    private static void NeedLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Sockets are taken over on Linux only.");
    }
}
