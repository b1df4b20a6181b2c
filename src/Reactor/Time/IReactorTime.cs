namespace TwistedSharp.Internet;

/// <summary>Time and timed calls; the role that a reactor and a <see cref="Clock"/> share
/// (twisted.internet.interfaces.IReactorTime).</summary>
public interface IReactorTime
{
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
