using System.ComponentModel;

/// <summary>What Twisted calls the members of a Deferred.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DeferredWords
{
    extension(Deferred d)
    {
        /// <inheritdoc cref="Deferred.Called"/>
        public bool called => d.Called;

        /// <inheritdoc cref="Deferred.Paused"/>
        public int paused => d.Paused;

        /// <inheritdoc cref="Deferred.Cancel"/>
        public void cancel() => d.Cancel();

        /// <inheritdoc cref="Deferred.Pause"/>
        public void pause() => d.Pause();

        /// <inheritdoc cref="Deferred.Unpause"/>
        public void unpause() => d.Unpause();

        /// <inheritdoc cref="Deferred.Errback(Failure)"/>
        public void errback(Failure fail) => d.Errback(fail);

        /// <inheritdoc cref="Deferred.Errback(Failure)"/>
        public void errback(Exception fail) => d.Errback(new Failure(fail));

        /// <inheritdoc cref="Deferred.AddCallback(Action)"/>
        public Deferred addCallback(Action callback) => d.AddCallback(callback);

        /// <summary>Adds an errback with one more argument, as Twisted's <c>addErrback(f, x)</c>.</summary>
        public Deferred addErrback<TArgument>(Action<Failure, TArgument> errback, TArgument argument) => d.AddErrback(errback, argument);

        /// <summary>Adds a callback that gets Twisted's None.</summary>
        public Deferred<TNext> addCallback<TNext>(Func<object?, TNext> callback) => d.AddCallback(() => callback(null));

        /// <summary>Adds a callback that gets Twisted's None, and whose Deferred is waited for.</summary>
        public Deferred<TNext> addCallback<TNext>(Func<object?, Deferred<TNext>> callback) => d.AddCallback(() => callback(null));

        /// <inheritdoc cref="Deferred.AddErrback(Action{Failure})"/>
        public Deferred addErrback(Action<Failure> errback) => d.AddErrback(errback);

        /// <summary>Adds a function that gets null or the <see cref="Failure"/>, whichever comes.</summary>
        public Deferred addBoth(Action<object?> callback) => d.AddBoth(outcome => callback(outcome.Failure));
    }

    extension<T>(Deferred<T> d)
    {
        /// <inheritdoc cref="Deferred{T}.Callback(T)"/>
        public void callback(T result) => d.Callback(result);

        /// <inheritdoc cref="Deferred{T}.AddCallback{TNext}(Func{T, TNext})"/>
        public Deferred<TNext> addCallback<TNext>(Func<T, TNext> callback) => d.AddCallback(callback);

        /// <inheritdoc cref="Deferred{T}.AddCallback{TNext}(Func{T, Deferred{TNext}})"/>
        public Deferred<TNext> addCallback<TNext>(Func<T, Deferred<TNext>> callback) => d.AddCallback(callback);

        /// <inheritdoc cref="Deferred{T}.AddCallback(Func{T, Deferred})"/>
        public Deferred addCallback(Func<T, Deferred> callback) => d.AddCallback(callback);

        /// <inheritdoc cref="Deferred{T}.AddCallback(Action{T})"/>
        public Deferred addCallback(Action<T> callback) => d.AddCallback(callback);

        /// <summary>Adds a callback with one more argument, as Twisted's <c>addCallback(f, x)</c>.</summary>
        public Deferred<TNext> addCallback<TArgument, TNext>(Func<T, TArgument, TNext> callback, TArgument argument) =>
            d.AddCallback(callback, argument);

        /// <summary>Adds a callback with one more argument, as Twisted's <c>addCallback(f, x)</c>.</summary>
        public Deferred<TNext> addCallback<TArgument, TNext>(Func<T, TArgument, Deferred<TNext>> callback, TArgument argument) =>
            d.AddCallback(callback, argument);

        /// <summary>Adds a callback with one more argument, as Twisted's <c>addCallback(f, x)</c>.</summary>
        public Deferred addCallback<TArgument>(Action<T, TArgument> callback, TArgument argument) => d.AddCallback(callback, argument);

        /// <summary>Adds a callback with two more arguments, as Twisted's <c>addCallback(f, x, y)</c>.</summary>
        public Deferred<TNext> addCallback<T1, T2, TNext>(Func<T, T1, T2, TNext> callback, T1 first, T2 second) =>
            d.AddCallback(result => callback(result, first, second));

        /// <summary>Adds a callback with two more arguments, as Twisted's <c>addCallback(f, x, y)</c>.</summary>
        public Deferred addCallback<T1, T2>(Action<T, T1, T2> callback, T1 first, T2 second) =>
            d.AddCallback(result => callback(result, first, second));

        /// <inheritdoc cref="Deferred{T}.AddErrback(Func{Failure, T})"/>
        public Deferred<T> addErrback(Func<Failure, T> errback) => d.AddErrback(errback);

        /// <inheritdoc cref="Deferred{T}.AddErrback(Func{Failure, Deferred{T}})"/>
        public Deferred<T> addErrback(Func<Failure, Deferred<T>> errback) => d.AddErrback(errback);

        /// <inheritdoc cref="Deferred{T}.AddErrback(Func{Failure, Failure})"/>
        public Deferred<T> addErrback(Func<Failure, Failure> errback) => d.AddErrback(errback);

        /// <inheritdoc cref="Deferred{T}.AddErrback(Action{Failure})"/>
        public Deferred<T?> addErrback(Action<Failure> errback) => d.AddErrback(errback);

        /// <summary>Adds an errback with one more argument, as Twisted's <c>addErrback(f, x)</c>.</summary>
        public Deferred<T?> addErrback<TArgument>(Action<Failure, TArgument> errback, TArgument argument) =>
            d.AddErrback(errback, argument);

        /// <summary>Adds an errback with one more argument, as Twisted's <c>addErrback(f, x)</c>.</summary>
        public Deferred<T> addErrback<TArgument>(Func<Failure, TArgument, T> errback, TArgument argument) =>
            d.AddErrback(errback, argument);

        /// <inheritdoc cref="Deferred{T}.AddCallbacks{TNext}(Func{T, TNext}, Func{Failure, TNext})"/>
        public Deferred<TNext> addCallbacks<TNext>(Func<T, TNext> callback, Func<Failure, TNext> errback) =>
            d.AddCallbacks(callback, errback);

        /// <inheritdoc cref="Deferred{T}.AddCallbacks(Action{T}, Action{Failure})"/>
        public Deferred addCallbacks(Action<T> callback, Action<Failure> errback) => d.AddCallbacks(callback, errback);

        /// <summary>Adds a function that gets the result or the <see cref="Failure"/>, whichever comes.</summary>
        public Deferred addBoth(Action<object?> callback) => d.AddBoth((Outcome<T> outcome) => callback(Either(outcome)));

        /// <summary>Adds a function that gets the result or the <see cref="Failure"/>, whichever comes; what it returns is the result, and
        /// a Failure that it returns is one.</summary>
        public Deferred<object?> addBoth(Func<object?, object?> callback) =>
            d.AddBoth(outcome => Untyped.Settle(callback(Either(outcome))));

        /// <inheritdoc cref="Deferred{T}.ChainDeferred(Deferred{T})"/>
        public Deferred<T> chainDeferred(Deferred<T> other) => d.ChainDeferred(other);

        /// <summary>Cancels it after so many seconds (Deferred.addTimeout).</summary>
        public Deferred<T> addTimeout(double timeout, IReactorTime clock) => d.AddTimeout(timeout, clock);
    }

    extension(Deferred<object?> d)
    {
        /// <summary>Adds a callback to a Deferred of no particular type. A Deferred that it returns is waited for; a Failure is a failure.
        /// </summary>
        public Deferred<object?> addCallback(Func<object?, object?> callback) => d.AddCallback(result => Untyped.Settle(callback(result)));

        /// <summary>Adds an errback to a Deferred of no particular type. A Deferred that it returns is waited for; a Failure is a failure.
        /// </summary>
        public Deferred<object?> addErrback(Func<Failure, object?> errback) => d.AddErrback(failure => Untyped.Settle(errback(failure)));

        /// <summary>Fires it with Twisted's None.</summary>
        public void callback() => d.Callback(null);
    }

    private static object? Either<T>(Outcome<T> outcome) => outcome.Failure ?? (object?)outcome.Value;
}
