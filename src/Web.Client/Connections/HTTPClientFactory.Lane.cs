using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

// The lane: one exchange at a time over one connection, which is opened when there is none.
public partial class HTTPClientFactory : IConnectionOwner, IExchangeCarrier, IConnectListener
{
    private readonly FactoryPage? _page;
    private LaneState _state;
    private HTTP11ClientProtocol? _live;
    private Exchange? _current;
    private Deferred<IProtocol>? _connecting;
    private IConnector? _connector;
    private long _connections;
    private Deferred? _warming;

    /// <summary>Looks at the exchange's time. It is left running from one exchange to the next, since most end long before: a limit that is not
    /// reached costs nothing.</summary>
    private DelayedCall? _watch;
    private double _watchDue = double.PositiveInfinity;

    private enum LaneState
    {
        /// <summary>Never asked to connect.</summary>
        Fresh,

        /// <summary>On the way to a connection.</summary>
        Connecting,

        /// <summary>With a connection that is open or closing.</summary>
        Connected,

        /// <summary>Without a connection again.</summary>
        Closed,

        /// <summary>Its page travels on an agent's connections.</summary>
        Lent,
    }

    internal IStreamClientEndpoint? Endpoint { get; set; }

    internal ILaneOwner? Owner { get; }

    /// <summary>The origin's lanes that this is one of; the pool's.</summary>
    internal object? Group { get; init; }

    /// <summary>When it became idle, in seconds on the pool's clock, and its neighbours among the idle lanes.</summary>
    internal double IdleSince { get; set; }

    /// <summary>When its connection was made, and when at the latest it must not be used any more.</summary>
    internal double BornAt { get; private set; }

    internal double ExpiresAt { get; set; } = double.PositiveInfinity;

    /// <summary>The exchange that it carries or connects for.</summary>
    internal Exchange? Current => _current;

    /// <summary>Its connection, once there is one.</summary>
    internal HTTP11ClientProtocol? Live => _live;

    /// <summary>Whether the pool has told it to close.</summary>
    internal bool IsToldToClose { get; set; }

    internal HTTPClientFactory? IdleBefore { get; set; }

    internal HTTPClientFactory? IdleAfter { get; set; }

    /// <summary>Whether its connection can take a request now; the wire may have spoiled it since it became idle.</summary>
    internal bool IsIdle => _current is null
        && _live is { State: ConnectionState.Quiescent, Transport: { Connected: true, Disconnecting: false } };

    /// <summary>Sends an exchange: at once over the kept connection, else over a new one.</summary>
    internal void Run(Exchange exchange)
    {
        Take(exchange);
        if (_live is { State: ConnectionState.Quiescent } connection)
            connection.Begin(exchange);
        else
            Connect();
    }

    /// <summary>Connects for nobody yet, to be ready.</summary>
    /// <returns>Fires when the connection is there, fails when it is not to be had.</returns>
    internal Deferred Warm()
    {
        var warming = _warming = new Deferred();
        Connect();
        return warming;
    }

    /// <summary>Ends whatever it does at once; what it carries fails for that reason.</summary>
    internal void Cut(Failure reason)
    {
        var exchange = _current;
        if (exchange is not null)
            ((IExchangeCarrier)this).Abandon(exchange);
        else if (_live is { } connection)
            connection.Abort();
        else
            _connecting?.Cancel();
        exchange?.Fail(reason);
    }

    /// <summary>A connection is up; its getter begins with what waits for it.</summary>
    internal void GetterConnected(HTTPPageGetter getter)
    {
        // BuildProtocol may be called by hand, as tests of old code do; then this is the first sign of a connection.
        if (_state is LaneState.Connecting or LaneState.Fresh)
        {
            _state = LaneState.Connected;
            _live = getter;
        }
        BornAt = Owner?.Seconds ?? 0;
        if (getter == _live && _current is { } exchange)
            getter.Begin(exchange);
        else if (getter == _live && _warming is { } warming)
            BeWarm(warming);
        else
            getter.Transport.AbortConnection(); // Cancelled in the last moment, or one connection too many.
    }

