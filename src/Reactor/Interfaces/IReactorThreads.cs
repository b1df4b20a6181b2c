namespace TwistedSharp.Internet;

/// <summary>Ways onto the reactor's thread and off it (twisted.internet.interfaces.IReactorThreads).</summary>
/// <remarks>Any thread may use them. Most other members of a reactor, while it runs, throw on any thread but its own.</remarks>
public interface IReactorThreads
{
    /// <summary>Whether the caller is on the thread that the reactor runs on.</summary>
    bool IsInReactorThread { get; }

    /// <summary>Calls something on the reactor's thread in a later turn.</summary>
    /// <param name="call">What to call; calls keep their order.</param>
    void CallFromThread(Action call);

    /// <summary>Calls something that blocks on a thread of the reactor's pool; an exception it throws is logged. Before "startup" it waits;
    /// after "shutdown" it is dropped.</summary>
    /// <param name="call">What to call. Results come back through <see cref="CallFromThread"/>, or use DeferToThread.</param>
    void CallInThread(Action call);

    /// <summary>The reactor's pool: no thread until there is work, 10 at most. It starts with the reactor; at "shutdown" the loop's end
    /// waits for its work.</summary>
    IThreadPool GetThreadPool();

    /// <summary>Sets how many threads the pool may have; 10 by default.</summary>
    /// <param name="size">One or more.</param>
    void SuggestThreadPoolSize(int size);
}
