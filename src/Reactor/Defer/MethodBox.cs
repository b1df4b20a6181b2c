using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>A suspended <c>async Deferred</c> method: a link on the chain it awaits, and the canceller of the Deferred it
/// returned.</summary>
internal abstract class MethodBox : PassingStep, ICanceller
{
    private ExecutionContext? _context;
    private Action? _resume;

    /// <summary>The Deferred it waits for. A cancellation goes there, and the method decides what comes of it, now or later.</summary>
    internal DeferredChain? Awaited { get; private set; }

    /// <summary>Asked only while it runs or awaits something else, which hears of no cancellation: its Deferred ends without it.</summary>
    public void Cancel()
    {
    }

    internal static void Start<TStateMachine>(ref TStateMachine stateMachine) where TStateMachine : IAsyncStateMachine
    {
        // The runtime's own builder restores the execution and synchronization contexts that the method may change before it suspends.
        var runtime = default(AsyncTaskMethodBuilder);
        runtime.Start(ref stateMachine);
    }

    internal void Await<TAwaiter>(ref TAwaiter awaiter) where TAwaiter : INotifyCompletion
    {
        _context = ExecutionContext.Capture();
        if (default(TAwaiter) is not null && awaiter is IDeferredAwaiter)
        {
            Awaited = ((IDeferredAwaiter)awaiter).Chain;
            Awaited.AddPassing(this);
        }
        else
        {
            Awaited = null;
            awaiter.OnCompleted(_resume ??= HomeThread.Comeback(Resume));
        }
    }

    internal override void Pass(DeferredChain chain)
    {
        Awaited = null;
        Resume();
        if (chain.FailureOrNull is not null)
            chain.MarkFailureSeen();
    }

    private protected abstract void MoveNext();

    private void Resume()
    {
        var context = _context;
        _context = null;
        // Also in the context that is current anyway: what the method sets must not stay with whoever fires.
        if (context is null)
            MoveNext();
        else
            ExecutionContext.Run(context, static box => ((MethodBox)box!).MoveNext(), this);
    }
}

/// <summary>The box for one compiled method, made at the first suspension; later ones find the method in it.</summary>
internal sealed class MethodBox<TStateMachine> : MethodBox where TStateMachine : IAsyncStateMachine
{
    /// <summary>The method. It is copied here when its builder knows this box and the Deferred, as the copy is what runs on.</summary>
    internal TStateMachine StateMachine = default!; // Set where the box is made, before anything can resume.

    private protected override void MoveNext() => StateMachine.MoveNext();
}
