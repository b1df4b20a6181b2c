using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <content>Its thread, and the ways onto it and off it.</content>
public abstract partial class PollReactor
{
    private const int MaxPoolThreads = 10;

    private static readonly SendOrPostCallback Invoke = static call => ((Action)call!)(); // Only posted with an Action.
    private static readonly SendOrPostCallback Nothing = static _ => { };

    private readonly IncomingCalls _incoming = new();
    private readonly ReactorThreadPool _threads = new(0, MaxPoolThreads, "reactor");
    private volatile int _threadId;

    /// <inheritdoc/>
    public bool IsInReactorThread => HomeThread.Current == _threadId;

    /// <summary>The threads that wait for this loop.</summary>
    internal BlockedCalls BlockedCalls { get; } = new();

    /// <inheritdoc/>
    public void CallFromThread(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Post(Invoke, call);
    }

    /// <inheritdoc/>
    public void CallInThread(Action call) => _threads.CallInThread(call);

    /// <inheritdoc/>
    public IThreadPool GetThreadPool() => _threads;

    /// <inheritdoc/>
    public void SuggestThreadPoolSize(int size) => _threads.AdjustPoolSize(maxThreads: size);

    internal void Post(SendOrPostCallback call, object? state)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (_incoming.Add(call, state))
            _poller.Wake();
    }

    /// <summary>Throws on any thread but the one the loop runs on; while it does not run, every thread may call.</summary>
    /// <remarks>In every member that changes what the loop looks at without a lock: a call from elsewhere would be lost, or break it, now
    /// and then. One load and a compare.</remarks>
    /// <param name="member">What was called, for the message.</param>
    private void RequireThread([CallerMemberName] string member = "")
    {
        if (_threadId is var expected and not 0 && HomeThread.Current != expected)
            ThrowForeignThread(member, expected);
    }

    private void ThrowForeignThread(string member, int expected) => throw new InvalidOperationException(
        $"{member} was called on thread {HomeThread.Current}, but {GetType().Name} runs on thread {expected}; " +
        "go there with reactor.CallFromThread(...).");

    /// <summary>The loop runs on this thread from now on, until <see cref="LeaveThread"/>.</summary>
    /// <param name="host">Where the thread's own calls come from; null when the loop has the thread to itself.</param>
    /// <returns>How the thread was before; null when the loop runs on it already.</returns>
    private Outside? EnterThread(SynchronizationContext? host = null)
    {
        if (IsInReactorThread)
            return null;
        var home = host ?? new ReactorSynchronizationContext(this);
        var outside = new Outside(SynchronizationContext.Current, HomeThread.Enter(home));
        _threadId = HomeThread.Current;
        SynchronizationContext.SetSynchronizationContext(home);
        return outside;
    }

    private void LeaveThread(Outside? outside)
    {
        if (outside is not { } before)
            return;
        // A host with several threads may end the loop on another one than it began on.
        HomeThread.Leave(_threadId, before.Reactor);
        if (IsInReactorThread)
            SynchronizationContext.SetSynchronizationContext(before.Context);
        _threadId = 0;
        if (_life == Life.Ended)
            Release();
    }

    /// <summary>How a thread was before the loop ran on it.</summary>
    /// <param name="Context">Its context.</param>
    /// <param name="Reactor">The context of another reactor in whose callback this one runs, or null.</param>
    private readonly record struct Outside(SynchronizationContext? Context, SynchronizationContext? Reactor);
}
