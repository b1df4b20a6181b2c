using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Decides which request travels over which connection: the manager of ticket 3420 (twisted.web.client.HTTPConnectionPool).</summary>
/// <remarks>
/// Theory. Requests go to lanes, one at a time each. A request takes an idle lane of its origin, else opens one if the limits allow, else
/// waits. Whoever has waited longest goes first: within an origin always; between origins when the total limit is what holds them up. An
/// origin that waits for the total limit is "starving"; a lane that becomes free while an older request starves gives its place up.
///
/// A lane counts until its connection is really gone, so a server never sees more connections than the limit. Idle lanes stand in one list
/// in the order they became idle; one timed call watches the first of them, so keeping a connection costs no timer.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class HTTPConnectionPool : ILaneOwner
{
    /// <summary>A connection that was read to the end this short a time ago needs no second look before it is used again.</summary>
    private const double FreshSeconds = 0.001;

    private readonly IReactorTime _clock;
    private readonly Dictionary<PoolKey, OriginLanes> _origins = [];
    private readonly SortedSet<OriginLanes> _starving = new(Comparer<OriginLanes>.Create((a, b) => Nullable.Compare(a.StarvingSince, b.StarvingSince)));
    private readonly IdleLanes _idle = new();
    private readonly Action _reap;
    private DelayedCall? _reaper;
    private long _tickets;
    private bool _isServing;

    /// <summary>A pool on a reactor.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="persistent">False closes each connection after one request.</param>
    public HTTPConnectionPool(IReactorTime clock, bool persistent = true)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _reap = Reap;
        Persistent = persistent;
    }

    /// <summary>Whether connections are kept.</summary>
    public bool Persistent { get; }

    /// <summary>The most connections to one server: 2 by default, the number of RFC 2616 section 8.1.4.</summary>
    public int MaxConnectionsPerHost
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
            foreach (var origin in _origins.Values)
                Rank(origin);
            Serve();
        }
    } = 2;

    /// <summary>The most connections to all servers together; null, the default, for no such limit.</summary>
    public int? MaxConnections
    {
        get;
        set
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
            field = value;
            Serve();
        }
    }

    /// <summary>How long an idle connection is kept: 240 s by default.</summary>
    public TimeSpan CachedConnectionTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(240);

    /// <summary>Whether an idempotent request without a body that got no byte in answer on a kept connection is sent once more, on a new one.</summary>
    public bool RetryAutomatically { get; set; } = true;

    /// <summary>What a server may send; for connections opened from now on.</summary>
    public WireLimits Limits { get; set; } = WireLimits.Default;

    /// <summary>Connections that are open, being opened or closing.</summary>
    public int OpenConnections { get; private set; }

    /// <summary>Connections that wait for a request.</summary>
    public int IdleConnections => _idle.Count;

    /// <summary>Requests that wait for a connection.</summary>
    public int WaitingRequests { get; private set; }

    /// <summary>How many connections it has ever made.</summary>
    public long ConnectionsMade { get; private set; }

    /// <summary>Closes the connections that are idle now; the pool stays usable.</summary>
    /// <returns>Fires when they are gone.</returns>
    public Deferred CloseCachedConnections()
    {
        var closed = new Deferred();
        var left = 1;
        while (_idle.Oldest is { } lane)
        {
            TakeFromIdle(lane);
            left++;
            lane.CloseIdle().AddCallback(OneLess);
        }
        OneLess();
        return closed;

        void OneLess()
        {
            if (--left == 0)
                closed.Callback();
        }
    }

    /// <summary>Its counts in words.</summary>
    public override string ToString() =>
        $"<HTTPConnectionPool {_origins.Count} origins, {OpenConnections} connections ({IdleConnections} idle), {WaitingRequests} waiting>";

    /// <summary>Sends an exchange as soon as there is a lane for it.</summary>
    internal void Submit(PoolKey key, Exchange exchange)
    {
        if (!Persistent)
            exchange.Request.Persistent = false;
        if (!_origins.TryGetValue(key, out var origin))
            _origins.Add(key, origin = new OriginLanes(this, key));
        if (origin.Waiting.Count == 0 && TakeIdle(origin) is { } idle)
        {
            idle.Run(exchange);
        }
        else if (origin.Waiting.Count == 0 && MayOpen(origin))
        {
            Open(origin, exchange);
        }
        else
        {
            Wait(origin, exchange);
        }
    }

    /// <summary>The user cancelled an exchange that waits.</summary>
    internal void Forget(OriginLanes origin, Exchange exchange)
    {
        origin.Waiting.Remove(exchange);
        exchange.Carrier = null;
        WaitingRequests--;
        Rank(origin);
        DropIfUnused(origin);
    }

    long ILaneOwner.NextOrdinal() => ++ConnectionsMade;

    bool ILaneOwner.ShouldRetry(Exchange exchange, long requests) => RetryAutomatically && requests > 1 && exchange.Request.IsReplayable;

    void ILaneOwner.LaneIdle(HTTPClientFactory lane)
    {
        var origin = OriginOf(lane);
        if (_starving.Min is { } starving && !(origin.Waiting.First?.Ticket <= starving.StarvingSince))
        {
            // Someone has waited longer for any connection than anyone here for this one.
            lane.CloseIdle();
        }
        else if (origin.Waiting.Count > 0)
        {
            lane.Run(Next(origin));
        }
        else
        {
            origin.AddIdle(lane);
            _idle.Add(lane, _clock.Seconds());
            _reaper ??= _clock.CallLater(CachedConnectionTimeout, _reap);
        }
    }

    void ILaneOwner.LaneClosed(HTTPClientFactory lane)
    {
        var origin = OriginOf(lane);
        if (origin.RemoveIdle(lane))
            _idle.Remove(lane);
        origin.Open--;
        OpenConnections--;
        Rank(origin);
        DropIfUnused(origin);
        Serve();
    }

    private static OriginLanes OriginOf(HTTPClientFactory lane) => (OriginLanes)lane.Group!; // Every lane of a pool is in one.

    /// <summary>An idle lane that is good to use; those that are not are closed on the way.</summary>
    private HTTPClientFactory? TakeIdle(OriginLanes origin)
    {
        while (origin.TakeIdle() is { } lane)
        {
            _idle.Remove(lane);
            if (!lane.IsIdle)
                continue; // On its way down already; its place is free when it is gone.
            if (_clock.Seconds() - lane.IdleSince < FreshSeconds || !lane.IsStale)
                return lane;
            lane.CloseIdle();
        }
        return null;
    }

    private bool MayOpen(OriginLanes origin)
    {
        if (origin.Open >= MaxConnectionsPerHost)
            return false;
        if (OpenConnections < (MaxConnections ?? int.MaxValue))
            return true;
        // The place of a connection that nobody uses will be free when it is closed.
        if (_idle.Oldest is { } lane)
        {
            TakeFromIdle(lane);
            lane.CloseIdle();
        }
        return false;
    }

    /// <summary>Opens lanes for those that have waited longest, as far as the limits go.</summary>
    private void Serve()
    {
        // A lane that fails at once comes back here; the loop below, not the stack, takes the next.
        if (_isServing)
            return;
        _isServing = true;
        while (_starving.Min is { } next && MayOpen(next))
            Open(next, Next(next));
        _isServing = false;
    }

    private void Open(OriginLanes origin, Exchange exchange)
    {
        var uri = exchange.Request.URI;
        IStreamClientEndpoint endpoint;
        try
        {
            endpoint = origin.Key.Route.EndpointForURI(uri);
        }
        catch (Exception e)
        {
            DropIfUnused(origin);
            exchange.Fail(new Failure(e));
            return;
        }
        var lane = new HTTPClientFactory(uri, endpoint, this) { Group = origin };
        origin.Open++;
        OpenConnections++;
        Rank(origin);
        lane.Run(exchange);
    }

    private void Wait(OriginLanes origin, Exchange exchange)
    {
        exchange.Ticket = _tickets++;
        exchange.Carrier = origin;
        origin.Waiting.Enqueue(exchange);
        WaitingRequests++;
        Rank(origin);
    }

    private Exchange Next(OriginLanes origin)
    {
        WaitingRequests--;
        var exchange = origin.Waiting.Dequeue();
        Rank(origin);
        return exchange;
    }

    /// <summary>Puts the origin where it belongs among the starving: by its longest waiting exchange, if only the total limit holds that up.</summary>
    private void Rank(OriginLanes origin)
    {
        long? since = origin.Open < MaxConnectionsPerHost ? origin.Waiting.First?.Ticket : null;
        if (since == origin.StarvingSince)
            return;
        if (origin.StarvingSince is not null)
            _starving.Remove(origin);
        origin.StarvingSince = since;
        if (since is not null)
            _starving.Add(origin);
    }

    private void DropIfUnused(OriginLanes origin)
    {
        if (origin.IsUnused)
            _origins.Remove(origin.Key);
    }

    private void TakeFromIdle(HTTPClientFactory lane)
    {
        OriginOf(lane).RemoveIdle(lane);
        _idle.Remove(lane);
    }

    /// <summary>Closes what has been idle too long, and looks again when the next will have been.</summary>
    private void Reap()
    {
        _reaper = null;
        var now = _clock.Seconds();
        while (_idle.Oldest is { } lane)
        {
            var left = lane.IdleSince + CachedConnectionTimeout.TotalSeconds - now;
            if (left > 0)
            {
                _reaper = _clock.CallLater(left, _reap);
                return;
            }
            TakeFromIdle(lane);
            lane.CloseIdle();
        }
    }
}
