using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>What happens to the TCP connection under TLS, as TLS tells it.</summary>
public sealed class TlsOverTcpTests(Type kind) : TcpContract(kind)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(8);

    [Test]
    public void Handshake_PeerResets_TheAttemptFailsOnce()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Failure? failure = null;
        Socket? peer = null;
        void WhenHello()
        {
            if (peer is null && listener.Poll(0, SelectMode.SelectRead))
                peer = listener.Accept();
            if (peer is { Available: > 0 })
                peer.Close(timeout: 0); // Resets.
            else
                Later(1, WhenHello);
        }
        Run(() =>
        {
            ConnectTls(((IPEndPoint)listener.LocalEndPoint!).Port, new RecordingProtocol()) // Bound.
                .AddCallbacks(_ => Reactor.Stop(), f =>
                {
                    failure = f;
                    Reactor.Stop();
                });
            WhenHello();
        });
        failure!.Value.Should().BeAssignableTo<IOException>();
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void Established_PeerResets_IsLostOnceAndWritesAreDropped()
    {
        var server = new RecordingProtocol
        {
            OnLost = (p, _) =>
            {
                p.Transport.Write("late"u8);
                p.Transport.WriteSequence(["later"u8.ToArray()]);
                p.Transport.IsOutputPending.Should().BeFalse();
            },
        };
        var client = new RecordingProtocol();
        var open = 2;
        StopAfter(server, () => --open == 0);
        StopAfter(client, () => --open == 0);
        Run(() =>
        {
            var port = Listen(new TlsServerFactory(Reactor, new RecordingFactory(() => server), TestCertificates.Server));
            ConnectTls(((IPv4Address)port.GetHost()).Port, client);
            WhenBoth();
        });
        void WhenBoth()
        {
            if (server.HasTransport && client.HasTransport)
                client.Transport.AbortConnection();
            else
                Later(1, WhenBoth);
        }
        server.Lost!.Value.Should().BeAssignableTo<ConnectionLostException>();
        server.Events.Count(e => e == "lost").Should().Be(1);
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    private Deferred<IProtocol> ConnectTls(int port, IProtocol protocol) =>
        new TlsClientEndpoint(Reactor, new TCP4ClientEndpoint(Reactor, "127.0.0.1", port), TlsPair.Options(), LongEnough)
            .Connect(Factory.ForProtocol(() => protocol));
}
