public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.task.</summary>
        public static class task
        {
            /// <summary>A time that tests move on (<see cref="TwistedSharp.Internet.Clock"/>).</summary>
            public static Clock Clock() => new();

            /// <summary>Calls a function again and again, on the process's reactor or the clock that is given.</summary>
            public static LoopingCall LoopingCall(Action f, IReactorTime? clock = null) => new(clock ?? reactor, f);

            /// <summary>The same for a function that returns a Deferred, which is waited for.</summary>
            public static LoopingCall LoopingCall(Func<Deferred?> f, IReactorTime? clock = null) => new(clock ?? reactor, f);

            /// <summary>Work shared out among iterators, on the process's reactor.</summary>
            public static Cooperator Cooperator(bool started = true) => new(reactor, started: started);

            /// <inheritdoc cref="CooperatorExtensions.Cooperate(IReactorTime, IEnumerable{Deferred})"/>
            public static CooperativeTask cooperate(IEnumerable<Deferred?> iterator) => reactor.Cooperate(iterator);

            /// <inheritdoc cref="CooperatorExtensions.Coiterate(IReactorTime, IEnumerable{Deferred})"/>
            public static Deferred<IEnumerator<Deferred?>> coiterate(IEnumerable<Deferred?> iterator) => reactor.Coiterate(iterator);

            /// <summary>The same for work that several share.</summary>
            public static Deferred<IEnumerator<Deferred?>> coiterate(IEnumerator<Deferred?> iterator) => reactor.Coiterate(iterator);

            /// <summary>Fires with None after so many seconds.</summary>
            public static Deferred deferLater(IReactorTime clock, double delay) => clock.DeferLater(delay);

            /// <summary>Calls a function after so many seconds.</summary>
            public static Deferred deferLater(IReactorTime clock, double delay, Action callable) => clock.DeferLater(delay, callable);

            /// <summary>Calls a function after so many seconds and fires with its result.</summary>
            public static Deferred<T> deferLater<T>(IReactorTime clock, double delay, Func<T> callable) =>
                clock.DeferLater(delay, callable);

            /// <summary>Runs a main function on the process's reactor and returns the exit code.</summary>
            public static int react(Func<IReactor, Deferred> main) => Reactors.React(main, reactor);

            /// <summary>The same with the command line's arguments.</summary>
            public static int react(Func<IReactor, string[], Deferred> main, string[] argv) => Reactors.React(main, argv, reactor);

            /// <summary><see cref="SchedulerException"/>, for check and trap.</summary>
            public static Type SchedulerError => typeof(SchedulerException);

            /// <summary><see cref="SchedulerStoppedException"/>, for check and trap.</summary>
            public static Type SchedulerStopped => typeof(SchedulerStoppedException);

            /// <summary><see cref="TaskFinishedException"/>, for check and trap.</summary>
            public static Type TaskFinished => typeof(TaskFinishedException);

            /// <summary><see cref="TaskStoppedException"/>, for check and trap.</summary>
            public static Type TaskStopped => typeof(TaskStoppedException);

            /// <summary><see cref="TaskDoneException"/>, for check and trap.</summary>
            public static Type TaskDone => typeof(TaskDoneException);

            /// <summary><see cref="TaskFailedException"/>, for check and trap.</summary>
            public static Type TaskFailed => typeof(TaskFailedException);

            /// <summary><see cref="NotPausedException"/>, for check and trap.</summary>
            public static Type NotPaused => typeof(NotPausedException);
        }
    }
}
