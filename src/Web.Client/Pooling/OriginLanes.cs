namespace TwistedSharp.Web.Client;

/// <summary>The lanes to one origin and the exchanges that wait for one.</summary>
internal sealed class OriginLanes(HTTPConnectionPool pool, PoolKey key) : IExchangeCarrier
{
    private readonly List<HTTPClientFactory> _idle = [];

    internal PoolKey Key => key;

    /// <summary>Lanes with a connection, or on the way to one.</summary>
    internal List<HTTPClientFactory> Lanes { get; } = [];

    internal int Open => Lanes.Count;

    /// <summary>Those of them that were told to close while idle.</summary>
    internal int Closing { get; set; }

    internal ExchangeLine Waiting { get; } = new();

    /// <summary>The rank under which it stands among the starving; null when it does not.</summary>
    internal StarvingRank? Rank { get; set; }

    internal bool IsUnused => Open == 0 && Waiting.Count == 0;

    internal HTTPClientFactory? OldestIdle => _idle.Count > 0 ? _idle[0] : null;

    internal void AddIdle(HTTPClientFactory lane) => _idle.Add(lane);

    /// <summary>The lane that became idle last: it is the surest to be alive, and the others can time out.</summary>
    internal HTTPClientFactory? TakeIdle()
    {
        if (_idle.Count == 0)
            return null;
        var lane = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return lane;
    }

    internal bool RemoveIdle(HTTPClientFactory lane) => _idle.Remove(lane);

    void IExchangeCarrier.Abandon(Exchange exchange) => pool.Forget(this, exchange);

    void IExchangeCarrier.Watch(Exchange exchange) { } // In the line it has a timer of its own.
}

/// <summary>Who of the starving origins goes first: who has the fewest lanes, then who has waited longest.</summary>
/// <param name="Open">Its lanes.</param>
/// <param name="Ticket">Its next exchange's.</param>
internal readonly record struct StarvingRank(int Open, long Ticket) : IComparable<StarvingRank>
{
    public int CompareTo(StarvingRank other) => (Open, Ticket).CompareTo((other.Open, other.Ticket));
}
