namespace TwistedSharp.Internet;

/// <summary>Acts when its socket is ready.</summary>
internal interface IPollable
{
    /// <summary>The socket can be read, written or both; an error or hang-up counts as both, so that the next call on the socket tells it.</summary>
    void Ready(PollInterest ready);

    /// <summary>The reactor shuts down: let go of the socket now.</summary>
    void LoopEnded();
}
