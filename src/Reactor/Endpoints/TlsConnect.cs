using System.Net.Security;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>One connect of a <see cref="TlsClientEndpoint"/>: the factory that the endpoint below is given, and the client of the
/// handshake.</summary>
internal sealed class TlsConnect : IFactory, ITlsParty, ICanceller, IConnectListener
{
    private readonly IReactorTime _reactor;
    private readonly IFactory _factory;
    private readonly TlsOptions _options;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly TimeSpan _timeout;
    private readonly TlsVerification _verification;
    private readonly Deferred<IProtocol> _result;
    private readonly DelayedCall _timer;
    private Deferred<IProtocol>? _connecting;
    private TlsTransport? _transport;
    private IAddress? _address;
    private Progress _state;

    internal TlsConnect(
        IReactorTime reactor, IFactory factory, TlsOptions options, SslStreamCertificateContext? certificate, TimeSpan timeout)
    {
        _reactor = reactor;
        _factory = factory;
        _options = options;
        _certificate = certificate;
        _timeout = timeout;
        _verification = new TlsVerification(options.Host, required: true);
        _result = new Deferred<IProtocol>(this);
        _timer = reactor.CallLater(timeout, TimedOut);
    }

    private enum Progress
    {
        Connecting,
        Handshaking,
        Settled,
    }

    internal Deferred<IProtocol> Result => _result;

    public string PeerName => _options.Host;

    public string? Complaint => _verification.Complaint;

    internal void Start(IStreamClientEndpoint inner)
    {
        try
        {
            _connecting = inner.Connect(this) ?? throw new InvalidOperationException($"The endpoint {inner} gave null for a Deferred.");
        }
        catch (Exception e)
        {
            Failed(new Failure(e));
            return;
        }
        _connecting.AddCallbacks(static _ => { }, Failed);
    }

    public void DoStart() => _factory.DoStart();

    public void DoStop() => _factory.DoStop();

    void IConnectListener.Resolving() => (_factory as IConnectListener)?.Resolving();

    void IConnectListener.Connecting() => (_factory as IConnectListener)?.Connecting();

    void IConnectListener.Handshaking() => (_factory as IConnectListener)?.Handshaking();

    IProtocol? IFactory.BuildProtocol(IAddress address)
    {
        if (_state != Progress.Connecting)
            return null;
        _state = Progress.Handshaking;
        _address = address;
        (_factory as IConnectListener)?.Handshaking();
        if (_state != Progress.Handshaking)
            return null; // Whoever heard it has cancelled.
        return _transport = new TlsTransport(this, _reactor, handshakeTimeout: null);
    }

    Task ITlsParty.Handshake(SslStream stream) => stream.AuthenticateAsClientAsync(_options.ForConnection(_verification.Verify, _certificate));

    IProtocol? ITlsParty.BuildProtocol()
    {
        // The address is the one the endpoint below connected to; it is known once there is a transport.
        var protocol = _factory.BuildProtocol(_address ?? new HostnameAddress(_options.Host, 0));
        // The factory may have cancelled: then the connection is gone.
        return _state == Progress.Settled ? null : protocol;
    }

    public void ConnectionMade(IProtocol protocol)
    {
        if (Settle())
            _result.Callback(protocol);
    }

    public void Failed(Failure reason)
    {
        if (Settle())
            _result.Errback(reason);
    }

    void ICanceller.Cancel()
    {
        // The endpoint below knows where it was going, so its words are used while it is at it.
        if (_state == Progress.Connecting)
            _connecting?.Cancel();
        Abandon(new ConnectingCancelledException(_address ?? new HostnameAddress(_options.Host, 0)));
    }

    private void TimedOut()
    {
        var what = _state == Progress.Connecting ? "the connection was not there yet" : "the TLS handshake was under way";
        var where = _address is null ? _options.Host : $"{_options.Host} ({_address})";
        var reason = new ConnectTimeoutException(
            $"Connecting to {where} over TLS took longer than {_timeout.TotalSeconds:0.###} s; {what}.");
        var connecting = _state == Progress.Connecting ? _connecting : null;
        Abandon(reason);
        connecting?.Cancel();
    }

    private void Abandon(Exception reason)
    {
        if (!Settle())
            return;
        _transport?.AbortConnection();
        _result.Errback(reason);
    }

    private bool Settle()
    {
        if (_state == Progress.Settled)
            return false;
        _state = Progress.Settled;
        if (_timer.Active)
            _timer.Cancel();
        return true;
    }
}
