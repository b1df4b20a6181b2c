namespace TwistedSharp.Internet;

/// <summary>Acts when its socket is ready.</summary>
internal interface IPollable
{
    /// <summary>The socket can be read, written or both; an error or hang-up is both: the next call on it tells.</summary>
    void Ready(PollInterest ready);

    /// <summary>The reactor shuts down: let go of the socket now.</summary>
    void LoopEnded();
}
