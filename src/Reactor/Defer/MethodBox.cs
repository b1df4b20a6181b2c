using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>A suspended <c>async Deferred</c> method: a link on the chain it awaits, and the canceller of the Deferred it
/// returned.</summary>
internal abstract class MethodBox : Link, ICanceller
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

    /// <summary>The box of this run, made at the first suspension: it must be in the builder before the state machine is copied.</summary>
    internal static MethodBox<TStateMachine> For<TStateMachine>(ref MethodBox? box, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (box is MethodBox<TStateMachine> known)
            return known;
        var made = new MethodBox<TStateMachine>();
        box = made;
        return made;
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

    internal override object? Run(object? result)
    {
        var awaited = Awaited;
        Awaited = null;
        Resume();
        if (result is Failure)
            awaited?.MarkFailureSeen();
        return result;
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

/// <summary>The box for one compiled method.</summary>
internal sealed class MethodBox<TStateMachine> : MethodBox where TStateMachine : IAsyncStateMachine
{
    private TStateMachine _stateMachine = default!; // Set by the first suspension, before anything can resume.
    private bool _isSet;

    internal void Update(ref TStateMachine stateMachine)
    {
        // Later suspensions run on the copy in this box already.
        if (_isSet)
            return;
        _isSet = true;
        _stateMachine = stateMachine;
    }

    private protected override void MoveNext() => _stateMachine.MoveNext();
}