    /// <summary>Whether the idle connection got something nobody asked for: its end, or bytes that must not answer the next request.</summary>
    internal bool IsStale => _live is not { Transport.IsInputPending: false };

    /// <summary>Closes the idle connection.</summary>
    internal Deferred CloseIdle()
    {
        StopWatch();
        return _live!.Close(); // Idle lanes have one.
    }

    void IConnectionOwner.ExchangeEnded(HTTP11ClientProtocol connection, bool reusable)
    {
        Release();
        if (!reusable)
            return; // The connection is closing; ConnectionEnded follows.
        if (Owner is null)
            connection.Close();
        else
            Owner.LaneIdle(this);
    }

    void IConnectionOwner.ExchangeFailed(HTTP11ClientProtocol connection, Exchange exchange, Failure reason, bool untouched)
    {
        if (untouched && Owner is not null && Owner.ShouldRetry(exchange, connection.Requests))
        {
            Connect();
            return;
        }
        if (exchange == _current)
            Release();
        if (connection == _live && connection.State == ConnectionState.ConnectionLost)
            Closed();
        exchange.Fail(reason);
    }

    void IConnectionOwner.ConnectionEnded(HTTP11ClientProtocol connection, Failure reason)
    {
        if (connection != _live)
            return;
        Release();
        Closed();
    }

    void IExchangeCarrier.Abandon(Exchange exchange)
    {
        if (exchange != _current)
            return;
        Release();
        if (_live is not null)
            _live.Abandon(exchange);
        else if (_connecting is not null)
            _connecting.Cancel();
        else if (_state == LaneState.Connecting)
            _connector?.StopConnecting();
    }

    void IExchangeCarrier.Watch(Exchange exchange)
    {
        if (exchange.Deadline >= _watchDue || exchange != _current)
            return;
        StopWatch();
        Watch(exchange.Deadline);
    }

    void IConnectListener.Resolving() => _current?.Enter(RequestPhase.Resolve);

    void IConnectListener.Connecting() => _current?.Enter(RequestPhase.Connect);

    void IConnectListener.Handshaking() => _current?.Enter(RequestPhase.Tls);

    private void BeWarm(Deferred warming)
    {
        _warming = null;
        Owner!.LaneIdle(this); // Only a pool warms its lanes.
        warming.Callback();
    }

    private void Watch(double due)
    {
        _watchDue = due;
        _watch = Owner!.CallAt(due, CheckTime); // Only a pool counts time.
    }

    private void StopWatch()
    {
        if (_watch is { Active: true } watch)
            watch.Cancel();
        _watch = null;
        _watchDue = double.PositiveInfinity;
    }

    private void CheckTime()
    {
        StopWatch();
        var left = _current?.CheckTime() ?? double.PositiveInfinity;
        // What it told may have begun something new, which has seen to itself then.
        if (left < double.PositiveInfinity && _watch is null)
            Watch(Owner!.Seconds + left); // As above.
    }

    private void Take(Exchange exchange)
    {
        _current = exchange;
        exchange.Carrier = this;
        URI = exchange.Request.URI;
    }

    private void Release()
    {
        if (_current is not null)
            _current.Carrier = null;
        _current = null;
    }

    private void Connect()
    {
        _live = null;
        _state = LaneState.Connecting;
        _current?.Enter(RequestPhase.Connect);
        try
        {
            _connecting = Endpoint!.Connect(this); // Lanes have an endpoint; a factory given to ConnectTCP never comes here without one.
        }
        catch (Exception e)
        {
            ConnectFailed(new Failure(e));
            return;
        }
        _connecting.AddErrback(ConnectFailed);
    }

    private void ConnectFailed(Failure reason)
    {
        // A connection that was there before this came ends by its getter.
        if (_state != LaneState.Connecting)
            return;
        var exchange = _current;
        var warming = _warming;
        _warming = null;
        Release();
        Closed();
        exchange?.Fail(reason);
        warming?.Errback(reason);
    }

    private void Closed()
    {
        _state = LaneState.Closed;
        StopWatch();
        _live = null;
        _connecting = null;
        _connector = null;
        Owner?.LaneClosed(this);
        _page?.ConnectionGone();
    }
}
