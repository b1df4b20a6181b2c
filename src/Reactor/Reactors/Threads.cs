using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Calls on other threads with a Deferred for their end (twisted.internet.threads).</summary>
/// <remarks>A call whose Deferred was cancelled is made all the same; its end is then unheard.</remarks>
public static partial class Threads
{
    /// <summary>Calls something on a thread of the reactor's pool.</summary>
    /// <param name="reactor">Whose pool, and on whose thread the Deferred fires.</param>
    /// <param name="call">What to call; not an async function, which needs no thread.</param>
    /// <returns>Fires with the value, or with what was thrown; fails with <see cref="ReactorNotRunningException"/> when the pool has
    /// stopped. A call under way when the reactor ends is waited for, but its Deferred does not fire any more.</returns>
    public static Deferred<T> DeferToThread<T>(this IReactorThreads reactor, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        return DeferToThreadPool(reactor, reactor.GetThreadPool(), call);
    }

    /// <inheritdoc cref="DeferToThread{T}(IReactorThreads, Func{T})"/>
    /// <param name="reactor">Whose pool, and on whose thread the Deferred fires.</param>
    /// <param name="call">What to call; not an async function, which needs no thread.</param>
    /// <param name="state">What it is given: with it, a static lambda needs no closure.</param>
    public static Deferred<T> DeferToThread<TState, T>(this IReactorThreads reactor, Func<TState, T> call, TState state)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        return DeferToThreadPool(reactor, reactor.GetThreadPool(), call, state);
    }

    /// <inheritdoc cref="DeferToThread{T}(IReactorThreads, Func{T})"/>
    public static Deferred DeferToThread(this IReactorThreads reactor, Action call)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        return DeferToThreadPool(reactor, reactor.GetThreadPool(), call);
    }

    /// <inheritdoc cref="DeferToThread{TState, T}(IReactorThreads, Func{TState, T}, TState)"/>
    public static Deferred DeferToThread<TState>(this IReactorThreads reactor, Action<TState> call, TState state)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        return DeferToThreadPool(reactor, reactor.GetThreadPool(), call, state);
    }

    /// <summary>Calls something on a thread of a pool of the program's own.</summary>
    /// <param name="reactor">On whose thread the Deferred fires.</param>
    /// <param name="pool">Whose thread makes the call.</param>
    /// <param name="call">What to call; not an async function, which needs no thread.</param>
    /// <returns>Fires with the value, or with what was thrown; fails with <see cref="ReactorNotRunningException"/> when the pool has
    /// stopped.</returns>
    public static Deferred<T> DeferToThreadPool<T>(this IReactorThreads reactor, IThreadPool pool, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return DeferToThreadPool(reactor, pool, static call => call(), call);
    }

    /// <inheritdoc cref="DeferToThreadPool{T}(IReactorThreads, IThreadPool, Func{T})"/>
    /// <param name="reactor">On whose thread the Deferred fires.</param>
    /// <param name="pool">Whose thread makes the call.</param>
    /// <param name="call">What to call; not an async function, which needs no thread.</param>
    /// <param name="state">What it is given: with it, a static lambda needs no closure.</param>
    public static Deferred<T> DeferToThreadPool<TState, T>(
        this IReactorThreads reactor, IThreadPool pool, Func<TState, T> call, TState state)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(call);
        if (typeof(T).IsAssignableTo(typeof(Deferred)) || typeof(T).IsAssignableTo(typeof(Task)))
            throw new ArgumentException($"A {typeof(T).Name} from another thread is not waited for; return its value.", nameof(call));
        var threaded = new ThreadedCall<TState, T>(reactor, call, state);
        threaded.Start(pool);
        return threaded.Result;
    }

    /// <inheritdoc cref="DeferToThreadPool{T}(IReactorThreads, IThreadPool, Func{T})"/>
    public static Deferred DeferToThreadPool(this IReactorThreads reactor, IThreadPool pool, Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return DeferToThreadPool(reactor, pool, static call => call(), call);
    }

    /// <inheritdoc cref="DeferToThreadPool{TState, T}(IReactorThreads, IThreadPool, Func{TState, T}, TState)"/>
    public static Deferred DeferToThreadPool<TState>(this IReactorThreads reactor, IThreadPool pool, Action<TState> call, TState state)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(call);
        var threaded = new ThreadedCall<TState>(reactor, call, state);
        threaded.Start(pool);
        return threaded.Result;
    }

    /// <summary>Makes several calls one after the other on one thread of the reactor's pool; one that throws ends them, and is
    /// logged.</summary>
    /// <param name="reactor">Whose pool.</param>
    /// <param name="calls">What to call, in order.</param>
    public static void CallMultipleInThread(this IReactorThreads reactor, IEnumerable<Action> calls)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(calls);
        Action[] all = [.. calls];
        if (Array.IndexOf(all, null) is var index and >= 0)
            throw new ArgumentException($"Calls were expected, but number {index} is null.", nameof(calls));
        reactor.CallInThread(() =>
        {
            foreach (var call in all)
                call();
        });
    }
}
