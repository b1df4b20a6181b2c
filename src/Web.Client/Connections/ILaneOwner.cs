using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Who decides what a lane does next: the pool.</summary>
internal interface ILaneOwner
{
    /// <summary>Makes what speaks on a new connection.</summary>
    HTTPPageGetter MakeGetter();

    /// <summary>The time on its clock.</summary>
    double Seconds { get; }

    /// <summary>Calls something at a time of its clock.</summary>
    DelayedCall CallAt(double seconds, Action call);

    /// <summary>The ordinal for a connection that is being opened.</summary>
    long NextOrdinal();

    /// <summary>Whether an exchange that got not a byte in answer may be sent again, on a new connection.</summary>
    /// <param name="exchange">It.</param>
    /// <param name="requests">How many requests its connection had carried, this one included.</param>
    bool ShouldRetry(Exchange exchange, long requests);

    /// <summary>The lane's exchange ended and its connection is idle.</summary>
    void LaneIdle(HTTPClientFactory lane);

    /// <summary>The lane has no connection any more; it will not be used again.</summary>
    void LaneClosed(HTTPClientFactory lane);
}
