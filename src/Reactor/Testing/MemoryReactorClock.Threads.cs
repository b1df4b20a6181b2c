namespace TwistedSharp.Internet.Testing;

/// <content>Threads it does not have.</content>
public partial class MemoryReactorClock
{
    /// <inheritdoc/>
    public bool IsInReactorThread => true;

    /// <summary>The pool without threads that <see cref="GetThreadPool"/> gives.</summary>
    public MemoryThreadPool ThreadPool { get; }

    /// <summary>How many threads were suggested; 10 at first. There are none.</summary>
    public int ThreadPoolSize => ThreadPool.Max;

    /// <inheritdoc/>
    /// <remarks>Made at the next Advance.</remarks>
    public void CallFromThread(Action call) => CallLater(TimeSpan.Zero, call);

    /// <inheritdoc/>
    /// <remarks>Made at the next Advance, on the test's own thread.</remarks>
    public void CallInThread(Action call) => ThreadPool.CallInThread(call);

    /// <inheritdoc/>
    public IThreadPool GetThreadPool() => ThreadPool;

    /// <inheritdoc/>
    public void SuggestThreadPoolSize(int size) => ThreadPool.AdjustPoolSize(maxThreads: size);
}
