namespace TwistedSharp.Internet;

/// <summary>The reactor on select, for any system; slower the more connections there are (twisted.internet.selectreactor).</summary>
public sealed class SelectReactor : PollReactor
{
    /// <summary>Makes a reactor; nothing runs before <see cref="PollReactor.Run"/>.</summary>
    public SelectReactor() : base(new SelectPoller()) { }
}
