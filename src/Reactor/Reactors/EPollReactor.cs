namespace TwistedSharp.Internet;

/// <summary>The reactor on Linux's epoll (twisted.internet.epollreactor).</summary>
public sealed class EPollReactor : PollReactor
{
    /// <summary>Makes a reactor; nothing runs before <see cref="PollReactor.Run"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public EPollReactor() : base(MakePoller()) { }

    private static EPollPoller MakePoller() => OperatingSystem.IsLinux()
        ? new EPollPoller()
        : throw new PlatformNotSupportedException("epoll is Linux's; SelectReactor runs everywhere.");
}
