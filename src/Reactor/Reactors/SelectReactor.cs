namespace TwistedSharp.Internet;

/// <summary>The reactor on select, for any system; slower the more connections there are (twisted.internet.selectreactor).</summary>
public sealed class SelectReactor : PollReactor
{
    /// <summary>Makes a reactor; nothing runs before <see cref="PollReactor.Run"/>.</summary>
    public SelectReactor() : base(new SelectPoller()) { }

    /// <summary>Makes a reactor whose time comes from a provider, a test's fake one for instance.</summary>
    /// <param name="timeProvider">Its clock. On any but TimeProvider.System a timer of the provider's wakes the loop for timed
    /// calls.</param>
    public SelectReactor(TimeProvider timeProvider) : base(new SelectPoller(), timeProvider) { }
}
