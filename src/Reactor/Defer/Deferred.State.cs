using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <content>Callbacks with a state argument (Twisted's callbackArgs): a static lambda with a state allocates no closure.</content>
public partial class Deferred
{
    /// <summary>Runs <paramref name="callback"/> with a state when the step ended well.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the state.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddCallback<TState>(Action<TState> callback, TState state) =>
        Then(new Links.OnSuccessDo<TState>(NotNull(callback), state), callback);

    /// <summary>Computes a value from a state when the step ended well.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TNext">The value's type.</typeparam>
    /// <param name="callback">Takes the state, returns the value.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A typed handle on the same chain.</returns>
    public Deferred<TNext> AddCallback<TState, TNext>(Func<TState, TNext> callback, TState state) =>
        Then<TNext>(new Links.OnSuccess<TState, TNext>(NotNull(callback), state), typeof(void), callback);

    /// <inheritdoc cref="AddCallback{TState}(Action{TState}, TState)"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred AddCallback<TState>(Func<TState, Deferred> callback, TState state) =>
        Then(new Links.OnSuccess<TState, Deferred>(NotNull(callback), state), callback);

    /// <inheritdoc cref="AddCallback{TState, TNext}(Func{TState, TNext}, TState)"/>
    /// <remarks>The chain waits for the Deferred that the callback returns.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<TNext> AddCallback<TState, TNext>(Func<TState, Deferred<TNext>> callback, TState state) =>
        Then<TNext>(new Links.OnSuccess<TState, Deferred<TNext>>(NotNull(callback), state), typeof(void), callback);

    /// <inheritdoc cref="AddCallback{TState}(Action{TState}, TState)"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred AddCallback<TState>(Func<TState, Task> callback, TState state)
    {
        NotNull(callback);
        return Then(
            new Links.OnSuccess<(Func<TState, Task> Callback, TState State), Deferred>(
                static s => FromTask(s.Callback(s.State)), (callback, state)),
            callback);
    }

    /// <inheritdoc cref="AddCallback{TState, TNext}(Func{TState, TNext}, TState)"/>
    /// <remarks>The chain waits for the Task that the callback returns and comes back to the reactor's thread.</remarks>
    public Deferred<TNext> AddCallback<TState, TNext>(Func<TState, Task<TNext>> callback, TState state)
    {
        NotNull(callback);
        return Then<TNext>(
            new Links.OnSuccess<(Func<TState, Task<TNext>> Callback, TState State), Deferred<TNext>>(
                static s => FromTask(s.Callback(s.State)), (callback, state)),
            typeof(void),
            callback);
    }

    /// <summary>Handles a failure with a state at hand; the chain goes on as if the step had ended well.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state; throw from it to fail on.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback<TState>(Action<Failure, TState> errback, TState state) =>
        Keep(new Links.OnFailureDo<TState, object>(NotNull(errback), state));

    /// <summary>Answers a failure with another one, or with itself, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state, returns the failure to go on with.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback<TState>(Func<Failure, TState, Failure> errback, TState state) =>
        Keep(new Links.OnFailure<TState, Failure>(NotNull(errback), state));

    /// <summary>Handles a failure by another step, with a state at hand.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="errback">Takes the failure and the state; the chain waits for the Deferred it returns.</param>
    /// <param name="state">Handed to the errback.</param>
    /// <returns>A handle on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddErrback<TState>(Func<Failure, TState, Deferred> errback, TState state) =>
        Then(new Links.OnFailure<TState, Deferred>(NotNull(errback), state), errback);

    /// <summary>Runs with a state whichever way the step ended; a failure counts as handled.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the outcome and the state.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddBoth<TState>(Action<Outcome, TState> callback, TState state) =>
        Then(new Links.OnEndDo<TState>(NotNull(callback), state), callback);

    /// <summary>Runs with a state whichever way the step ended; a failure counts as handled.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TNext">The value's type.</typeparam>
    /// <param name="callback">Takes the outcome and the state, returns the value to go on with.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A typed handle on the same chain.</returns>
    public Deferred<TNext> AddBoth<TState, TNext>(Func<Outcome, TState, TNext> callback, TState state) =>
        Then<TNext>(new Links.OnEnd<TState, TNext>(NotNull(callback), state), typeof(void), callback);

    /// <summary>Runs with a state whichever way the step ended; a failure counts as handled.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="callback">Takes the outcome and the state; the chain waits for the Deferred it returns.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <returns>A handle on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddBoth<TState>(Func<Outcome, TState, Deferred> callback, TState state) =>
        Then(new Links.OnEnd<TState, Deferred>(NotNull(callback), state), callback);
}
