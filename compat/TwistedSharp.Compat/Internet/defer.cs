public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.defer.</summary>
        public static class defer
        {
            /// <summary>A Deferred of no particular type.</summary>
            public static Deferred<object?> Deferred(Action<Deferred<object?>>? canceller = null) => new(canceller);

            /// <summary>A Deferred of a type, for code that has begun to care.</summary>
            public static Deferred<T> Deferred<T>(Action<Deferred<T>>? canceller = null) => new(canceller);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.Succeed{T}(T)"/>
            public static Deferred<T> succeed<T>(T result) => TwistedSharp.Defer.Deferred.Succeed(result);

            /// <summary>A Deferred of no particular type that has failed.</summary>
            public static Deferred<object?> fail(Failure result) => TwistedSharp.Defer.Deferred.Fail<object?>(result);

            /// <summary>A Deferred of no particular type that has failed.</summary>
            public static Deferred<object?> fail(Exception result) => fail(new Failure(result));

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.Fail{T}(Failure)"/>
            public static Deferred<T> fail<T>(Exception result) => TwistedSharp.Defer.Deferred.Fail<T>(new Failure(result));

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.Execute{T}(Func{T})"/>
            public static Deferred<T> execute<T>(Func<T> callable) => TwistedSharp.Defer.Deferred.Execute(callable);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.MaybeDeferred{T}(Func{T})"/>
            public static Deferred<T> maybeDeferred<T>(Func<T> f) => TwistedSharp.Defer.Deferred.MaybeDeferred(f);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.MaybeDeferred{T}(Func{Deferred{T}})"/>
            public static Deferred<T> maybeDeferred<T>(Func<Deferred<T>> f) => TwistedSharp.Defer.Deferred.MaybeDeferred(f);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.MaybeDeferred(Action)"/>
            public static Deferred maybeDeferred(Action f) => TwistedSharp.Defer.Deferred.MaybeDeferred(f);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.DeferredList{T}(IEnumerable{Deferred{T}}, bool, bool, bool)"/>
            public static Deferred<DeferredListResult<T>> DeferredList<T>(
                IEnumerable<Deferred<T>> deferredList, bool fireOnOneCallback = false, bool fireOnOneErrback = false,
                    bool consumeErrors = false) =>
                TwistedSharp.Defer.Deferred.DeferredList(deferredList, fireOnOneCallback, fireOnOneErrback, consumeErrors);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.DeferredList(IEnumerable{Deferred}, bool, bool, bool)"/>
            public static Deferred<DeferredListResult<object?>> DeferredList(
                IEnumerable<Deferred> deferredList, bool fireOnOneCallback = false, bool fireOnOneErrback = false,
                bool consumeErrors = false) =>
                TwistedSharp.Defer.Deferred.DeferredList(deferredList, fireOnOneCallback, fireOnOneErrback, consumeErrors);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.GatherResults{T}(IEnumerable{Deferred{T}}, bool)"/>
            public static Deferred<IReadOnlyList<T>> gatherResults<T>(IEnumerable<Deferred<T>> deferredList, bool consumeErrors = false) =>
                TwistedSharp.Defer.Deferred.GatherResults(deferredList, consumeErrors);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.Race{T}(IEnumerable{Deferred{T}})"/>
            public static Deferred<(int Index, T Value)> race<T>(IEnumerable<Deferred<T>> ds) => TwistedSharp.Defer.Deferred.Race(ds);

            /// <inheritdoc cref="TwistedSharp.Defer.Deferred.LogError(Failure)"/>
            public static Failure logError(Failure err) => TwistedSharp.Defer.Deferred.LogError(err);

            /// <summary>Returns what it gets: for a callback that only hands on.</summary>
            public static T passthru<T>(T arg) => arg;

            /// <summary>What an inlineCallbacks method returns: <c>return defer.returnValue(x)</c> in an async method.</summary>
            public static T returnValue<T>(T value) => value;

            /// <summary>Keeps the stacks of where Deferreds are made and fired.</summary>
            public static void setDebugging(bool on) => TwistedSharp.Defer.Deferred.Debugging = on;

            /// <summary>Whether they are kept.</summary>
            public static bool getDebugging() => TwistedSharp.Defer.Deferred.Debugging;

            /// <summary>Marks an <c>async Deferred</c> method as what was decorated with inlineCallbacks; it does nothing.</summary>
            [AttributeUsage(AttributeTargets.Method)]
            public sealed class inlineCallbacksAttribute : Attribute;

            /// <summary>A lock that is waited for (<see cref="TwistedSharp.Defer.DeferredLock"/>).</summary>
            public static DeferredLock DeferredLock() => new();

            /// <summary>So many at a time (<see cref="TwistedSharp.Defer.DeferredSemaphore"/>).</summary>
            public static DeferredSemaphore DeferredSemaphore(int tokens) => new(tokens);

            /// <summary>A queue that is waited for (<see cref="TwistedSharp.Defer.DeferredQueue{T}"/>).</summary>
            public static DeferredQueue<T> DeferredQueue<T>(int? size = null, int? backlog = null) => new(size, backlog);

            /// <summary><see cref="AlreadyCalledException"/>, for check and trap.</summary>
            public static Type AlreadyCalledError => typeof(AlreadyCalledException);

            /// <summary><see cref="CancelledException"/>, for check and trap.</summary>
            public static Type CancelledError => typeof(CancelledException);

            /// <summary><see cref="System.TimeoutException"/>, for check and trap.</summary>
            public static Type TimeoutError => typeof(System.TimeoutException);

            /// <summary><see cref="FirstErrorException"/>, for check and trap.</summary>
            public static Type FirstError => typeof(FirstErrorException);

            /// <summary><see cref="QueueOverflowException"/>, for check and trap.</summary>
            public static Type QueueOverflow => typeof(QueueOverflowException);

            /// <summary><see cref="QueueUnderflowException"/>, for check and trap.</summary>
            public static Type QueueUnderflow => typeof(QueueUnderflowException);
        }
    }
}
