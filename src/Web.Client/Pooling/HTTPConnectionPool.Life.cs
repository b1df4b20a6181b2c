using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

// The pool's beginning and end: connections made before they are needed, and a stop that loses as little as it can.
public sealed partial class HTTPConnectionPool
{
    private readonly List<Deferred<DrainReport>> _drainers = [];
    private readonly List<Request> _cutRequests = [];
    private int _cutConnections;
    private DelayedCall? _cutter;
    private bool _isEndWatched;

    /// <summary>Takes no more requests, lets those that are there end, and closes every connection; the pool is of no use afterwards.</summary>
    /// <param name="deadline">When this is over, what has not ended is cut: it fails with <see cref="PoolClosedException"/>. Zero cuts at once;
    /// null waits for as long as it takes.</param>
    /// <returns>Fires when no connection is left, and says what was cut. A second call shares the first one's outcome; its deadline counts if
    /// it is sooner.</returns>
    public Deferred<DrainReport> Drain(TimeSpan? deadline = null)
    {
        if (deadline is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, TimeSpan.Zero, nameof(deadline));
        var drained = new Deferred<DrainReport>();
        _drainers.Add(drained);
        if (_life == Life.Open)
        {
            _life = Life.Draining;
            CloseCachedConnections();
        }
        if (deadline is { } limit)
            CutIn(limit);
        CheckDrained();
        return drained;
    }

    /// <summary>Makes connections to a server before they are needed.</summary>
    /// <returns>Fires when they are all there or have failed, with the number of those that are there. Fewer are made where the limits
    /// leave less room.</returns>
    internal Deferred<int> WarmUp(PoolKey key, URI uri, int connections)
    {
        if (_life != Life.Open)
            return Deferred.Fail<int>(new PoolClosedException($"{uri.Origin} cannot be warmed up: the pool has been told to drain."));
        List<Deferred> attempts = [];
        for (var i = 0; i < connections; i++)
        {
            var origin = OriginFor(key);
            // Who waits already goes first, and will open what there is room for.
            if (origin.Waiting.Count > 0 || origin.Open >= MaxConnectionsPerHost || !HasPlace)
            {
                DropIfUnused(origin);
                break;
            }
            try
            {
                attempts.Add(NewLane(origin, uri, key.Route.EndpointForURI(uri)).Warm());
            }
            catch (Exception e)
            {
                DropIfUnused(origin);
                return Deferred.Fail<int>(e);
            }
        }
        return Deferred.DeferredList(attempts, consumeErrors: true).AddCallback(results => results.Count(r => r.Failure is null));
    }

    /// <summary>At the reactor's end whoever waits is told: no connection will come any more. What is under way hears it from its own
    /// connection.</summary>
    private void WatchReactorsEnd()
    {
        _isEndWatched = true;
        if (_clock is not IReactorCore reactor)
            return;
        // The reactor keeps its triggers, and is not to keep a pool that nobody uses any more.
        var pool = new WeakReference<HTTPConnectionPool>(this);
        reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () =>
        {
            if (pool.TryGetTarget(out var alive))
                alive.ReactorEnded();
        });
    }

    private void ReactorEnded()
    {
        _life = Life.Orphaned;
        StopCutter();
        Cut();
        CheckDrained();
    }

    private void CutIn(TimeSpan limit)
    {
        if (_life != Life.Draining || (_cutter is { Active: true } earlier && earlier.GetTime() <= _clock.Seconds() + limit.TotalSeconds))
            return;
        StopCutter();
        if (limit == TimeSpan.Zero)
            Cut();
        else
            _cutter = _clock.CallLater(limit, Cut);
    }

    /// <summary>The time to end is over.</summary>
    private void Cut()
    {
        foreach (var origin in _origins.Values.ToArray())
        {
            while (origin.Waiting.First is { } waiting)
            {
                Forget(origin, waiting);
                waiting.Fail(CutOff(waiting));
            }
            foreach (var lane in origin.Lanes.ToArray())
            {
                _cutConnections++;
                lane.Cut(lane.Current is { } exchange ? CutOff(exchange) : new Failure(new PoolClosedException("The pool was drained.")));
            }
        }
    }

    private Failure CutOff(Exchange exchange)
    {
        _cutRequests.Add(exchange.Request);
        var when = _life == Life.Orphaned ? "the reactor stopped" : "the time to drain the pool was over";
        return new Failure(new PoolClosedException($"{exchange.Request} had not ended when {when}."));
    }

    private void CheckDrained()
    {
        if (_life == Life.Open || OpenConnections > 0 || WaitingRequests > 0)
            return;
        if (_life == Life.Draining)
            _life = Life.Drained;
        StopCutter();
        var drainers = _drainers.ToArray();
        _drainers.Clear();
        foreach (var drained in drainers)
            drained.Callback(new DrainReport([.. _cutRequests], _cutConnections));
    }

    private void StopCutter()
    {
        if (_cutter is { Active: true } cutter)
            cutter.Cancel();
        _cutter = null;
    }
}
