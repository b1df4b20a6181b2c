namespace TwistedSharp.Web.Client;

/// <summary>All idle lanes of a pool, the longest idle first.</summary>
internal sealed class IdleLanes
{
    private HTTPClientFactory? _newest;

    internal HTTPClientFactory? Oldest { get; private set; }

    internal int Count { get; private set; }

    internal void Add(HTTPClientFactory lane, double now)
    {
        lane.IdleSince = now;
        lane.IdleBefore = _newest;
        if (_newest is null)
            Oldest = lane;
        else
            _newest.IdleAfter = lane;
        _newest = lane;
        Count++;
    }

    internal void Remove(HTTPClientFactory lane)
    {
        if (lane.IdleBefore is null)
            Oldest = lane.IdleAfter;
        else
            lane.IdleBefore.IdleAfter = lane.IdleAfter;
        if (lane.IdleAfter is null)
            _newest = lane.IdleBefore;
        else
            lane.IdleAfter.IdleBefore = lane.IdleBefore;
        lane.IdleBefore = lane.IdleAfter = null;
        Count--;
    }
}
