using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

public sealed partial class Deferred<T>
{
    /// <summary>Computes the next value from this one.</summary>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="callback">Takes the value, returns the next.</param>
    /// <returns>A handle on the same chain: this one when the type stays the same.</returns>
    public Deferred<TNext> AddCallback<TNext>(Func<T, TNext> callback) =>
        Next<TNext>(new Links.OnValue<T, TNext>(NotNull(callback)), callback);

    /// <inheritdoc cref="AddCallback{TNext}(Func{T, TNext})"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddCallback<TNext>(Func<T, Deferred<TNext>> callback) =>
        Next<TNext>(new Links.OnValue<T, Deferred<TNext>>(NotNull(callback)), callback);

    /// <summary>Uses the value up in another step.</summary>
    /// <param name="callback">Takes the value; the chain waits for the Deferred it returns.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddCallback(Func<T, Deferred> callback) => Done(new Links.OnValue<T, Deferred>(NotNull(callback)), callback);

    /// <inheritdoc cref="AddCallback{TNext}(Func{T, TNext})"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred<TNext> AddCallback<TNext>(Func<T, Task<TNext>> callback)
    {
        NotNull(callback);
        return Next<TNext>(new Links.OnValue<T, Deferred<TNext>>(v => FromTask(callback(v))), callback);
    }

    /// <summary>Uses the value up in another step.</summary>
    /// <param name="callback">Takes the value; the chain waits for the Task it returns and comes back to the reactor's thread.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallback(Func<T, Task> callback)
    {
        NotNull(callback);
        return Done(new Links.OnValue<T, Deferred>(v => FromTask(callback(v))), callback);
    }

    /// <summary>Uses the value up.</summary>
    /// <param name="callback">Takes the value.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallback(Action<T> callback) => Done(new Links.OnValueDo<T>(NotNull(callback)), callback);

    /// <summary>Turns the value into a failure.</summary>
    /// <param name="callback">Takes the value, returns the failure to go on with.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddCallback(Func<T, Failure> callback) => Same(new Links.OnValue<T, Failure>(NotNull(callback)), callback);

    /// <summary>Handles a failure with a value in its place.</summary>
    /// <param name="errback">Takes the failure, returns the value to go on with; throw from it to fail on.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddErrback(Func<Failure, T> errback) => Same(new Links.OnFailure<T>(NotNull(errback)), errback);

    /// <summary>Handles a failure with a value that comes later.</summary>
    /// <param name="errback">Takes the failure; the chain waits for the Deferred it returns.</param>
    /// <returns>This handle.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred<T> AddErrback(Func<Failure, Deferred<T>> errback) => Same(new Links.OnFailure<Deferred<T>>(NotNull(errback)), errback);

    /// <summary>Handles a failure with a value that comes later.</summary>
    /// <param name="errback">Takes the failure; the chain waits for the Task it returns.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddErrback(Func<Failure, Task<T>> errback)
    {
        NotNull(errback);
        return Same(new Links.OnFailure<Deferred<T>>(f => FromTask(errback(f))), errback);
    }

    /// <summary>Handles a failure by another step; the chain then goes on with the type's default value.</summary>
    /// <param name="errback">Takes the failure; the chain waits for the Deferred it returns and drops its value.</param>
    /// <returns>This handle.</returns>
    [OverloadResolutionPriority(1)]
    public new Deferred<T?> AddErrback(Func<Failure, Deferred> errback)
    {
        NotNull(errback);
        return Same(new Links.OnFailure<Deferred>(f => errback(f).AddCallback(static () => default(T))), errback)!;
    }

    /// <summary>Handles a failure by another step; the chain then goes on with the type's default value.</summary>
    /// <param name="errback">Takes the failure; the chain waits for the Task it returns.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T?> AddErrback(Func<Failure, Task> errback)
    {
        NotNull(errback);
        return Same(new Links.OnFailure<Deferred>(f => FromTask(errback(f))), errback)!;
    }

    /// <summary>Answers a failure with another one, or with itself.</summary>
    /// <param name="errback">Takes the failure and returns the one to go on with.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T> AddErrback(Func<Failure, Failure> errback) => Same(new Links.OnFailure<Failure>(NotNull(errback)), errback);

    /// <summary>Handles a failure; the chain goes on with the type's default value, as Twisted's goes on with None.</summary>
    /// <param name="errback">Takes the failure; throw from it to fail on.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T?> AddErrback(Action<Failure> errback) => Same(new Links.OnFailureDo<T>(NotNull(errback)), errback)!;

    /// <summary>Runs whichever way it ended and uses the outcome up; a failure counts as handled.</summary>
    /// <param name="callback">Takes the outcome.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddBoth(Action<Outcome<T>> callback) => Done(new Links.OnOutcomeDo<T>(NotNull(callback)), callback);

    /// <summary>Runs whichever way it ended; return the outcome itself to leave it as it is.</summary>
    /// <param name="callback">Takes the outcome, returns the one to go on with.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddBoth(Func<Outcome<T>, Outcome<T>> callback) => Same(new Links.OnOutcomePass<T>(NotNull(callback)), callback);

