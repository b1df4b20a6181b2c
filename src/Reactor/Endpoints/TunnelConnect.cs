using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>One connect of a <see cref="TunnelEndpoint"/>: the factory that the endpoint below is given, and the protocol that talks to the
/// server between until the way is open.</summary>
internal sealed class TunnelConnect : Protocol, IFactory, IConnectListener, ICanceller
{
    private readonly IFactory _factory;
    private readonly TunnelOpening _opening;
    private readonly IAddress _target;
    private readonly TimeSpan _timeout;
    private readonly Deferred<IProtocol> _result;
    private readonly DelayedCall _timer;
    private Deferred<IProtocol>? _connecting;
    private Progress _state;

    internal TunnelConnect(IReactorTime clock, IFactory factory, TunnelOpening opening, IAddress target, TimeSpan timeout)
    {
        _factory = factory;
        _opening = opening;
        _target = target;
        _timeout = timeout;
        _result = new Deferred<IProtocol>(this);
        _timer = clock.CallLater(timeout, TimedOut);
    }

    private enum Progress
    {
        Connecting,
        Agreeing,
        Settled,
    }

    internal Deferred<IProtocol> Result => _result;

    internal void Start(IStreamClientEndpoint proxy)
    {
        try
        {
            _connecting = proxy.Connect(this);
        }
        catch (Exception e)
        {
            Fail(new Failure(e));
            return;
        }
        _connecting.AddCallbacks(static _ => { }, Fail);
    }

    public void DoStart() => _factory.DoStart();

    public void DoStop() => _factory.DoStop();

    IProtocol? IFactory.BuildProtocol(IAddress address) => _state == Progress.Connecting ? this : null;

    void IConnectListener.Resolving() => (_factory as IConnectListener)?.Resolving();

    void IConnectListener.Connecting() => (_factory as IConnectListener)?.Connecting();

    void IConnectListener.Handshaking() { } // With the server between: that is still connecting.

    public override void ConnectionMade()
    {
        _state = Progress.Agreeing;
        Try(() => _opening.Start(Transport));
    }

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        if (_state != Progress.Agreeing)
            return;
        try
        {
            if (!_opening.Receive(ref data, Transport))
                return;
        }
        catch (Exception e)
        {
            Abandon(e);
            return;
        }
        HandOver(data);
    }

    public override void ConnectionLost(Failure reason) => Fail(new Failure(new TunnelException(
        $"The connection to the proxy ended before the way to {_target} was open.", reason.Value)));

    void ICanceller.Cancel()
    {
        // The endpoint below knows where it was going, so its words are used while it is at it.
        if (_state == Progress.Connecting)
            _connecting?.Cancel();
        Abandon(new ConnectingCancelledException(_target));
    }

    /// <summary>The way is open: from here on the connection is the user's.</summary>
    private void HandOver(ReadOnlySpan<byte> surplus)
    {
        IProtocol? protocol;
        try
        {
            if (Transport is not ISwitchableTransport transport)
                throw new NotSupportedException($"A way through a proxy needs a transport that can change its protocol; this is {Transport}.");
            protocol = _factory.BuildProtocol(_target)
                ?? throw new NoProtocolException($"The factory {_factory} built no protocol for the connection to {_target}.");
            if (_state == Progress.Settled)
                return; // Building it has cancelled; the connection is on its way down.
            transport.Protocol = protocol;
        }
        catch (Exception e)
        {
            Abandon(e);
            return;
        }
        Settle();
        // What it throws from here on is the transport's to handle, as for any protocol.
        protocol.MakeConnection(Transport);
        _result.Callback(protocol);
        if (!surplus.IsEmpty && Transport.Connected)
            protocol.DataReceived(surplus);
    }

    private void Try(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Abandon(e);
        }
    }

    private void TimedOut()
    {
        var connecting = _state == Progress.Connecting ? _connecting : null;
        var what = connecting is null ? "the proxy had not agreed" : "the proxy was not reached yet";
        Abandon(new ConnectTimeoutException($"Connecting to {_target} by proxy took longer than {_timeout.TotalSeconds:0.###} s; {what}."));
        connecting?.Cancel();
    }

    private void Abandon(Exception reason)
    {
        if (!Settle())
            return;
        if (HasTransport)
            Transport.AbortConnection();
        _result.Errback(reason);
    }

    private void Fail(Failure reason)
    {
        if (Settle())
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
