using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>Which threads run a reactor: a Deferred that was made on such a thread may be touched there only.</summary>
/// <remarks>A chain notes the thread it was made on, and every use compares that with the current one: two loads and a jump. Only when they
/// differ is the table asked, so that Deferreds without a reactor (tests, other hosts) may wander between threads one after the other. What is
/// left open: a thread that is dead and whose number a reactor's thread was given anew.</remarks>
internal static class HomeThread
{
    private static readonly ConcurrentDictionary<int, SynchronizationContext> Running = new();

    [ThreadStatic]
    private static int _current;

    /// <summary>The current thread's number, as <see cref="Environment.CurrentManagedThreadId"/> gives it. That is a call into the runtime,
    /// and a Deferred asks several times in its short life; this reads a field.</summary>
    internal static int Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _current is var current and not 0 ? current : Ask();
    }

    /// <summary>This thread runs a reactor from now on, whose calls from other threads go through the context.</summary>
    /// <returns>That of the reactor in whose callback the new one runs, or null.</returns>
    internal static SynchronizationContext? Enter(SynchronizationContext context)
    {
        Running.TryGetValue(Current, out var outer);
        Running[Current] = context;
        return outer;
    }

    /// <summary>A thread's reactor has ended, perhaps on another thread; what it leaves behind may be looked at from anywhere.</summary>
    /// <param name="home">The thread.</param>
    /// <param name="outer">What <see cref="Enter"/> returned.</param>
    internal static void Leave(int home, SynchronizationContext? outer)
    {
        if (outer is null)
            Running.TryRemove(home, out _);
        else
            Running[home] = outer;
    }

    /// <summary>The slow half of the check: throws when the home thread runs a reactor at this moment.</summary>
    internal static void CheckOther(int home)
    {
        if (!Running.ContainsKey(home))
            return;
        throw new InvalidOperationException(
            $"This Deferred belongs to the reactor on thread {home}, but thread {Current} used it. " +
            "Go there with reactor.CallFromThread(...); to wait for it elsewhere, call AsTask() on the reactor's thread and hand out the Task.");
    }

    /// <summary>Wraps a call that any thread may make, so that it comes back to this thread if that runs a reactor by then.</summary>
    /// <remarks>Whatever SynchronizationContext there is now, or a ConfigureAwait(false): what belongs to a reactor comes home to it.</remarks>
    internal static Action Comeback(Action call)
    {
        var home = Current;
        return () =>
        {
            if (!TryPost(home, call))
                call();
        };
    }

    /// <summary>Makes a call in the home thread's reactor, when it runs one and is not the current thread.</summary>
    internal static bool TryPost(int home, Action call)
    {
        if (home == Current || !Running.TryGetValue(home, out var context))
            return false;
        context.Post(static call => ((Action)call!)(), call); // Posted with an Action, always.
        return true;
    }

    private static int Ask() => _current = Environment.CurrentManagedThreadId;
}
