using System.Diagnostics;
using System.Net.Security;

namespace TwistedSharp.Internet;

/// <summary>An outgoing TLS connection, again and again if its factory wants: a connector below connects, and counts as connecting here
/// until the handshake is done (twisted.internet.ssl.Connector).</summary>
/// <remarks>The connector below knows when its factory is started and stopped, and one attempt of its makes one attempt here; so everything
/// it says is passed on, but for a handshake that fails: below, that is a lost connection.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class TlsConnector : IConnector
{
    private readonly IReactorTime _clock;
    private readonly IClientFactory _factory;
    private readonly TlsOptions _options;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly TimeSpan _timeout;
    private IConnector? _below;
    private Attempt? _attempt;
    private long _startedTicks;
    private State _state;

    internal TlsConnector(IReactorTime clock, IClientFactory factory, TlsOptions options, TimeSpan timeout)
    {
        _clock = clock;
        _factory = factory;
        _options = options;
        _certificate = options.CertificateContext();
        _timeout = timeout;
        Below = new BelowFactory(this);
    }

    private enum State
    {
        Disconnected,
        Connecting,
        Handshaking,
        Connected,
    }

    /// <summary>The factory to give to the connector below, which this one learns from it.</summary>
    internal IClientFactory Below { get; }

    public void Connect()
    {
        if (_state != State.Disconnected || _below is null)
            throw new InvalidOperationException($"Connect needs a disconnected connector; this is {this}.");
        _below.Connect();
    }

    public void StopConnecting()
    {
        if (_state == State.Handshaking)
            _attempt?.Abandon(new UserConnectException($"Connecting to {GetDestination()} was stopped in the TLS handshake."));
        else if (_state == State.Connecting)
            _below?.StopConnecting();
        else
            throw new NotConnectingException($"StopConnecting needs an attempt under way; this is {this}.");
    }

    public void Disconnect()
    {
        if (_state == State.Connected)
            _attempt?.Transport.LoseConnection();
        else if (_state != State.Disconnected)
            StopConnecting();
    }

    public IAddress GetDestination() =>
        _below?.GetDestination() ?? throw new InvalidOperationException("A connector has its destination from its first attempt on.");

    public override string ToString() => $"<TlsConnector for {_options.Host} {_state}>";

    private sealed class BelowFactory(TlsConnector owner) : IClientFactory
    {
        public void DoStart() => owner._factory.DoStart();

        public void DoStop() => owner._factory.DoStop();

        public void StartedConnecting(IConnector connector)
        {
            owner._below = connector;
            owner._state = State.Connecting;
            owner._startedTicks = owner._clock.NowTicks;
            owner._factory.StartedConnecting(owner);
        }

        public IProtocol? BuildProtocol(IAddress address)
        {
            owner._state = State.Handshaking;
            owner._attempt = new Attempt(owner, address);
            return owner._attempt.Transport;
        }

        public void ClientConnectionFailed(IConnector connector, Failure reason)
        {
            owner._state = State.Disconnected;
            owner._factory.ClientConnectionFailed(owner, reason);
        }

        public void ClientConnectionLost(IConnector connector, Failure reason)
        {
            owner._state = State.Disconnected;
            var attempt = owner._attempt;
            owner._attempt = null;
            if (attempt?.Failure is { } failure)
                owner._factory.ClientConnectionFailed(owner, failure);
            else
                owner._factory.ClientConnectionLost(owner, attempt?.LostReason ?? reason);
        }
    }

    /// <summary>One connection below, from its handshake on.</summary>
    private sealed class Attempt : ITlsParty
    {
        private readonly TlsConnector _owner;
        private readonly IAddress _address;
        private readonly TlsClientHandshake _handshake;
        private bool _built;

        internal Attempt(TlsConnector owner, IAddress address)
        {
            _owner = owner;
            _address = address;
            _handshake = new TlsClientHandshake(owner._options, owner._certificate);
            var left = owner._timeout - TimeSpan.FromTicks(owner._clock.NowTicks - owner._startedTicks);
            Transport = new TlsTransport(this, owner._clock, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        internal TlsTransport Transport { get; }

        /// <summary>Why there was no protocol, or null.</summary>
        internal Failure? Failure { get; private set; }

        /// <summary>What the protocol was told in the end, or null.</summary>
        internal Failure? LostReason { get; private set; }

        public string PeerName => _owner._options.Host;

        public string? Complaint => _handshake.Complaint;

        public Task Handshake(SslStream stream) => _handshake.Start(stream);

        public IProtocol? BuildProtocol()
        {
            var protocol = _owner._factory.BuildProtocol(_address);
            // A factory that wants no protocol has a connection that is closed, as over TCP; one that throws has none.
            _built = true;
            _owner._state = State.Connected;
            return protocol;
        }

        public void ConnectionMade(IProtocol protocol) => _owner._factory.ClientConnectionMade(_owner, protocol);

        public void Failed(Failure reason)
        {
            if (!_built)
                Failure ??= reason;
        }

        public void Lost(Failure reason) => LostReason = reason;

        internal void Abandon(Exception because)
        {
            Failure ??= new Failure(because);
            Transport.AbortConnection();
        }
    }
}
