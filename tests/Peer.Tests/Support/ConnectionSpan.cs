namespace TwistedSharp.Peer.Tests;

/// <summary>A time in which a connection was surely there, on both sides: from its first request to its last, as a server's log has them,
/// in seconds of the system's clock. Not to the end of the last: by the time that a server notes it, the client may have gone.</summary>
internal sealed record ConnectionSpan(double From, double To)
{
    // What some servers round their times to.
    private const double Tick = 0.001;

    internal static IEnumerable<ConnectionSpan> Of(IOrigin origin) =>
        from delivery in origin.Deliveries
        group delivery.Began by delivery.Connection into times
        select new ConnectionSpan(times.Min() + Tick, Math.Max(times.Min() + Tick, times.Max()));

    /// <summary>How many there were at once, at most.</summary>
    internal static int Peak(IEnumerable<ConnectionSpan> spans)
    {
        // What ends as another begins was not there with it.
        var steps = spans.SelectMany(s => new (double At, int Step)[] { (s.From, 1), (s.To, -1) }).OrderBy(s => s.At).ThenBy(s => s.Step);
        var (now, peak) = (0, 0);
        foreach (var (_, step) in steps)
        {
            now += step;
            peak = Math.Max(peak, now);
        }
        return peak;
    }
}