    /// <summary>Runs whichever way it ended; a failure counts as handled.</summary>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="callback">Takes the outcome, returns the next value.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred<TNext> AddBoth<TNext>(Func<Outcome<T>, TNext> callback) =>
        Next<TNext>(new Links.OnOutcome<T, TNext>(NotNull(callback)), callback);

    /// <inheritdoc cref="AddBoth{TNext}(Func{Outcome{T}, TNext})"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddBoth<TNext>(Func<Outcome<T>, Deferred<TNext>> callback) =>
        Next<TNext>(new Links.OnOutcome<T, Deferred<TNext>>(NotNull(callback)), callback);

    /// <summary>Runs whichever way it ended and uses the outcome up in another step; a failure counts as handled.</summary>
    /// <param name="callback">Takes the outcome; the chain waits for the Deferred it returns.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddBoth(Func<Outcome<T>, Deferred> callback) => Done(new Links.OnOutcome<T, Deferred>(NotNull(callback)), callback);

    /// <inheritdoc cref="AddBoth{TNext}(Func{Outcome{T}, TNext})"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred<TNext> AddBoth<TNext>(Func<Outcome<T>, Task<TNext>> callback)
    {
        NotNull(callback);
        return Next<TNext>(new Links.OnOutcome<T, Deferred<TNext>>(o => FromTask(callback(o))), callback);
    }

    /// <summary>Runs whichever way it ended and uses the outcome up in another step; a failure counts as handled.</summary>
    /// <param name="callback">Takes the outcome; the chain waits for the Task it returns and comes back to the reactor's thread.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddBoth(Func<Outcome<T>, Task> callback)
    {
        NotNull(callback);
        return Done(new Links.OnOutcome<T, Deferred>(o => FromTask(callback(o))), callback);
    }

    /// <summary>Goes on with a failure, whichever way it ended.</summary>
    /// <param name="callback">Takes the outcome, returns the failure to go on with.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddBoth(Func<Outcome<T>, Failure> callback) => Same(new Links.OnOutcome<T, Failure>(NotNull(callback)), callback);

    /// <summary>Runs one of two: an exception in <paramref name="callback"/> does not go to <paramref name="errback"/> but to the next
    /// pair.</summary>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="callback">Takes the value, returns the next.</param>
    /// <param name="errback">Takes the failure, returns the next value.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred<TNext> AddCallbacks<TNext>(Func<T, TNext> callback, Func<Failure, TNext> errback) =>
        Next<TNext>(new Links.OnEither<T, TNext>(NotNull(callback), NotNull(errback)), callback);

    /// <summary>Runs one of two and uses the outcome up.</summary>
    /// <param name="callback">Takes the value.</param>
    /// <param name="errback">Takes the failure.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallbacks(Action<T> callback, Action<Failure> errback) =>
        Done(new Links.OnEitherDo<T>(NotNull(callback), NotNull(errback)), callback);

    /// <inheritdoc cref="AddCallbacks{TNext}(Func{T, TNext}, Func{Failure, TNext})"/>
    /// <remarks>The chain waits for the Deferred that either returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddCallbacks<TNext>(Func<T, Deferred<TNext>> callback, Func<Failure, Deferred<TNext>> errback) =>
        Next<TNext>(new Links.OnEither<T, Deferred<TNext>>(NotNull(callback), NotNull(errback)), callback);

    /// <summary>Runs one of two and uses the outcome up in another step.</summary>
    /// <param name="callback">Takes the value; the chain waits for the Deferred it returns.</param>
    /// <param name="errback">Takes the failure; the chain waits for the Deferred it returns.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddCallbacks(Func<T, Deferred> callback, Func<Failure, Deferred> errback) =>
        Done(new Links.OnEither<T, Deferred>(NotNull(callback), NotNull(errback)), callback);

    /// <inheritdoc cref="AddCallbacks{TNext}(Func{T, TNext}, Func{Failure, TNext})"/>
    /// <remarks>The chain waits for the Task that either returns and comes back to the reactor's thread.</remarks>
    public Deferred<TNext> AddCallbacks<TNext>(Func<T, Task<TNext>> callback, Func<Failure, Task<TNext>> errback)
    {
        NotNull(callback);
        NotNull(errback);
        return Next<TNext>(new Links.OnEither<T, Deferred<TNext>>(v => FromTask(callback(v)), f => FromTask(errback(f))), callback);
    }

    /// <summary>Runs one of two and uses the outcome up in another step.</summary>
    /// <param name="callback">Takes the value; the chain waits for the Task it returns and comes back to the reactor's thread.</param>
    /// <param name="errback">Takes the failure; the chain waits for the Task it returns and comes back to the reactor's thread.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallbacks(Func<T, Task> callback, Func<Failure, Task> errback)
    {
        NotNull(callback);
        NotNull(errback);
        return Done(new Links.OnEither<T, Deferred>(v => FromTask(callback(v)), f => FromTask(errback(f))), callback);
    }
}
