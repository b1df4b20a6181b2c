using System.ComponentModel;

/// <summary>What Twisted calls the members of looping calls, cooperators, clocks, locks and queues.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TaskWords
{
    extension(LoopingCall loop)
    {
        /// <inheritdoc cref="LoopingCall.Running"/>
        public bool running => loop.Running;

        /// <summary>Seconds between two calls.</summary>
        public double interval => loop.Interval.TotalSeconds;

        /// <inheritdoc cref="LoopingCall.StartTime"/>
        public double starttime => loop.StartTime;

        /// <inheritdoc cref="LoopingCall.Start(double, bool)"/>
        public Deferred<LoopingCall> start(double interval, bool now = true) => loop.Start(interval, now);

        /// <inheritdoc cref="LoopingCall.Stop"/>
        public void stop() => loop.Stop();

        /// <inheritdoc cref="LoopingCall.Reset"/>
        public void reset() => loop.Reset();
    }

    extension(Cooperator cooperator)
    {
        /// <inheritdoc cref="Cooperator.Running"/>
        public bool running => cooperator.Running;

        /// <inheritdoc cref="Cooperator.Start"/>
        public void start() => cooperator.Start();

        /// <inheritdoc cref="Cooperator.Stop"/>
        public void stop() => cooperator.Stop();

        /// <inheritdoc cref="Cooperator.Cooperate(IEnumerable{Deferred})"/>
        public CooperativeTask cooperate(IEnumerable<Deferred?> iterator) => cooperator.Cooperate(iterator);

        /// <inheritdoc cref="Cooperator.Cooperate(IEnumerator{Deferred})"/>
        public CooperativeTask cooperate(IEnumerator<Deferred?> iterator) => cooperator.Cooperate(iterator);

        /// <inheritdoc cref="Cooperator.Coiterate(IEnumerable{Deferred}, Deferred{IEnumerator{Deferred}})"/>
        public Deferred<IEnumerator<Deferred?>> coiterate(IEnumerable<Deferred?> iterator) => cooperator.Coiterate(iterator);

        /// <summary>The same for work that several share.</summary>
        public Deferred<IEnumerator<Deferred?>> coiterate(IEnumerator<Deferred?> iterator) => cooperator.Coiterate(iterator);
    }

    extension(CooperativeTask task)
    {
        /// <inheritdoc cref="CooperativeTask.Pause"/>
        public void pause() => task.Pause();

        /// <inheritdoc cref="CooperativeTask.Resume"/>
        public void resume() => task.Resume();

        /// <inheritdoc cref="CooperativeTask.Stop"/>
        public void stop() => task.Stop();

        /// <inheritdoc cref="CooperativeTask.WhenDone"/>
        public Deferred<IEnumerator<Deferred?>> whenDone() => task.WhenDone();
    }

    extension(Clock clock)
    {
        /// <inheritdoc cref="Clock.Advance(double)"/>
        public void advance(double amount) => clock.Advance(amount);

        /// <inheritdoc cref="Clock.Pump"/>
        public void pump(IEnumerable<double> timings) => clock.Pump(timings);
    }

    extension<TSelf>(ConcurrencyPrimitive<TSelf> primitive) where TSelf : ConcurrencyPrimitive<TSelf>
    {
        /// <inheritdoc cref="ConcurrencyPrimitive{TSelf}.Acquire()"/>
        public Deferred<TSelf> acquire() => primitive.Acquire();

        /// <inheritdoc cref="ConcurrencyPrimitive{TSelf}.Release"/>
        public void release() => primitive.Release();

        /// <summary>Holds it while a function runs, and until the Deferred that it returns has fired.</summary>
        public Deferred<T> run<T>(Func<Deferred<T>> f) => primitive.Run(f);

        /// <summary>Holds it while a function runs.</summary>
        public Deferred<T> run<T>(Func<T> f) => primitive.Run(f);
    }

    extension<T>(DeferredQueue<T> queue)
    {
        /// <inheritdoc cref="DeferredQueue{T}.Put"/>
        public void put(T obj) => queue.Put(obj);

        /// <inheritdoc cref="DeferredQueue{T}.Get()"/>
        public Deferred<T> get() => queue.Get();
    }
}
