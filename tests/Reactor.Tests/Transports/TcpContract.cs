using TwistedSharp.Internet;
using TwistedSharp.Tests.Reactors;

namespace TwistedSharp.Tests.Transports;

/// <summary>A server and a client on loopback, on one reactor.</summary>
public abstract class TcpContract(Type kind) : ReactorContract(kind)
{
    internal RecordingFactory ServerFactory { get; private set; } = null!; // Made by RunPair.

    internal RecordingFactory ClientFactory { get; private set; } = null!; // Made by RunPair.

    internal IListeningPort Port { get; private set; } = null!; // Made by RunPair.

    /// <summary>Connects the two and runs until both have lost their connection.</summary>
    internal void RunPair(RecordingProtocol server, RecordingProtocol client, Action<IConnector>? connected = null)
    {
        var open = 2;
        StopAfter(server, () => --open == 0);
        StopAfter(client, () => --open == 0);
        ServerFactory = new RecordingFactory(() => server);
        ClientFactory = new RecordingFactory(() => client);
        Run(() =>
        {
            Port = Listen(ServerFactory);
            var connector = Connect(Port, ClientFactory);
            connected?.Invoke(connector);
        });
        server.Threads.Concat(client.Threads).Concat(ServerFactory.Threads).Concat(ClientFactory.Threads)
            .Should().OnlyContain(id => id == Environment.CurrentManagedThreadId, "every callback runs on the reactor's thread");
        Reactor.RegistrationCount.Should().Be(0);
    }

    internal virtual IListeningPort Listen(IFactory factory) => Reactor.ListenTCP(0, factory, interfaceAddress: "127.0.0.1");

    internal virtual IConnector Connect(IListeningPort port, IClientFactory factory) =>
        Reactor.ConnectTCP("127.0.0.1", ((IPv4Address)port.GetHost()).Port, factory);

    /// <summary>Calls something so many turns later: each CallLater(0) is one.</summary>
    internal void Later(int turns, Action call) => Reactor.CallLater(0, () =>
    {
        if (turns > 1)
            Later(turns - 1, call);
        else
            call();
    });

    /// <summary>Stops the reactor when the protocol loses its connection and the condition holds.</summary>
    internal void StopAfter(RecordingProtocol protocol, Func<bool> condition)
    {
        var before = protocol.OnLost;
        protocol.OnLost = (p, reason) =>
        {
            before?.Invoke(p, reason);
            // In a later turn, so that the factories hear of it first.
            if (condition())
                Reactor.CallLater(0, Reactor.Stop);
        };
    }
}
