namespace TwistedSharp.Web.Client;

// A look inside.
public sealed partial class HTTPConnectionPool
{
    /// <summary>What it holds now: connections by origin, and how many requests wait.</summary>
    public PoolSnapshot Snapshot()
    {
        var now = _clock.Seconds();
        return new PoolSnapshot([.. _origins.Values.Select(o => new OriginSnapshot(o.Key.Origin, [.. o.Lanes.Select(l => Snapshot(l, now))], o.Waiting.Count))]);
    }

    private static ConnectionSnapshot Snapshot(HTTPClientFactory lane, double now) => lane.Live is { } live
        ? new ConnectionSnapshot(live.Ordinal, live.State, TimeSpan.FromSeconds(now - lane.BornAt), live.Requests, lane.Current?.Request)
        : new ConnectionSnapshot(0, null, TimeSpan.Zero, 0, lane.Current?.Request);
}
