using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Connects one protocol to this process's standard input and output (twisted.internet.endpoints.StandardIOEndpoint).</summary>
/// <remarks>The connection is there when Listen's Deferred fires; none will follow. Twisted's Deferred gives the
/// <see cref="StandardIO"/>; here that is the protocol's transport.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class StandardIOEndpoint : IStreamServerEndpoint
{
    private readonly IReactor _reactor;
    private readonly Action<IProtocol, IReactor> _connect;

    /// <summary>An endpoint; nothing happens before <see cref="Listen"/>.</summary>
    /// <param name="reactor">One with a loop of its own.</param>
    public StandardIOEndpoint(IReactor reactor) : this(reactor, static (protocol, reactor) => _ = new StandardIO(protocol, reactor)) { }

    internal StandardIOEndpoint(IReactor reactor, Action<IProtocol, IReactor> connect)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        _reactor = reactor;
        _connect = connect;
    }

    /// <inheritdoc/>
    /// <remarks>Fails with <see cref="NoProtocolException"/> when the factory builds none.</remarks>
    public Deferred<IListeningPort> Listen(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Deferred.Execute<IListeningPort>(() =>
        {
            var protocol = factory.BuildProtocol(new PipeAddress())
                ?? throw new NoProtocolException($"The factory {factory} built no protocol for standard input and output.");
            _connect(protocol, _reactor);
            return new Port();
        });
    }

    /// <inheritdoc/>
    public override string ToString() => "<StandardIOEndpoint>";

    /// <summary>What goes for a port: its one connection has come.</summary>
    private sealed class Port : IListeningPort
    {
        public void StartListening() =>
            throw new InvalidOperationException("Standard input and output are connected once, and have been.");

        public Deferred StopListening() => Deferred.Succeed();

        public IAddress GetHost() => new PipeAddress();

        public override string ToString() => "<StandardIOEndpoint's port>";
    }
}
