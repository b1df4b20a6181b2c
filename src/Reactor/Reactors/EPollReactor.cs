namespace TwistedSharp.Internet;

/// <summary>The reactor on Linux's epoll (twisted.internet.epollreactor).</summary>
public sealed class EPollReactor : PollReactor
{
    /// <summary>Makes a reactor; nothing runs before <see cref="PollReactor.Run"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public EPollReactor() : base(MakePoller()) { }

    /// <summary>Makes a reactor whose time comes from a provider, a test's fake one for instance.</summary>
    /// <param name="timeProvider">Its clock. On any but TimeProvider.System a timer of the provider's wakes the loop for timed
    /// calls.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public EPollReactor(TimeProvider timeProvider) : base(MakePoller(), timeProvider) { }

    private static EPollPoller MakePoller() => OperatingSystem.IsLinux()
        ? new EPollPoller()
        : throw new PlatformNotSupportedException("epoll is Linux's; SelectReactor runs everywhere.");
}
