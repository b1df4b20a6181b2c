using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>Runs <paramref name="callback"/> when the step ended well.</summary>
    /// <param name="callback">What to do.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddCallback(Action callback) => Then(new Links.OnSuccessDo(NotNull(callback)), callback);

    /// <summary>Computes a value when the step ended well.</summary>
    /// <typeparam name="TNext">The value's type.</typeparam>
    /// <param name="callback">Returns the value.</param>
    /// <returns>A typed handle on the same chain; this one is stale from now on for callbacks that take a value.</returns>
    public Deferred<TNext> AddCallback<TNext>(Func<TNext> callback) =>
        Then<TNext>(new Links.OnSuccess<TNext>(NotNull(callback)), typeof(void), callback);

    /// <inheritdoc cref="AddCallback(Action)"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred AddCallback(Func<Deferred> callback) => Then(new Links.OnSuccess<Deferred>(NotNull(callback)), callback);

    /// <inheritdoc cref="AddCallback{TNext}(Func{TNext})"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddCallback<TNext>(Func<Deferred<TNext>> callback) =>
        Then<TNext>(new Links.OnSuccess<Deferred<TNext>>(NotNull(callback)), typeof(void), callback);

    /// <inheritdoc cref="AddCallback(Action)"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred AddCallback(Func<Task> callback)
    {
        NotNull(callback);
        return Then(new Links.OnSuccess<Deferred>(() => FromTask(callback())), callback);
    }

    /// <inheritdoc cref="AddCallback{TNext}(Func{TNext})"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred<TNext> AddCallback<TNext>(Func<Task<TNext>> callback)
    {
        NotNull(callback);
        return Then<TNext>(new Links.OnSuccess<Deferred<TNext>>(() => FromTask(callback())), typeof(void), callback);
    }

    /// <summary>Ends the step in a failure after all.</summary>
    /// <param name="callback">Returns the failure to go on with.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddCallback(Func<Failure> callback) => Then(new Links.OnSuccess<Failure>(NotNull(callback)), callback);

    /// <summary>Handles a failure; the chain goes on as if the step had ended well.</summary>
    /// <param name="errback">Takes the failure; throw from it to fail on.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback(Action<Failure> errback) => Keep(new Links.OnFailureDo<object>(NotNull(errback)));

    /// <summary>Answers a failure with another one, or with itself.</summary>
    /// <param name="errback">Takes the failure and returns the one to go on with.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback(Func<Failure, Failure> errback) => Keep(new Links.OnFailure<Failure>(NotNull(errback)));

    /// <summary>Handles a failure by another step.</summary>
    /// <param name="errback">Takes the failure; the chain waits for the Deferred it returns.</param>
    /// <returns>A handle on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddErrback(Func<Failure, Deferred> errback) => Then(new Links.OnFailure<Deferred>(NotNull(errback)), errback);

    /// <summary>Handles a failure by another step.</summary>
    /// <param name="errback">Takes the failure; the chain waits for the Task it returns.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback(Func<Failure, Task> errback)
    {
        NotNull(errback);
        return Then(new Links.OnFailure<Deferred>(f => FromTask(errback(f))), errback);
    }

    /// <summary>Runs whichever way the step ended; a failure counts as handled.</summary>
    /// <param name="callback">Takes the outcome.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddBoth(Action<Outcome> callback) => Then(new Links.OnEndDo(NotNull(callback)), callback);

    /// <summary>Runs whichever way the step ended; a failure counts as handled.</summary>
    /// <typeparam name="TNext">The value's type.</typeparam>
    /// <param name="callback">Takes the outcome, returns the value to go on with.</param>
    /// <returns>A typed handle on the same chain.</returns>
    public Deferred<TNext> AddBoth<TNext>(Func<Outcome, TNext> callback) =>
        Then<TNext>(new Links.OnEnd<TNext>(NotNull(callback)), typeof(void), callback);

    /// <summary>Runs whichever way the step ended; a failure counts as handled.</summary>
    /// <param name="callback">Takes the outcome; the chain waits for the Deferred it returns.</param>
    /// <returns>A handle on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddBoth(Func<Outcome, Deferred> callback) => Then(new Links.OnEnd<Deferred>(NotNull(callback)), callback);

    /// <inheritdoc cref="AddBoth{TNext}(Func{Outcome, TNext})"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddBoth<TNext>(Func<Outcome, Deferred<TNext>> callback) =>
        Then<TNext>(new Links.OnEnd<Deferred<TNext>>(NotNull(callback)), typeof(void), callback);

    /// <summary>Runs whichever way the step ended; a failure counts as handled.</summary>
    /// <param name="callback">Takes the outcome; the chain waits for the Task it returns.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddBoth(Func<Outcome, Task> callback)
    {
        NotNull(callback);
        return Then(new Links.OnEnd<Deferred>(o => FromTask(callback(o))), callback);
    }

    /// <inheritdoc cref="AddBoth{TNext}(Func{Outcome, TNext})"/>
    /// <remarks>The chain waits for the Task that the callback returns.</remarks>
    public Deferred<TNext> AddBoth<TNext>(Func<Outcome, Task<TNext>> callback)
    {
        NotNull(callback);
        return Then<TNext>(new Links.OnEnd<Deferred<TNext>>(o => FromTask(callback(o))), typeof(void), callback);
    }

    /// <summary>Runs whichever way the step ended; return the outcome itself to leave it as it is.</summary>
    /// <param name="callback">Takes the outcome, returns the one to go on with.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddBoth(Func<Outcome, Outcome> callback) => Then(new Links.OnEndPass(NotNull(callback)), callback);

    /// <summary>Ends the step in a failure, whichever way it ended.</summary>
    /// <param name="callback">Takes the outcome, returns the failure to go on with.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddBoth(Func<Outcome, Failure> callback) => Then(new Links.OnEnd<Failure>(NotNull(callback)), callback);

    /// <summary>Runs one of two: an exception in <paramref name="callback"/> does not go to <paramref name="errback"/> but to the next
    /// pair.</summary>
    /// <param name="callback">What to do when the step ended well.</param>
    /// <param name="errback">What to do when it failed.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddCallbacks(Action callback, Action<Failure> errback)
    {
        NotNull(callback);
        return Then(new Links.OnEitherDo<object>(_ => callback(), NotNull(errback)), callback);
    }

    /// <inheritdoc cref="AddCallbacks(Action, Action{Failure})"/>
    /// <remarks>The chain waits for the Deferred that either returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred AddCallbacks(Func<Deferred> callback, Func<Failure, Deferred> errback)
    {
        NotNull(callback);
        return Then(new Links.OnEither<object, Deferred>(_ => callback(), NotNull(errback)), callback);
    }

    /// <inheritdoc cref="AddCallbacks(Action, Action{Failure})"/>
    /// <remarks>The chain waits for the Task that either returns.</remarks>
    public Deferred AddCallbacks(Func<Task> callback, Func<Failure, Task> errback)
    {
        NotNull(callback);
        NotNull(errback);
        return Then(new Links.OnEither<object, Deferred>(_ => FromTask(callback()), f => FromTask(errback(f))), callback);
    }

    private protected static TDelegate NotNull<TDelegate>(
        TDelegate callback, [CallerArgumentExpression(nameof(callback))] string? name = null) where TDelegate : Delegate
    {
        ArgumentNullException.ThrowIfNull(callback, name);
        return callback;
    }
}
