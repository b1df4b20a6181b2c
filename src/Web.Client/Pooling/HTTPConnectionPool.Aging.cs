namespace TwistedSharp.Web.Client;

// How long idle connections are kept.
//
// They stand in the order in which they became idle, and one timed call watches the oldest. Some end sooner, by their age or because the
// server said that it closes them: they know when (ExpiresAt), are never used after that, and are looked for once a second while there are any.
public sealed partial class HTTPConnectionPool
{
    /// <summary>No expiring lane among the idle ones ends before this.</summary>
    private double _earliestExpiry = double.PositiveInfinity;

    private void Keep(OriginLanes origin, HTTPClientFactory lane)
    {
        var now = _clock.Seconds();
        lane.ExpiresAt = ExpiryOf(lane, now);
        origin.AddIdle(lane);
        _idle.Add(lane, now);
        var due = now + CachedConnectionTimeout.TotalSeconds;
        if (lane.ExpiresAt < due && lane.ExpiresAt < _earliestExpiry)
        {
            _earliestExpiry = lane.ExpiresAt;
            StopReaper();
            due = lane.ExpiresAt;
        }
        _reaper ??= _clock.CallLater(Math.Max(0, due - now), _reap);
    }

    /// <summary>A connection that has carried its number of requests, or reached its age; or the server takes no more.</summary>
    private bool IsWornOut(HTTPClientFactory lane)
    {
        var connection = lane.Live!; // It has just become free.
        return connection.Requests >= MaxRequestsPerConnection
            || connection.KeepAlive.MaxRequests == 0
            || (MaxConnectionLifetime is { } lifetime && _clock.Seconds() >= lane.BornAt + lifetime.TotalSeconds);
    }

    private double ExpiryOf(HTTPClientFactory lane, double now)
    {
        var expiry = MaxConnectionLifetime is { } lifetime ? lane.BornAt + lifetime.TotalSeconds : double.PositiveInfinity;
        if (lane.Live is { KeepAlive.TimeoutSeconds: { } announced })
        {
            // The server may close at that moment, and a request that crosses its close is lost: leave a second, or half of so little.
            expiry = Math.Min(expiry, now + Math.Max(announced - 1, announced / 2.0));
        }
        return expiry;
    }

    /// <summary>Closes what has been idle too long, and looks again when the next will have been.</summary>
    private void Reap()
    {
        _reaper = null;
        var now = _clock.Seconds();
        // Seconds are doubles: a rest of 1e-14 of one would be waited for again and again.
        while (_idle.Oldest is { } lane && lane.IdleSince + CachedConnectionTimeout.TotalSeconds - now < ShortestWaitSeconds)
            CloseIdle(lane);
        if (_earliestExpiry - now < ShortestWaitSeconds)
            SweepExpired(now);
        if (_idle.Oldest is not { } oldest || _reaper is not null)
            return;
        var due = Math.Min(oldest.IdleSince + CachedConnectionTimeout.TotalSeconds, Math.Max(_earliestExpiry, now + ExpirySweepSeconds));
        _reaper = _clock.CallLater(due - now, _reap);
    }

    private void SweepExpired(double now)
    {
        _earliestExpiry = double.PositiveInfinity;
        // Found first and closed then: closing lets others move.
        List<HTTPClientFactory> expired = [];
        for (var lane = _idle.Oldest; lane is not null; lane = lane.IdleAfter)
        {
            if (lane.ExpiresAt - now < ShortestWaitSeconds)
                expired.Add(lane);
            else
                _earliestExpiry = Math.Min(_earliestExpiry, lane.ExpiresAt);
        }
        foreach (var lane in expired)
        {
            if (lane is { IsIdle: true, IsToldToClose: false })
                CloseIdle(lane);
        }
    }

    private void StopReaper()
    {
        if (_reaper is { Active: true } reaper)
            reaper.Cancel();
        _reaper = null;
    }
}
