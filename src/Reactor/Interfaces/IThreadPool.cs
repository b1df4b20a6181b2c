using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Threads for calls that block (twisted.python.threadpool.ThreadPool as others see it).</summary>
public interface IThreadPool
{
    /// <summary>How many threads there are at least, once it has started.</summary>
    int Min { get; }

    /// <summary>How many threads there are at most.</summary>
    int Max { get; }

    /// <summary>Calls something on one of its threads; an exception it throws is logged. Calls made before the start wait for it.</summary>
    /// <param name="call">What to call.</param>
    /// <returns>False when the pool has stopped: the call is dropped.</returns>
    bool CallInThread(Action call);

    /// <summary>Calls something on one of its threads, and tells on the same thread how it went.</summary>
    /// <param name="onResult">Called with the value or the Failure; to be quick. An exception it throws is logged.</param>
    /// <param name="call">What to call.</param>
    /// <returns>False when the pool has stopped: the call is dropped, and <paramref name="onResult"/> never called.</returns>
    bool CallInThreadWithCallback<T>(Action<Outcome<T>> onResult, Func<T> call);

    /// <summary>Sets how many threads there are: those too many end when they are idle, those too few start at once.</summary>
    /// <param name="minThreads">At least, zero or more; null leaves it.</param>
    /// <param name="maxThreads">At most, one or more; null leaves it.</param>
    void AdjustPoolSize(int? minThreads = null, int? maxThreads = null);
}
