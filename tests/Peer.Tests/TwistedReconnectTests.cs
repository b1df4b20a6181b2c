using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>A client that connects again by itself, and a server that goes and comes back at the same port.</summary>
public sealed class TwistedReconnectTests(Type kind) : LiveReactor(kind)
{
    [Test]
    public void OurClient_TwistedIsKilledAndStartedAgain_IsConnectedAgain()
    {
        var port = Peer.FreePort();
        var factory = new Returning(Reactor);
        var twisted = Greeter(port);
        try
        {
            Run(async Deferred () =>
            {
                Reactor.ConnectTCP("127.0.0.1", port, factory);
                await Until(() => factory.Last is { Text: "hello" });
                var first = factory.Last!; // It is there.
                twisted.Dispose(); // By SIGKILL.
                await Until(() => factory.Failures.Count >= 3);
                first.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>(); // Attempts follow a loss.
                factory.Retries.Should().Be(factory.Failures.Count + 1, "one attempt after the loss, and one after each failure");
                twisted = Greeter(port);
                await Until(() => factory.Last != first && factory.Last is { Text: "hello" });
                factory.ResetDelay();
                factory.StopTrying();
                factory.Last!.Transport.LoseConnection(); // It is there.
                await Until(() => factory.Last.ClosedReason is not null);
            });
            twisted.WaitFor("lost ").Should().Be("ConnectionDone");
            twisted.Said.Split("lost").Should().HaveCount(2, "it had one connection");
        }
        finally
        {
            twisted.Dispose();
        }
        factory.Built.Should().Be(2);
        factory.Losses.Should().Be(2);
        factory.Failures.Should().AllBeOfType<ConnectionRefusedException>();
        factory.NumPorts.Should().Be(0, "nothing is left that would connect");
    }

    [Test]
    public void TwistedClient_OurServerGoesAndComesBack_IsConnectedAgain()
    {
        var number = Peer.FreePort();
        var server = new AccumulatingProtocol();
        var factory = Factory.ForProtocol(() => server = new AccumulatingProtocol());
        var port = Reactor.ListenTCP(number, factory, interfaceAddress: "127.0.0.1");
        using var twisted = TwistedPeer.Reconnect("Greeter", number);
        Run(async Deferred () =>
        {
            await Until(() => server.Text == "hello");
            var first = server;
            first.Transport.LoseConnection();
            await port.StopListening();
            await Until(() => twisted.Said.Contains("not connected"));
            port = Reactor.ListenTCP(number, factory, interfaceAddress: "127.0.0.1");
            await Until(() => server != first && server.Text == "hello");
            await port.StopListening();
        });
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        twisted.WaitFor("not connected ").Should().Be("ConnectionRefusedError");
    }

    private static TwistedPeer Greeter(int port) => TwistedPeer.Serve("Greeter", $"tcp:{port}:interface=127.0.0.1");

    private sealed class Returning : ReconnectingClientFactory
    {
        internal Returning(IReactorTime clock) : base(clock)
        {
            InitialDelay = TimeSpan.FromMilliseconds(5);
            MaxDelay = TimeSpan.FromMilliseconds(20);
        }

        internal AccumulatingProtocol? Last { get; private set; }

        internal int Built { get; private set; }

        internal int Losses { get; private set; }

        internal List<Exception> Failures { get; } = [];

        public override IProtocol BuildProtocol(IAddress address)
        {
            Built++;
            return Last = new AccumulatingProtocol();
        }

        public override void ClientConnectionFailed(IConnector connector, Failure reason)
        {
            Failures.Add(reason.Value);
            base.ClientConnectionFailed(connector, reason);
        }

        public override void ClientConnectionLost(IConnector connector, Failure reason)
        {
            Losses++;
            base.ClientConnectionLost(connector, reason);
        }
    }
}
