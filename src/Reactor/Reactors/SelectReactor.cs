namespace TwistedSharp.Internet;

/// <summary>The reactor on select, for any system; its cost grows with the number of connections (twisted.internet.selectreactor).</summary>
public sealed class SelectReactor : PollReactor
{
    /// <summary>Makes a reactor; nothing runs before <see cref="PollReactor.Run"/>.</summary>
    public SelectReactor() : base(new SelectPoller()) { }
}
