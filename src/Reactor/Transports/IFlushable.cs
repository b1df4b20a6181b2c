namespace TwistedSharp.Internet;

/// <summary>Has work to do when the callbacks of this turn have returned.</summary>
internal interface IFlushable
{
    /// <summary>Does it; may enlist again for the next turn.</summary>
    void Flush();
}
