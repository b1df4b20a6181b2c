using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

// The lane: one exchange at a time over one connection, which is opened when there is none.
public partial class HTTPClientFactory : IConnectionOwner, IExchangeCarrier
{
    private readonly FactoryPage? _page;
    private LaneState _state;
    private HTTP11ClientProtocol? _live;
    private Exchange? _current;
    private Deferred<IProtocol>? _connecting;
    private IConnector? _connector;
    private long _connections;

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
    }

    internal IStreamClientEndpoint? Endpoint { get; set; }

    internal ILaneOwner? Owner { get; }

    /// <summary>The origin's lanes that this is one of; the pool's.</summary>
    internal object? Group { get; init; }

    /// <summary>When it became idle, in seconds on the pool's clock, and its neighbours among the idle lanes.</summary>
    internal double IdleSince { get; set; }

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

    /// <summary>A connection is up; its getter begins with what waits for it.</summary>
    internal void GetterConnected(HTTPPageGetter getter)
    {
        // BuildProtocol may be called by hand, as tests of old code do; then this is the first sign of a connection.
        if (_state is LaneState.Connecting or LaneState.Fresh)
        {
            _state = LaneState.Connected;
            _live = getter;
        }
        if (getter == _live && _current is { } exchange)
            getter.Begin(exchange);
        else
            getter.Transport.AbortConnection(); // Cancelled in the last moment, or one connection too many.
    }

    /// <summary>Whether the idle connection got something nobody asked for: its end, or bytes that must not answer the next request.</summary>
    internal bool IsStale => _live is not { Transport.IsInputPending: false };

    /// <summary>Closes the idle connection.</summary>
    internal Deferred CloseIdle() => _live!.Close(); // Idle lanes have one.

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
        Release();
        Closed();
        exchange?.Fail(reason);
    }

    private void Closed()
    {
        _state = LaneState.Closed;
        _live = null;
        _connecting = null;
        _connector = null;
        Owner?.LaneClosed(this);
        _page?.ConnectionGone();
    }
}
