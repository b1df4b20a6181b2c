namespace TwistedSharp.Internet;

/// <summary>Ways onto the reactor's thread and off it (IReactorThreads).</summary>
public interface IReactorThreads
{
    /// <summary>Calls something on the reactor's thread in a later turn; the only member that other threads may use.</summary>
    /// <param name="call">What to call; calls keep their order.</param>
    void CallFromThread(Action call);

    /// <summary>Calls something that blocks on a thread of the reactor's pool; an exception it throws is logged.</summary>
    /// <param name="call">What to call. Results come back through <see cref="CallFromThread"/>.</param>
    void CallInThread(Action call);

    /// <summary>Sets how many threads the pool may have; 10 by default.</summary>
    /// <param name="size">One or more.</param>
    void SuggestThreadPoolSize(int size);

    /// <summary>Whether the caller is on the reactor's thread.</summary>
    bool IsInReactorThread { get; }
}
