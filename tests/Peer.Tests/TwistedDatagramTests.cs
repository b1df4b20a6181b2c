using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Peer.Tests;

/// <summary>UDP between our reactor and Twisted's.</summary>
public sealed class TwistedDatagramTests(Type kind) : LiveReactor(kind)
{
    private const int Count = 500;

    [Test]
    public void OurPort_TwistedEchoes_EachDatagramComesBack()
    {
        using var twisted = TwistedPeer.Serve("UdpEcho", "udp:0");
        var ping = new Ping(twisted.Port);
        Run(async Deferred () =>
        {
            var port = Reactor.ListenUDP(0, ping, "127.0.0.1");
            await Until(() => ping.Left == 0);
            await port.StopListening();
        });
        ping.Different.Should().BeEmpty();
    }

    [Test]
    public void OurPort_EchoesToTwisted_EachDatagramComesBack()
    {
        var echo = new UdpEcho();
        TwistedPeer? twisted = null;
        try
        {
            Run(async Deferred () =>
            {
                var port = Reactor.ListenUDP(0, echo, "127.0.0.1");
                twisted = TwistedPeer.Connect("UdpPing", $"udp:{((IPv4Address)port.GetHost()).Port}", $"count={Count}");
                await Until(() => twisted.Said.Contains("all came back"));
                await port.StopListening();
            });
            twisted!.Said.Should().NotContain("different"); // Set when the scenario began.
            echo.Received.Should().Be(Count);
        }
        finally
        {
            twisted?.Dispose();
        }
    }

    /// <summary>Sends one datagram after the other, the next when the last has come back.</summary>
    private sealed class Ping(int port) : DatagramProtocol
    {
        private byte[] _datagram = [];

        internal int Left { get; private set; } = Count;

        internal List<string> Different { get; } = [];

        public override void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address)
        {
            if (!datagram.SequenceEqual(_datagram) || !address.Equals(new IPv4Address("127.0.0.1", port)))
                Different.Add($"{datagram.Length} bytes from {address}, {Left} left");
            if (--Left > 0)
                Send();
        }

        protected override void StartProtocol() => Send();

        private void Send()
        {
            _datagram = Encoding.ASCII.GetBytes($"{Left} {new string('p', Left * 13 % 1400)}");
            Transport.Write(_datagram, new IPv4Address("127.0.0.1", port));
        }
    }

    private sealed class UdpEcho : DatagramProtocol
    {
        internal int Received { get; private set; }

        public override void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address)
        {
            Received++;
            Transport.Write(datagram, address);
        }
    }
}
