using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Transports;

/// <summary>A poller that has no room for more sockets, as epoll beyond its max_user_watches.</summary>
public sealed class RefusingPollerTests
{
    [Test]
    public void Accept_PollerRefuses_ClosesTheConnectionAndServesTheNext()
    {
        using var log = new LogWatch();
        var poller = new RefusingPoller();
        var reactor = new RefusedReactor(poller);
        var factory = new RecordingFactory(() => new RecordingProtocol { OnMade = _ => reactor.Stop() });
        using var refused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var served = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reactor.CallWhenRunning(() =>
        {
            var port = ((IPv4Address)reactor.ListenTCP(0, factory, interfaceAddress: "127.0.0.1").GetHost()).Port;
            poller.Refusals = 1;
            refused.Connect(IPAddress.Loopback, port);
            served.Connect(IPAddress.Loopback, port);
        });
        reactor.Run(installSignalHandlers: false);
        refused.ReceiveTimeout = 10_000;
        refused.Receive(new byte[1]).Should().Be(0, "it was closed");
        log.Events.Should().ContainSingle(e => e.IsError).Which.Message.Should().Be("while accepting a connection");
    }

    [Test]
    public void Connect_PollerRefuses_IsAFailedConnection()
    {
        using var log = new LogWatch();
        var poller = new RefusingPoller();
        var reactor = new RefusedReactor(poller);
        var factory = new RecordingFactory(() => null);
        reactor.CallWhenRunning(() =>
        {
            var port = ((IPv4Address)reactor.ListenTCP(0, new RecordingFactory(() => null), interfaceAddress: "127.0.0.1").GetHost()).Port;
            reactor.ConnectTCP("127.0.0.1", port, factory);
            poller.Refusals = 1;
            // Behind the attempt, which takes the next turn.
            reactor.CallLater(0, () => reactor.CallLater(0, reactor.Stop));
        });
        reactor.Run(installSignalHandlers: false);
        factory.Events.Should().Equal("start", "started connecting", "failed", "stop");
        factory.Failed!.Value.Should().BeOfType<ConnectException>().Which.Message.Should().Contain("no room"); // It failed.
        log.Events.Should().NotContain(e => e.IsError);
    }

    private sealed class RefusedReactor(IPoller poller) : PollReactor(poller);

    private sealed class RefusingPoller : IPoller
    {
        private readonly SelectPoller _inner = new();

        /// <summary>How many of the next sockets it refuses.</summary>
        internal int Refusals { get; set; }

        public string Name => "refusing";

        public void Add(Socket socket, PollToken token, PollInterest interest)
        {
            if (Refusals-- > 0)
                throw new IOException("There is no room.");
            _inner.Add(socket, token, interest);
        }

        public void Modify(Socket socket, PollToken token, PollInterest interest) => _inner.Modify(socket, token, interest);

        public void Remove(Socket socket) => _inner.Remove(socket);

        public int Wait(TimeSpan? timeout, Span<PollEvent> ready) => _inner.Wait(timeout, ready);

        public void Wake() => _inner.Wake();

        public void Dispose() => _inner.Dispose();
    }
}
