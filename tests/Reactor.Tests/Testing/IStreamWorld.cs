using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Testing;

/// <summary>Somewhere two protocols can be connected by a stream: what a fake and the sockets that it fakes have in common.</summary>
internal interface IStreamWorld : IDisposable
{
    /// <summary>Connects the two; both have been told when <see cref="Turn"/> was called often enough.</summary>
    void Connect(IProtocol client, IProtocol server);

    /// <summary>One round of the loop.</summary>
    /// <param name="isWaiting">Whether it may wait a little for something to happen.</param>
    void Turn(bool isWaiting);
}

internal sealed class MemoryWorld : IStreamWorld
{
    private MemoryLink? _link;

    public void Connect(IProtocol client, IProtocol server) => _link = new MemoryLink(client, server);

    public void Turn(bool isWaiting)
    {
        _link?.Pump();
        _link?.Clock.Advance(0);
    }

    public void Dispose() { }
}

/// <summary>Sockets on this machine, on one reactor that the test turns itself.</summary>
internal abstract class SocketWorld(PollReactor reactor) : IStreamWorld
{
    /// <summary>Sooner if something happens: the longest that a turn waits for the network.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    protected PollReactor Reactor { get; } = reactor;

    public void Connect(IProtocol client, IProtocol server)
    {
        var port = Listen(new RecordingFactory(() => server));
        Connect(port, new RecordingFactory(() => client));
    }

    public void Turn(bool isWaiting) => Reactor.Iterate(isWaiting ? Patience : TimeSpan.Zero);

    public virtual void Dispose()
    {
        Reactor.CallWhenRunning(Reactor.Stop);
        Reactor.Run(installSignalHandlers: false);
    }

    private protected virtual IListeningPort Listen(IFactory factory) => Reactor.ListenTCP(0, factory, interfaceAddress: "127.0.0.1");

    private protected virtual void Connect(IListeningPort port, IClientFactory factory) =>
        Reactor.ConnectTCP("127.0.0.1", ((IPv4Address)port.GetHost()).Port, factory);
}

internal sealed class EPollWorld() : SocketWorld(new EPollReactor());

internal sealed class SelectWorld() : SocketWorld(new SelectReactor());

internal sealed class UnixWorld() : SocketWorld(new SelectReactor())
{
    private readonly UnixPaths _paths = new();

    public override void Dispose()
    {
        base.Dispose();
        _paths.Dispose();
    }

    private protected override IListeningPort Listen(IFactory factory) => Reactor.ListenUNIX(_paths.Next(), factory);

    private protected override void Connect(IListeningPort port, IClientFactory factory) =>
        Reactor.ConnectUNIX(((UNIXAddress)port.GetHost()).Name!, factory); // Bound to a path.
}
