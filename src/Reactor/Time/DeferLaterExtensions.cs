using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A Deferred that fires after some time (twisted.internet.task.deferLater).</summary>
/// <remarks>Each shape takes a TimeSpan, or seconds as ported lines write them. Cancelling the Deferred takes the timed call back, or, once
/// that was made, cancels what the function returned. A token that is cancelled does the same, on the SynchronizationContext that the call
/// came from (the reactor's, inside a callback) if there is one.</remarks>
public static class DeferLaterExtensions
{
    /// <summary>Fires after a delay.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that fires when the time has come; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static Deferred DeferLater(
        this IReactorTime clock, TimeSpan delay, CancellationToken cancellationToken = default) =>
        CancelledBy(Later(clock, delay), cancellationToken);

    /// <inheritdoc cref="DeferLater(IReactorTime, TimeSpan, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    public static Deferred DeferLater(
        this IReactorTime clock, double seconds, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), cancellationToken);

    /// <summary>Calls a function after a delay.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="function">What to call; what it throws fails the Deferred.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that fires when the function has returned; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static Deferred DeferLater(
        this IReactorTime clock, TimeSpan delay, Action function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CancelledBy(Later(clock, delay).AddCallback(function), cancellationToken);
    }

    /// <inheritdoc cref="DeferLater(IReactorTime, TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    public static Deferred DeferLater(
        this IReactorTime clock, double seconds, Action function, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), function, cancellationToken);

    /// <summary>Calls a function after a delay.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="function">What to call; what it throws fails the Deferred.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that fires with what the function returned; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static Deferred<T> DeferLater<T>(
        this IReactorTime clock, TimeSpan delay, Func<T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CancelledBy(Later(clock, delay).AddCallback(function), cancellationToken);
    }

    /// <inheritdoc cref="DeferLater{T}(IReactorTime, TimeSpan, Func{T}, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    public static Deferred<T> DeferLater<T>(
        this IReactorTime clock, double seconds, Func<T> function, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), function, cancellationToken);

    /// <summary>Calls a function after a delay.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="function">What to call; the Deferred it returns is waited for.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that fires as the function's Deferred does; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    [OverloadResolutionPriority(1)]
    public static Deferred DeferLater(
        this IReactorTime clock, TimeSpan delay, Func<Deferred> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CancelledBy(Later(clock, delay).AddCallback(function), cancellationToken);
    }

    /// <inheritdoc cref="DeferLater(IReactorTime, TimeSpan, Func{Deferred}, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    [OverloadResolutionPriority(1)]
    public static Deferred DeferLater(
        this IReactorTime clock, double seconds, Func<Deferred> function, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), function, cancellationToken);

    /// <summary>Calls a function after a delay.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="function">What to call; the Deferred it returns is waited for.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that fires as the function's Deferred does; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    [OverloadResolutionPriority(1)]
    public static Deferred<T> DeferLater<T>(
        this IReactorTime clock, TimeSpan delay, Func<Deferred<T>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CancelledBy(Later(clock, delay).AddCallback(function), cancellationToken);
    }

    /// <inheritdoc cref="DeferLater{T}(IReactorTime, TimeSpan, Func{Deferred{T}}, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    [OverloadResolutionPriority(1)]
    public static Deferred<T> DeferLater<T>(
        this IReactorTime clock, double seconds, Func<Deferred<T>> function, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), function, cancellationToken);

    /// <summary>Calls a function after a delay.</summary>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="function">What to call; the Task it returns is waited for.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that ends as the function's Task does; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static Deferred DeferLater(
        this IReactorTime clock, TimeSpan delay, Func<Task> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CancelledBy(Later(clock, delay).AddCallback(function), cancellationToken);
    }

    /// <inheritdoc cref="DeferLater(IReactorTime, TimeSpan, Func{Task}, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    public static Deferred DeferLater(
        this IReactorTime clock, double seconds, Func<Task> function, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), function, cancellationToken);

    /// <summary>Calls a function after a delay.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="delay">How long to wait, zero or more.</param>
    /// <param name="function">What to call; the Task it returns is waited for.</param>
    /// <param name="cancellationToken">Cancels the Deferred.</param>
    /// <returns>A Deferred that ends as the function's Task does; cancelled, it fails with <see cref="CancelledException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static Deferred<T> DeferLater<T>(
        this IReactorTime clock, TimeSpan delay, Func<Task<T>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CancelledBy(Later(clock, delay).AddCallback(function), cancellationToken);
    }

    /// <inheritdoc cref="DeferLater{T}(IReactorTime, TimeSpan, Func{Task{T}}, CancellationToken)"/>
    /// <remarks>The delay is in seconds, zero or more.</remarks>
    public static Deferred<T> DeferLater<T>(
        this IReactorTime clock, double seconds, Func<Task<T>> function, CancellationToken cancellationToken = default) =>
        clock.DeferLater(TimeUnits.Delay(seconds), function, cancellationToken);

    private static Deferred Later(IReactorTime clock, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var pending = new Pending();
        var deferred = new Deferred(pending);
        pending.Call = clock.CallLater(delay, deferred.Callback);
        return deferred;
    }

    private static TDeferred CancelledBy<TDeferred>(TDeferred deferred, CancellationToken cancellationToken) where TDeferred : Deferred
    {
        TokenLink.Add(deferred.Chain, cancellationToken);
        return deferred;
    }

    /// <summary>Takes the timed call back when the Deferred is cancelled.</summary>
    private sealed class Pending : ICanceller
    {
        internal DelayedCall? Call { get; set; }

        public void Cancel() => Call?.Cancel();
    }
}
