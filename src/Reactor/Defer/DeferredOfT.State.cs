using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <content>Callbacks with a state argument (Twisted's callbackArgs): a static lambda with a state allocates no closure.</content>
public sealed partial class Deferred<T>
{
    /// <summary>Computes the next value from this one and a state.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="callback">Takes the value and the state, returns the next value.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle on the same chain: this one when the type stays the same.</returns>
    public Deferred<TNext> AddCallback<TState, TNext>(Func<T, TState, TNext> callback, TState state) =>
        Next<TNext>(new Links.OnValue<T, TState, TNext>(NotNull(callback), state), callback);

    /// <inheritdoc cref="AddCallback{TState, TNext}(Func{T, TState, TNext}, TState)"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddCallback<TState, TNext>(Func<T, TState, Deferred<TNext>> callback, TState state) =>
        Next<TNext>(new Links.OnValue<T, TState, Deferred<TNext>>(NotNull(callback), state), callback);

    /// <summary>Uses the value up in another step, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the value and the state; the chain waits for the Deferred it returns.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddCallback<TState>(Func<T, TState, Deferred> callback, TState state) =>
        Done(new Links.OnValue<T, TState, Deferred>(NotNull(callback), state), callback);

    /// <inheritdoc cref="AddCallback{TState, TNext}(Func{T, TState, TNext}, TState)"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred<TNext> AddCallback<TState, TNext>(Func<T, TState, Task<TNext>> callback, TState state)
    {
        NotNull(callback);
        return Next<TNext>(
            new Links.OnValue<T, (Func<T, TState, Task<TNext>> Callback, TState State), Deferred<TNext>>(
                static (v, s) => FromTask(s.Callback(v, s.State)), (callback, state)),
            callback);
    }

    /// <summary>Uses the value up in another step, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the value and the state; the chain waits for the Task it returns.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallback<TState>(Func<T, TState, Task> callback, TState state)
    {
        NotNull(callback);
        return Done(
            new Links.OnValue<T, (Func<T, TState, Task> Callback, TState State), Deferred>(
                static (v, s) => FromTask(s.Callback(v, s.State)), (callback, state)),
            callback);
    }

    /// <summary>Uses the value up, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the value and the state.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallback<TState>(Action<T, TState> callback, TState state) =>
        Done(new Links.OnValueDo<T, TState>(NotNull(callback), state), callback);

    /// <summary>Handles a failure with a value in its place, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state, returns the value to go on with; throw from it to fail on.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddErrback<TState>(Func<Failure, TState, T> errback, TState state) =>
        Same(new Links.OnFailure<TState, T>(NotNull(errback), state), errback);

    /// <summary>Handles a failure with a value that comes later, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state; the chain waits for the Deferred it returns.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>This handle.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred<T> AddErrback<TState>(Func<Failure, TState, Deferred<T>> errback, TState state) =>
        Same(new Links.OnFailure<TState, Deferred<T>>(NotNull(errback), state), errback);

    /// <summary>Answers a failure with another one, or with itself, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state, returns the failure to go on with.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T> AddErrback<TState>(Func<Failure, TState, Failure> errback, TState state) =>
        Same(new Links.OnFailure<TState, Failure>(NotNull(errback), state), errback);

    /// <summary>Handles a failure with a state at hand; the chain goes on with the type's default value.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state; throw from it to fail on.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T?> AddErrback<TState>(Action<Failure, TState> errback, TState state) =>
        Same(new Links.OnFailureDo<TState, T>(NotNull(errback), state), errback)!;

    /// <summary>Runs with a state whichever way it ended and uses the outcome up; a failure counts as handled.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the outcome and the state.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddBoth<TState>(Action<Outcome<T>, TState> callback, TState state) =>
        Done(new Links.OnOutcomeDo<T, TState>(NotNull(callback), state), callback);

    /// <summary>Runs with a state whichever way it ended; return the outcome itself to leave it as it is.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the outcome and the state, returns the outcome to go on with.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddBoth<TState>(Func<Outcome<T>, TState, Outcome<T>> callback, TState state) =>
        Same(new Links.OnOutcomePass<T, TState>(NotNull(callback), state), callback);

    /// <summary>Runs with a state whichever way it ended; a failure counts as handled.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="callback">Takes the outcome and the state, returns the next value.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred<TNext> AddBoth<TState, TNext>(Func<Outcome<T>, TState, TNext> callback, TState state) =>
        Next<TNext>(new Links.OnOutcome<T, TState, TNext>(NotNull(callback), state), callback);

    /// <inheritdoc cref="AddBoth{TState, TNext}(Func{Outcome{T}, TState, TNext}, TState)"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddBoth<TState, TNext>(Func<Outcome<T>, TState, Deferred<TNext>> callback, TState state) =>
        Next<TNext>(new Links.OnOutcome<T, TState, Deferred<TNext>>(NotNull(callback), state), callback);

    /// <summary>Runs one of two with a state: an exception in <paramref name="callback"/> does not go to <paramref name="errback"/> but to
    /// the next pair.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="callback">Takes the value and the state, returns the next value.</param>
    /// <param name="errback">Takes the failure and the state, returns the next value.</param>
    /// <param name="state">Handed to either.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred<TNext> AddCallbacks<TState, TNext>(
        Func<T, TState, TNext> callback, Func<Failure, TState, TNext> errback, TState state) =>
        Next<TNext>(new Links.OnEither<T, TState, TNext>(NotNull(callback), NotNull(errback), state), callback);

    /// <inheritdoc cref="AddCallbacks{TState, TNext}(Func{T, TState, TNext}, Func{Failure, TState, TNext}, TState)"/>
    /// <remarks>The chain waits for the Deferred that either returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddCallbacks<TState, TNext>(
        Func<T, TState, Deferred<TNext>> callback, Func<Failure, TState, Deferred<TNext>> errback, TState state) =>
        Next<TNext>(new Links.OnEither<T, TState, Deferred<TNext>>(NotNull(callback), NotNull(errback), state), callback);

    /// <summary>Runs one of two with a state and uses the outcome up.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the value and the state.</param>
    /// <param name="errback">Takes the failure and the state.</param>
    /// <param name="state">Handed to either.</param>
    /// <returns>A handle without a value on the same chain.</returns>
    public Deferred AddCallbacks<TState>(Action<T, TState> callback, Action<Failure, TState> errback, TState state) =>
        Done(new Links.OnEitherDo<T, TState>(NotNull(callback), NotNull(errback), state), callback);
}
