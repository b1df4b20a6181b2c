using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>What Deferreds can do with a clock.</summary>
public static class DeferredTimeExtensions
{
    /// <summary>Cancels the Deferred unless it fires in time; a cancellation by this timeout reads as
    /// <see cref="TimeoutException"/>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="deferred">The Deferred; callbacks added before this call count into the time.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <returns>The same Deferred.</returns>
    /// <remarks>A value that the canceller fires, and a failure other than the cancellation, pass as they are. Source:
    /// Deferred.addTimeout.</remarks>
    public static Deferred<T> AddTimeout<T>(this Deferred<T> deferred, TimeSpan timeout, IReactorTime clock)
    {
        TimeoutLink.Add(deferred, timeout, clock);
        return deferred;
    }

    /// <inheritdoc cref="AddTimeout{T}(Deferred{T}, TimeSpan, IReactorTime)"/>
    public static Deferred AddTimeout(this Deferred deferred, TimeSpan timeout, IReactorTime clock)
    {
        TimeoutLink.Add(deferred, timeout, clock);
        return deferred;
    }

    /// <summary>Stops the timer when the chain gets here, and says "timeout" where it was the timer that cancelled.</summary>
    private sealed class TimeoutLink(Deferred deferred, TimeSpan timeout) : Link
    {
        private DelayedCall? _timer;
        private bool _isTimedOut;

        internal static void Add(Deferred deferred, TimeSpan timeout, IReactorTime clock)
        {
            ArgumentNullException.ThrowIfNull(deferred);
            ArgumentNullException.ThrowIfNull(clock);
            var link = new TimeoutLink(deferred, timeout);
            link._timer = clock.CallLater(timeout, link.TimeOut);
            deferred.Chain.AddPassing(link);
        }

        internal override object? Run(object? result)
        {
            if (_timer is { Active: true })
                _timer.Cancel();
            return _isTimedOut && result is Failure failure && failure.Check<CancelledException>()
                ? new Failure(new TimeoutException($"The Deferred did not fire within {timeout.TotalSeconds:0.###} s."))
                : result;
        }

        private void TimeOut()
        {
            _isTimedOut = true;
            deferred.Cancel();
        }
    }
}
