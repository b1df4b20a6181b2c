using System.Diagnostics;

namespace TwistedSharp.Internet;

/// <summary>A reactor on a thread of its own, for programs whose main thread does something else.</summary>
/// <remarks>Go there with <see cref="IReactorThreads.CallFromThread"/>, or with <c>Threads.BlockingCallFromThread</c> for an answer; every
/// other member of the reactor throws elsewhere.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ReactorThread : IAsyncDisposable, IDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    private ReactorThread(IReactor reactor)
    {
        Reactor = reactor;
        // In the background: a program that ends is not held up by it.
        _thread = new Thread(Run) { IsBackground = true, Name = "TwistedSharp reactor" };
    }

    /// <summary>The reactor.</summary>
    public IReactor Reactor { get; }

    /// <summary>Ends when the reactor has ended, with whatever its Run threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts a reactor on a new thread; when this returns it runs.</summary>
    /// <param name="reactor">One that does not run yet; a new one unless given.</param>
    /// <exception cref="ReactorAlreadyRunningException">It runs.</exception>
    /// <exception cref="ReactorNotRestartableException">It was stopped before.</exception>
    public static ReactorThread Start(IReactor? reactor = null)
    {
        var started = new ReactorThread(reactor ?? Reactors.Create());
        if (started.Reactor.Running)
            throw new ReactorAlreadyRunningException($"{started.Reactor} runs already.");
        using var running = new ManualResetEventSlim();
        started.Reactor.CallWhenRunning(running.Set);
        started._thread.Start();
        WaitHandle.WaitAny([running.WaitHandle, ((IAsyncResult)started.Completion).AsyncWaitHandle]);
        if (started.Completion.IsFaulted)
            started.Completion.GetAwaiter().GetResult();
        return started;
    }

    /// <summary>Stops the reactor, if it runs.</summary>
    /// <returns>Ends when it has ended; after the "shutdown" event and all that it waits for.</returns>
    public Task StopAsync()
    {
        if (!Completion.IsCompleted)
            Reactor.CallFromThread(StopReactor);
        return Completion;
    }

    /// <summary>Stops the reactor and waits until it has ended.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Stops the reactor and blocks until it has ended.</summary>
    /// <exception cref="InvalidOperationException">The caller is on the reactor's thread, and would wait for itself.</exception>
    public void Dispose()
    {
        if (Thread.CurrentThread == _thread)
            throw new InvalidOperationException($"{this} was to be waited for on its own thread; call Reactor.Stop there.");
        StopAsync().GetAwaiter().GetResult();
    }

    /// <summary>Its state in words.</summary>
    public override string ToString() => $"<ReactorThread {Reactor}>";

    private void StopReactor()
    {
        try
        {
            Reactor.Stop();
        }
        catch (ReactorNotRunningException)
        {
            // It is ending already.
        }
    }

    private void Run()
    {
        try
        {
            Reactor.Run(installSignalHandlers: false);
            _completion.TrySetResult();
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
    }
}
