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
    private const double ShortestWaitSeconds = 0.001;

    private readonly IReactorTime _clock;
    private readonly Dictionary<PoolKey, OriginLanes> _origins = [];
    private readonly SortedSet<OriginLanes> _starving = new(Comparer<OriginLanes>.Create((a, b) => Nullable.Compare(a.StarvingSince, b.StarvingSince)));
    private readonly IdleLanes _idle = new();
    private readonly Action _reap;
    private DelayedCall? _reaper;
    private Settling _settling;
    private long _tickets;

    /// <summary>Connections told to close while they were idle, and not gone yet: places that will be free.</summary>
    private int _closing;

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

    private enum Settling
    {
        Done,
        UnderWay,
    }

    /// <summary>Whether connections are kept.</summary>
    public bool Persistent { get; }

    /// <summary>The most connections to one server: 2 by default, the number of RFC 2616 section 8.1.4.</summary>
    /// <remarks>A change holds at once: more lets waiting requests go on; fewer closes connections as they become idle.</remarks>
    public int MaxConnectionsPerHost
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
            LimitsChanged();
        }
    } = 2;

    /// <summary>The most connections to all servers together; null, the default, for no such limit.</summary>
    /// <remarks>A change holds at once: more lets waiting requests go on; fewer closes connections as they become idle.</remarks>
    public int? MaxConnections
    {
        get;
        set
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
            field = value;
            LimitsChanged();
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
            if (_reaper is { Active: true } reaper)
            {
                reaper.Cancel();
                Reap();
            }
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
            left++;
            CloseIdle(lane).AddCallback(OneLess);
        }
        if (_reaper is { Active: true } reaper)
            reaper.Cancel();
        _reaper = null;
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
        else if (origin.Waiting.Count == 0 && origin.Open < MaxConnectionsPerHost && HasPlace)
        {
            Open(origin, exchange);
        }
        else
        {
            Wait(origin, exchange);
            Settle();
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
        if (origin.Open > MaxConnectionsPerHost || OpenConnections - _closing > (MaxConnections ?? int.MaxValue)
            || NeedsPlace(before: origin.Waiting.First?.Ticket) || (origin.Waiting.Count > 0 && lane.IsStale))
        {
            // Too many since a limit was lowered; or someone has waited longer for any connection than anyone here for this one; or the
            // peer has closed it, or sent more than its answer, and the next in line must not have that.
            Close(lane);
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
        if (lane.IsToldToClose)
        {
            origin.Closing--;
            _closing--;
        }
        origin.Open--;
        OpenConnections--;
        Rank(origin);
        DropIfUnused(origin);
        Settle();
    }

    private static OriginLanes OriginOf(HTTPClientFactory lane) => (OriginLanes)lane.Group!; // Every lane of a pool is in one.

    private bool HasPlace => OpenConnections < (MaxConnections ?? int.MaxValue);

    /// <summary>An idle lane that can really be used; those the wire has spoiled meanwhile are on their way down.</summary>
    private HTTPClientFactory? TakeIdle(OriginLanes origin)
    {
        while (origin.TakeIdle() is { } lane)
        {
            _idle.Remove(lane);
            if (!lane.IsIdle)
                continue;
            if (!lane.IsStale)
                return lane;
            Close(lane);
        }
        return null;
    }

    /// <summary>Lets those who wait go on as far as the limits allow; idle connections make room for them.</summary>
    private void Settle()
    {
        // Opening may fail, closing may succeed, both inside the call; the loop under way sees to what follows, at whatever depth.
        if (_settling == Settling.UnderWay)
            return;
        _settling = Settling.UnderWay;
        while (_starving.Min is { } next)
        {
            if (HasPlace)
                Open(next, Next(next));
            else if (_idle.Oldest is { } lane && NeedsPlace(before: null))
                CloseIdle(lane);
            else
                break;
        }
        _settling = Settling.Done;
    }

    /// <summary>Whether more requests wait for a place than connections are closing to make one.</summary>
    /// <param name="before">Requests with this ticket or a later one do not count; null for all.</param>
    private bool NeedsPlace(long? before)
    {
        var wanted = 0;
        foreach (var origin in _starving)
        {
            if (origin.StarvingSince >= before)
                return false;
            wanted += Math.Min(origin.Waiting.Count, MaxConnectionsPerHost - origin.Open);
            if (wanted > _closing)
                return true;
        }
        return false;
    }

    private void LimitsChanged()
    {
        // All are ranked anew before any place becomes free: who may open depends on it.
        var origins = _origins.Values.ToArray();
        foreach (var origin in origins)
            Rank(origin);
        foreach (var origin in origins)
        {
            while (origin.Open - origin.Closing > MaxConnectionsPerHost && origin.OldestIdle is { } surplus)
                CloseIdle(surplus);
        }
        while (OpenConnections - _closing > (MaxConnections ?? int.MaxValue) && _idle.Oldest is { } lane)
            CloseIdle(lane);
        Settle();
    }

    private Deferred CloseIdle(HTTPClientFactory lane)
    {
        OriginOf(lane).RemoveIdle(lane);
        _idle.Remove(lane);
        return Close(lane);
    }

    private Deferred Close(HTTPClientFactory lane)
    {
        lane.IsToldToClose = true;
        OriginOf(lane).Closing++;
        _closing++;
        return lane.CloseIdle();
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

    /// <summary>Closes what has been idle too long, and looks again when the next will have been.</summary>
    private void Reap()
    {
        _reaper = null;
        var now = _clock.Seconds();
        while (_idle.Oldest is { } lane)
        {
            var left = lane.IdleSince + CachedConnectionTimeout.TotalSeconds - now;
            // Seconds are doubles: a rest of 1e-14 of one would be waited for again and again.
            if (left >= ShortestWaitSeconds)
            {
                _reaper = _clock.CallLater(left, _reap);
                return;
            }
            CloseIdle(lane);
        }
    }
}
