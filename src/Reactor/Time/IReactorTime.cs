namespace TwistedSharp.Internet;

/// <summary>Time and timed calls; the role that a reactor and a <see cref="Clock"/> share
/// (twisted.internet.interfaces.IReactorTime).</summary>
public interface IReactorTime
{
    /// <summary>This clock as .NET's code takes it: for Task.Delay, CancellationTokenSource and the like.</summary>
    /// <remarks>A reactor's and a <see cref="Clock"/>'s timers are timed calls of theirs, so the callbacks come in turn with all others, on
    /// the reactor's thread; any thread may make, change and dispose them.</remarks>
    TimeProvider TimeProvider { get; }

    /// <summary>The time in ticks, in the very steps that the timed calls are kept in; from any thread.</summary>
    /// <remarks>A clock of someone else's making has seconds only: there the rounding undoes the division.</remarks>
    internal long NowTicks => (long)Math.Round(Seconds() * TimeSpan.TicksPerSecond);

    /// <summary>The time in seconds on a monotonic clock; only differences mean something.</summary>
    double Seconds();

    /// <summary>Calls something once, after a delay.</summary>
    /// <param name="delay">How long to wait, zero or more; zero means the next turn of the loop, never this one.</param>
    /// <param name="call">What to call, on the reactor's thread.</param>
    /// <returns>The pending call, which can be cancelled or moved.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    DelayedCall CallLater(TimeSpan delay, Action call);

    /// <summary>Calls something once, after a delay in seconds, as ported lines write it.</summary>
    /// <param name="seconds">How long to wait, zero or more.</param>
    /// <param name="call">What to call, on the reactor's thread.</param>
    /// <returns>The pending call, which can be cancelled or moved.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative or not a number.</exception>
    DelayedCall CallLater(double seconds, Action call);

    /// <summary>The calls still pending, in no particular order.</summary>
    IReadOnlyList<DelayedCall> GetDelayedCalls();
}
