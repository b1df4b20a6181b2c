namespace TwistedSharp.Internet;

/// <summary>Makes the reactor that suits the system.</summary>
public static partial class Reactors
{
    private static readonly Lazy<IReactor> Shared = new(() => Create());

    /// <summary>The one reactor of the process, made when it is first asked for.</summary>
    /// <remarks>For ported code that imports a global reactor, for samples and for a program's Main. All else is given one.</remarks>
    public static IReactor Default => Shared.Value;

    /// <summary>Makes a reactor: epoll on Linux, select elsewhere.</summary>
    /// <param name="timeProvider">Its clock, a test's fake one for instance; the system's unless given.</param>
    public static IReactor Create(TimeProvider? timeProvider = null)
    {
        timeProvider ??= TimeProvider.System;
        return OperatingSystem.IsLinux() ? new EPollReactor(timeProvider) : new SelectReactor(timeProvider);
    }
}
