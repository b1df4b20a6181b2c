using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

public static partial class Threads
{
    /// <summary>Calls something on the reactor's thread, from another one, and waits for its end.</summary>
    /// <remarks>Before the reactor runs the caller waits for that, too.</remarks>
    /// <param name="reactor">On whose thread it is called.</param>
    /// <param name="call">What to call; a Deferred or a Task it returns is waited for.</param>
    /// <returns>The value; what was thrown, there or in the Deferred, is thrown here.</returns>
    /// <exception cref="InvalidOperationException">The caller is on the reactor's thread, and would wait for itself.</exception>
    /// <exception cref="ReactorNotRunningException">The reactor has ended, or ended before the call did.</exception>
    public static T BlockingCallFromThread<T>(this IReactorThreads reactor, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Block(reactor, () => Deferred.MaybeDeferred(call));
    }

    /// <inheritdoc cref="BlockingCallFromThread{T}(IReactorThreads, Func{T})"/>
    [OverloadResolutionPriority(1)]
    public static T BlockingCallFromThread<T>(this IReactorThreads reactor, Func<Deferred<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Block(reactor, () => Deferred.MaybeDeferred(call));
    }

    /// <inheritdoc cref="BlockingCallFromThread{T}(IReactorThreads, Func{T})"/>
    public static T BlockingCallFromThread<T>(this IReactorThreads reactor, Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Block(reactor, () => Deferred.MaybeDeferred(call));
    }

    /// <inheritdoc cref="BlockingCallFromThread{T}(IReactorThreads, Func{T})"/>
    public static void BlockingCallFromThread(this IReactorThreads reactor, Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Block(reactor, () => Deferred.MaybeDeferred(call));
    }

    /// <inheritdoc cref="BlockingCallFromThread{T}(IReactorThreads, Func{T})"/>
    [OverloadResolutionPriority(1)]
    public static void BlockingCallFromThread(this IReactorThreads reactor, Func<Deferred> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Block(reactor, () => Deferred.MaybeDeferred(call));
    }

    /// <inheritdoc cref="BlockingCallFromThread{T}(IReactorThreads, Func{T})"/>
    public static void BlockingCallFromThread(this IReactorThreads reactor, Func<Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Block(reactor, () => Deferred.MaybeDeferred(call));
    }

    private static T Block<T>(IReactorThreads reactor, Func<Deferred<T>> call)
    {
        Outcome<T> result = default;
        Wait(reactor, blocked => call().AddBoth(outcome =>
        {
            result = outcome;
            blocked.Done();
        }));
        return result.Value;
    }

    private static void Block(IReactorThreads reactor, Func<Deferred> call)
    {
        Outcome result = default;
        Wait(reactor, blocked => call().AddBoth(outcome =>
        {
            result = outcome;
            blocked.Done();
        }));
        result.Failure?.Throw();
    }

    private static void Wait(IReactorThreads reactor, Action<BlockedCall> start)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        if (reactor.IsInReactorThread)
        {
            throw new InvalidOperationException(
                $"BlockingCallFromThread was called on the reactor's own thread {Environment.CurrentManagedThreadId}, which would wait " +
                "for itself; call the function itself, or wait with AddCallback or await.");
        }
        // A reactor of another kind does not tell us of its end.
        var waiting = reactor is PollReactor known ? known.BlockedCalls : new BlockedCalls();
        waiting.Wait(blocked => reactor.CallFromThread(() =>
        {
            // A loop that crashed has told the caller of it, and makes the call no more when it runs again.
            if (!blocked.IsOver)
                start(blocked);
        }));
    }
}
