public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.threads, on the process's reactor and its pool.</summary>
        public static class threads
        {
            /// <inheritdoc cref="Threads.DeferToThread(IReactorThreads, Action)"/>
            public static Deferred deferToThread(Action f) => reactor.DeferToThread(f);

            /// <inheritdoc cref="Threads.DeferToThread{T}(IReactorThreads, Func{T})"/>
            public static Deferred<T> deferToThread<T>(Func<T> f) => reactor.DeferToThread(f);

            /// <summary>The same with an argument, as Twisted's <c>deferToThread(f, x)</c>.</summary>
            public static Deferred<T> deferToThread<TArgument, T>(Func<TArgument, T> f, TArgument argument) =>
                reactor.DeferToThread(f, argument);

            /// <inheritdoc cref="Threads.DeferToThreadPool{T}(IReactorThreads, IThreadPool, Func{T})"/>
            public static Deferred<T> deferToThreadPool<T>(IReactor reactor, IThreadPool threadpool, Func<T> f) =>
                reactor.DeferToThreadPool(threadpool, f);

            /// <inheritdoc cref="Threads.CallMultipleInThread"/>
            public static void callMultipleInThread(IEnumerable<Action> tupleList) => reactor.CallMultipleInThread(tupleList);

            /// <inheritdoc cref="Threads.BlockingCallFromThread{T}(IReactorThreads, Func{T})"/>
            public static T blockingCallFromThread<T>(IReactor reactor, Func<T> f) => reactor.BlockingCallFromThread(f);

            /// <inheritdoc cref="Threads.BlockingCallFromThread{T}(IReactorThreads, Func{Deferred{T}})"/>
            public static T blockingCallFromThread<T>(IReactor reactor, Func<Deferred<T>> f) => reactor.BlockingCallFromThread(f);
        }
    }
}
