using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Decides which request travels over which connection: the manager of ticket 3420 (twisted.web.client.HTTPConnectionPool).</summary>
/// <remarks>
/// Theory. Requests go to lanes, one at a time each. A request takes an idle lane of its origin, else opens one if the limits allow, else
/// waits. Within an origin whoever has waited longest goes first, among those of one priority. An origin that only the total limit holds up
/// is "starving". Free places go to the starving origin with the fewest lanes, so that a long line at one origin takes nothing from
/// the others; a busy lane gives its place up when that evens the lanes out, or when an origin without any has waited longer.
///
/// A lane counts until its connection is really gone, so a server never sees more connections than the limit. Idle lanes stand in one list
/// in the order they became idle; one timed call watches the first of them, so keeping a connection costs no timer.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class HTTPConnectionPool : ILaneOwner
{
    private const double ShortestWaitSeconds = 0.001;

    /// <summary>Connections that expire on their own account are looked for no more often than this.</summary>
    private const double ExpirySweepSeconds = 1;

    private readonly IReactorTime _clock;
    private readonly Dictionary<PoolKey, OriginLanes> _origins = [];
    private readonly SortedSet<OriginLanes> _starving = new(Comparer<OriginLanes>.Create((a, b) => Nullable.Compare(a.Rank, b.Rank)));
    private readonly IdleLanes _idle = new();
    private readonly Action _reap;
    private DelayedCall? _reaper;
    private Settling _settling;
    private Life _life;
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

    private enum Life
    {
        Open,

        /// <summary>It takes nothing new, and ends what it has.</summary>
        Draining,

        Drained,

        /// <summary>Its reactor has ended.</summary>
        Orphaned,
    }

    /// <summary>Connections that are open, being opened or closing.</summary>
    public int OpenConnections { get; private set; }

    /// <summary>Connections that wait for a request.</summary>
    public int IdleConnections => _idle.Count;

    /// <summary>Requests that wait for a connection.</summary>
    public int WaitingRequests { get; private set; }

    /// <summary>How many connections it has ever made.</summary>
    public long ConnectionsMade { get; private set; }

    /// <summary>Closes the connections that are idle now; the pool stays usable.</summary>
    /// <returns>Fires when they are gone, with their number.</returns>
    public Deferred<int> CloseCachedConnections()
    {
        var closed = new Deferred<int>();
        var left = 1;
        var count = 0;
        while (_idle.Oldest is { } lane)
        {
            left++;
            count++;
            CloseIdle(lane).AddCallback(OneLess);
        }
        StopReaper();
        OneLess();
        return closed;

        void OneLess()
        {
            if (--left == 0)
                closed.Callback(count);
        }
    }

    /// <summary>Its counts in words.</summary>
    public override string ToString() =>
        $"<HTTPConnectionPool {_origins.Count} origins, {OpenConnections} connections ({IdleConnections} idle), {WaitingRequests} waiting>";

    /// <summary>Sends an exchange as soon as there is a lane for it.</summary>
    internal void Submit(PoolKey key, Exchange exchange)
    {
        if (!_isEndWatched)
            WatchReactorsEnd();
        exchange.StartTime(_clock, exchange.Request.Options.Budget ?? Budget);
        if (!Persistent)
            exchange.Request.Persistent = false;
        if (_life != Life.Open)
        {
            var why = _life == Life.Orphaned ? "the reactor had stopped" : "the pool had been told to drain";
            exchange.Fail(new Failure(new PoolClosedException($"{exchange.Request} came when {why}.")));
            return;
        }
        var origin = OriginFor(key);
        if (origin.Waiting.Count == 0 && TakeIdle(origin) is { } idle)
        {
            idle.Run(exchange);
            return;
        }
        // The last idle lane may have turned out to be spoiled, and the origin been dropped with it.
        _origins.TryAdd(key, origin);
        if (origin.Waiting.Count == 0 && origin.Open < MaxConnectionsPerHost && HasPlace)
        {
            Open(origin, exchange);
        }
        else if (WaitingRequests >= MaxWaitingRequests || origin.Waiting.Count >= MaxWaitingPerHost)
        {
            var (waiting, where) = origin.Waiting.Count >= MaxWaitingPerHost ? (MaxWaitingPerHost, key.Origin.ToString()) : (MaxWaitingRequests, "the pool");
            DropIfUnused(origin);
            exchange.Fail(new Failure(new PoolFullException($"{waiting} requests wait for a connection of {where} already, as many as may.")));
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
        StopWaiting(exchange);
        Rank(origin);
        DropIfUnused(origin);
    }

    double ILaneOwner.Seconds => _clock.Seconds();

    DelayedCall ILaneOwner.CallAt(double seconds, Action call) => _clock.CallLater(Math.Max(0, seconds - _clock.Seconds()), call);

    long ILaneOwner.NextOrdinal() => ++ConnectionsMade;

    HTTPPageGetter ILaneOwner.MakeGetter() => Getter is null ? new HTTPPageGetter(Limits) : Getter(Limits);

    bool ILaneOwner.ShouldRetry(Exchange exchange, long requests) => RetryAutomatically && requests > 1 && exchange.Request.IsReplayable;

    void ILaneOwner.LaneIdle(HTTPClientFactory lane)
    {
        var origin = OriginOf(lane);
        if (origin.Open > MaxConnectionsPerHost || OpenConnections - _closing > (MaxConnections ?? int.MaxValue)
            || IsWornOut(lane) || MustGiveWay(origin) || (origin.Waiting.Count > 0 && lane.IsStale))
        {
            // Too many since a limit was lowered; or it has served its time; or others are to have its place; or the peer has closed
            // it, or sent more than its answer, and the next in line must not have that.
            Close(lane);
        }
        else if (origin.Waiting.Count > 0)
        {
            lane.Run(Next(origin));
        }
        else if (_life != Life.Open)
        {
            Close(lane);
        }
        else
        {
            Keep(origin, lane);
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
        origin.Lanes.Remove(lane);
        OpenConnections--;
        Rank(origin);
        DropIfUnused(origin);
        Settle();
        CheckDrained();
    }

    private OriginLanes OriginFor(PoolKey key)
    {
        if (!_origins.TryGetValue(key, out var origin))
            _origins.Add(key, origin = new OriginLanes(this, key));
        return origin;
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
            if (!lane.IsStale && (double.IsPositiveInfinity(lane.ExpiresAt) || lane.ExpiresAt > _clock.Seconds()))
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
            else if (_idle.Oldest is { } lane && NeedsPlace(of: null))
                CloseIdle(lane);
            else
                break;
        }
        _settling = Settling.Done;
    }

    /// <summary>Whether a lane of this origin that has just become free is to be closed for the sake of another origin.</summary>
    private bool MustGiveWay(OriginLanes origin) => _starving.Count > 0 && NeedsPlace(of: origin.Waiting.Count > 0 ? origin : null);

    /// <summary>Whether more requests wait for a place than connections are closing to make one.</summary>
    /// <param name="of">Only those origins count that are to have a place of this one's, which needs it itself; null for all.</param>
    private bool NeedsPlace(OriginLanes? of)
    {
        var wanted = 0;
        foreach (var origin in _starving)
        {
            if (of is not null && !IsOwedBy(origin, of))
                return false;
            wanted += Math.Min(origin.Waiting.Count, MaxConnectionsPerHost - origin.Open);
            if (wanted > _closing)
                return true;
        }
        return false;
    }

    private bool IsOwedBy(OriginLanes starving, OriginLanes rich)
    {
        // Two apart or more, a place that moves makes them more even; one apart, it would only move back again.
        if (starving.Open + _closing < rich.Open - rich.Closing - 1)
            return true;
        return starving.Open == 0 && starving.Waiting.First!.Ticket < rich.Waiting.First!.Ticket; // Both wait.
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
        NewLane(origin, uri, endpoint).Run(exchange);
    }

    private HTTPClientFactory NewLane(OriginLanes origin, URI uri, IStreamClientEndpoint endpoint)
    {
        var lane = new HTTPClientFactory(uri, endpoint, this) { Group = origin };
        origin.Lanes.Add(lane);
        OpenConnections++;
        Rank(origin);
        return lane;
    }

    private void Wait(OriginLanes origin, Exchange exchange)
    {
        var left = exchange.Deadline - _clock.Seconds();
        if (left < double.PositiveInfinity)
            exchange.WaitTimer = _clock.CallLater(Math.Max(0, left), () => exchange.CheckTime());
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
        StopWaiting(exchange);
        Rank(origin);
        return exchange;
    }

    private static void StopWaiting(Exchange exchange)
    {
        if (exchange.WaitTimer is { Active: true } timer)
            timer.Cancel();
        exchange.WaitTimer = null;
    }

    /// <summary>Puts the origin where it belongs among the starving, if only the total limit holds it up.</summary>
    private void Rank(OriginLanes origin)
    {
        StarvingRank? rank = origin.Open < MaxConnectionsPerHost && origin.Waiting.First is { } first ? new(origin.Open, first.Ticket) : null;
        if (rank == origin.Rank)
            return;
        if (origin.Rank is not null)
            _starving.Remove(origin);
        origin.Rank = rank;
        if (rank is not null)
            _starving.Add(origin);
    }

    private void DropIfUnused(OriginLanes origin)
    {
        if (origin.IsUnused)
            _origins.Remove(origin.Key);
    }
}
