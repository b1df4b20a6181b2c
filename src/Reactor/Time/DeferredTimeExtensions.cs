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
    /// <param name="onTimeoutCancel">Called instead of that translation when this timeout has cancelled, with how the Deferred then ended and
    /// the timeout; returns the outcome to go on with: <c>(_, _) => "none"</c> is a value.</param>
    /// <returns>The same Deferred.</returns>
    /// <remarks>A value that the canceller fires, and a failure other than the cancellation, pass as they are. Source:
    /// Deferred.addTimeout.</remarks>
    public static Deferred<T> AddTimeout<T>(
        this Deferred<T> deferred, TimeSpan timeout, IReactorTime clock, Func<Outcome<T>, TimeSpan, Outcome<T>>? onTimeoutCancel = null)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        deferred.Chain.RequireLast(typeof(T));
        TimeoutLink.Add(deferred, timeout, clock, onTimeoutCancel is null ? null : r => onTimeoutCancel(new Outcome<T>(r), timeout).Raw);
        return deferred;
    }

    /// <inheritdoc cref="AddTimeout{T}(Deferred{T}, TimeSpan, IReactorTime, Func{Outcome{T}, TimeSpan, Outcome{T}})"/>
    public static Deferred AddTimeout(
        this Deferred deferred, TimeSpan timeout, IReactorTime clock, Func<Outcome, TimeSpan, Outcome>? onTimeoutCancel = null)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        // A success leaves the result alone: it may be the value of a typed handle on the same chain.
        TimeoutLink.Add(deferred, timeout, clock, onTimeoutCancel is null ? null
            : r => onTimeoutCancel(new Outcome(r), timeout).Failure is { } failure ? failure : r is Failure ? null : r);
        return deferred;
    }

    /// <summary>As AddTimeout with a TimeSpan, in seconds, as ported lines write it.</summary>
    /// <inheritdoc cref="AddTimeout{T}(Deferred{T}, TimeSpan, IReactorTime, Func{Outcome{T}, TimeSpan, Outcome{T}})"/>
    public static Deferred<T> AddTimeout<T>(
        this Deferred<T> deferred, double timeout, IReactorTime clock, Func<Outcome<T>, TimeSpan, Outcome<T>>? onTimeoutCancel = null) =>
        deferred.AddTimeout(TimeUnits.Delay(timeout), clock, onTimeoutCancel);

    /// <inheritdoc cref="AddTimeout{T}(Deferred{T}, double, IReactorTime, Func{Outcome{T}, TimeSpan, Outcome{T}})"/>
    public static Deferred AddTimeout(
        this Deferred deferred, double timeout, IReactorTime clock, Func<Outcome, TimeSpan, Outcome>? onTimeoutCancel = null) =>
        deferred.AddTimeout(TimeUnits.Delay(timeout), clock, onTimeoutCancel);

    /// <summary>Stops the timer when the chain gets here, and says "timeout" where it was the timer that cancelled.</summary>
    private sealed class TimeoutLink(Deferred deferred, TimeSpan timeout, Func<object?, object?>? onTimeoutCancel) : Link
    {
        private DelayedCall? _timer;
        private bool _isTimedOut;

        internal static void Add(Deferred deferred, TimeSpan timeout, IReactorTime clock, Func<object?, object?>? onTimeoutCancel)
        {
            ArgumentNullException.ThrowIfNull(clock);
            var link = new TimeoutLink(deferred, timeout, onTimeoutCancel);
            link._timer = clock.CallLater(timeout, link.TimeOut);
            deferred.Chain.AddPassing(link);
        }

        internal override object? Run(object? result)
        {
            if (_timer is { Active: true })
                _timer.Cancel();
            if (!_isTimedOut)
                return result;
            if (onTimeoutCancel is not null)
                return onTimeoutCancel(result);
            return result is Failure failure && failure.Check<CancelledException>()
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
