using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>A suspended <c>async Deferred</c> method: a link on the chain it awaits, and the canceller of the Deferred it
/// returned.</summary>
internal abstract class MethodBox : PassingStep, ICanceller
{
    /// <summary>In the place of a Deferred while something else, a Task say, is awaited.</summary>
    private static readonly DeferredChain SomethingElse = new(typeof(void));

    private ExecutionContext? _context;
    private Action? _resume;
    private DeferredChain? _awaited;

    /// <summary>Whether the method's own code runs: a cancellation that it brings about itself changes nothing, as in Twisted.</summary>
    internal bool IsRunning => _awaited is null;

    /// <summary>The Deferred it waits for. A cancellation goes there, and the method decides what comes of it, now or later.</summary>
    internal DeferredChain? Awaited => _awaited == SomethingElse ? null : _awaited;

    /// <summary>Asked only while it awaits something else, which hears of no cancellation: its Deferred ends without it.</summary>
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
            _awaited = ((IDeferredAwaiter)awaiter).Chain;
            _awaited.AddPassing(this);
        }
        else
        {
            _awaited = SomethingElse;
            awaiter.OnCompleted(_resume ??= HomeThread.Comeback(Resume));
        }
    }

    internal override void Pass(DeferredChain chain)
    {
        Resume();
        if (chain.FailureOrNull is not null)
            chain.MarkFailureSeen();
    }

    private protected abstract void MoveNext();

    private void Resume()
    {
        var context = _context;
        _context = null;
        _awaited = null;
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
