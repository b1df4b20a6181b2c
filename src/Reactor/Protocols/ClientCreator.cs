using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Makes connections one by one, without a factory (twisted.internet.protocol.ClientCreator).</summary>
/// <typeparam name="TProtocol">The protocol's type.</typeparam>
/// <remarks>Each call gives the protocol one turn after its connection is made, or fails one turn after the attempt did. Cancelling ends
/// the attempt, or the connection that was just made.</remarks>
public sealed class ClientCreator<TProtocol>
    where TProtocol : class, IProtocol
{
    private readonly IReactor _reactor;
    private readonly Func<TProtocol> _make;

    /// <summary>A maker of connections.</summary>
    /// <param name="reactor">What connects.</param>
    /// <param name="make">Makes the protocol for each.</param>
    public ClientCreator(IReactor reactor, Func<TProtocol> make)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(make);
        _reactor = reactor;
        _make = make;
    }

    /// <summary>Connects to a host.</summary>
    /// <param name="host">A name or an address literal.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">How long the attempt may take; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    public Deferred<TProtocol> ConnectTCP(string host, int port, TimeSpan? timeout = null, string? bindAddress = null) =>
        Connect(factory => _reactor.ConnectTCP(host, port, factory, timeout, bindAddress));

    /// <summary>Connects to a host and speaks TLS to it; the protocol comes when the peer is verified.</summary>
    /// <param name="host">A name or an address literal.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="timeout">How long connecting and handshake together may take; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    public Deferred<TProtocol> ConnectSSL(
        string host, int port, TlsOptions options, TimeSpan? timeout = null, string? bindAddress = null) =>
        Connect(factory => _reactor.ConnectSSL(host, port, factory, options, timeout, bindAddress));

    /// <summary>Connects to a UNIX socket.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="timeout">How long the attempt may take; 30 s when null.</param>
    /// <param name="checkPID">Whether to fail unless a running process holds the socket's lock.</param>
    public Deferred<TProtocol> ConnectUNIX(string path, TimeSpan? timeout = null, bool checkPID = false) =>
        Connect(factory => _reactor.ConnectUNIX(path, factory, timeout, checkPID));

    private Deferred<TProtocol> Connect(Func<IClientFactory, IConnector> connect)
    {
        var attempt = new Attempt(_reactor, _make());
        attempt.Connector = connect(attempt);
        return attempt.Result;
    }

    /// <summary>One connection; the factory that the connector tells how it goes.</summary>
    private sealed class Attempt : ClientFactory
    {
        private readonly IReactorTime _clock;
        private readonly TProtocol _protocol;
        private DelayedCall? _pending;

        internal Attempt(IReactorTime clock, TProtocol protocol)
        {
            _clock = clock;
            _protocol = protocol;
            Noisy = false;
            Result = new Deferred<TProtocol>(_ => Stop());
        }

        internal Deferred<TProtocol> Result { get; }

        internal IConnector? Connector { private get; set; }

        public override IProtocol? BuildProtocol(IAddress address) => _protocol;

        public override void ClientConnectionMade(IConnector connector, IProtocol protocol) =>
            Settle(() => Result.Callback(_protocol));

        public override void ClientConnectionFailed(IConnector connector, Failure reason) => Settle(() => Result.Errback(reason));

        // Settled already, unless MakeConnection threw.
        public override void ClientConnectionLost(IConnector connector, Failure reason) => Settle(() => Result.Errback(reason));

        public override string ToString() => $"<ClientCreator of {_protocol}>";

        private void Settle(Action fire)
        {
            if (_pending is null && !Result.Called)
                _pending = _clock.CallLater(TimeSpan.Zero, fire);
        }

        private void Stop()
        {
            // First the connector, which may report a failure from inside the call: that is not what the caller is to hear.
            Connector?.Disconnect();
            if (_pending is { Active: true })
                _pending.Cancel();
        }
    }
}
