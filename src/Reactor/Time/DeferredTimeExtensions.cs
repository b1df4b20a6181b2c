using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>What Deferreds can do with a clock.</summary>
public static class DeferredTimeExtensions
{
    /// <summary>Cancels the Deferred unless it fires in time; a cancellation by this timeout reads as <see cref="TimeoutException"/>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="deferred">The Deferred; callbacks added before this call count into the time.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <returns>The same Deferred.</returns>
    public static Deferred<T> AddTimeout<T>(this Deferred<T> deferred, TimeSpan timeout, IReactorTime clock)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        ArgumentNullException.ThrowIfNull(clock);
        var timedOut = false;
        var timer = clock.CallLater(timeout, () =>
        {
            timedOut = true;
            deferred.Cancel();
        });
        return deferred.AddBoth(outcome =>
        {
            if (timer.Active)
                timer.Cancel();
            return timedOut && outcome.Failure?.Value is CancelledException
                ? new Failure(new TimeoutException($"The Deferred did not fire within {timeout.TotalSeconds:0.###} s."))
                : outcome;
        });
    }
}
